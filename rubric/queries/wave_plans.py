"""For which runs waves can be planned, and what the runs of a fiscal year have already."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q

from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.period import fiscal_year
from kanazawa_exchange.lib.viewer import Viewer
from mobility.models import LIVE
from programs.queries.runs import runs_kept_by

from ..models import Moment, SurveyWave
from .wave_words import run_words


@dataclass(frozen=True)
class PlannedRun:
    """One run of a year: its people, and the moments for which it has a wave."""

    uid: UUID
    words: str
    people: int
    moments: tuple[str, ...]
    is_complete: bool
    """Whether it has both waves that are planned for a year."""


def years_with_runs(user: Viewer) -> list[int]:
    """The fiscal years of these runs, newest first."""
    return sorted(set(runs_kept_by(user).order_by().values_list("fiscal_year", flat=True)), reverse=True)


def usual_year(years: Iterable[int]) -> int | None:
    """The present year, else the newest one that has begun, else the first of those that come."""
    present, known = fiscal_year(clock.today()), sorted(years)
    begun = [year for year in known if year <= present]
    return begun[-1] if begun else next(iter(known), None)


def runs_of_year(user: Viewer, year: int) -> tuple[PlannedRun, ...]:
    """What would be planned; two queries."""
    people = Count("mobilities", filter=Q(mobilities__status__in=LIVE))
    runs = list(runs_kept_by(user).filter(fiscal_year=year).annotate(people=people))
    there: dict[int, set[str]] = defaultdict(set)
    for run, moment in SurveyWave.objects.filter(run__in=runs).values_list("run_id", "moment"):
        there[run].add(moment)
    return tuple(
        PlannedRun(
            uid=run.uid,
            words=run_words(run),
            people=run.people,
            moments=tuple(str(moment.label) for moment in Moment if moment in there[run.pk]),
            is_complete={Moment.PRE, Moment.POST} <= there[run.pk],
        )
        for run in runs
    )
