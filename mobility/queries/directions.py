"""Is a mobility dispatch or acceptance? Derived from which side is ours on its first day, never stored."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from kanazawa_exchange.lib.period import covers
from partners.models import Institution
from programs.models import Direction, ProjectHome


@dataclass(frozen=True)
class HomeSides:
    """Per project, which institutions are ours from when to when."""

    terms: dict[int, tuple[tuple[int, date, date | None], ...]]

    def on(self, project_id: int, day: date) -> frozenset[int]:
        """The home side of a project on a day."""
        return frozenset(
            institution
            for institution, starts_on, ends_on in self.terms.get(project_id, ())
            if covers(starts_on, ends_on, day)
        )


def home_sides(*project_ids: int) -> HomeSides:
    """The home sides of these projects, or of all when none is named; one query."""
    rows = ProjectHome.objects.all()
    if project_ids:
        rows = rows.filter(project_id__in=project_ids)
    terms: dict[int, list[tuple[int, date, date | None]]] = defaultdict(list)
    for project, institution, starts_on, ends_on in rows.values_list(
        "project_id", "institution_id", "starts_on", "ends_on"
    ):
        terms[project].append((institution, starts_on, ends_on))
    return HomeSides({project: tuple(found) for project, found in terms.items()})


def derive(sending: Institution, receiving: Institution, ours: frozenset[int]) -> Direction | None:
    """Outbound (派遣) or inbound (受入); None when both sides are ours, or neither, or nobody crosses a border.

    A home student placed with a company at home is no dispatch, whoever the company belongs to.
    """
    from_us, to_us = sending.pk in ours, receiving.pk in ours
    if from_us == to_us or sending.city.country == receiving.city.country:
        return None
    return Direction.OUTBOUND if from_us else Direction.INBOUND
