"""The headline figures of the abilities for the public: those of everybody in the latest published year of a project."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from kanazawa_exchange.lib import prepared
from programs.models import FundingProject

from ..models import PublicYear
from ..result_words import what_they_say
from .results import AbilityLine, Results, choice_of, results


@dataclass(frozen=True)
class Headline:
    """Without lines the year as a whole is withheld."""

    page: Results
    said: str
    published_at: datetime

    @property
    def lines(self) -> tuple[AbilityLine, ...]:
        return self.page.lines


def _latest_years(project_id: int) -> QuerySet[PublicYear]:
    return PublicYear.objects.filter(project_id=project_id).select_related("project").order_by("-fiscal_year")[:1]


def headline(project: FundingProject) -> Headline | None:
    """None as long as no year is published. One query, then seven, whatever is published."""
    latest = prepared.first(_latest_years, project.pk)
    if latest is None:
        return None
    page = results(choice_of(latest), direction="", program="")
    return Headline(page, what_they_say(page), latest.published_at)
