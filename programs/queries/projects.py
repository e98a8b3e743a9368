"""The funded projects that a reader is shown, and their order."""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from kanazawa_exchange.accounts.permissions import is_office
from kanazawa_exchange.lib import prepared
from kanazawa_exchange.lib.period import fiscal_year
from kanazawa_exchange.lib.viewer import Viewer

from ..models import FundingProject
from .relations import plan_project_ids


def projects() -> QuerySet[FundingProject]:
    """All projects: the marked one first, then from the oldest on."""
    return FundingProject.objects.order_by("-is_default", "first_fiscal_year", "pk")


def default_project() -> FundingProject | None:
    """The project shown when an address names none."""
    return prepared.first(_first_project)


def _first_project() -> QuerySet[FundingProject]:
    return projects()[:1]


def running_on(projects: Iterable[FundingProject], day: date) -> FundingProject | None:
    """The first of these projects that runs on a day, else the first one."""
    known = list(projects)
    return next((one for one in known if fiscal_year(day) in one.fiscal_years), known[0] if known else None)


def projects_of(user: Viewer) -> QuerySet[FundingProject]:
    """The projects whose figures this user may see: the office all, others those they have a seat or a programme in."""
    return projects() if is_office(user) else projects().filter(pk__in=plan_project_ids(user))
