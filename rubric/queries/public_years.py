"""Which fiscal years a scoring run may bring before the public: those that are over, locked, whole and not published yet."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.period import fiscal_year

from ..models import CohortCell, Moment, PublicYear, Rater, RubricStatus, ScoreRun, SurveyWave, WaveStatus
from ..scoring.tables import JointTable

Year = tuple[int, int]
"""The key of a project, and the fiscal year."""


@dataclass(frozen=True)
class CountedCell:
    """One cell of a run, as far as the public figures divide people."""

    year: Year
    direction: str
    program_pk: int
    participants: int
    tables: dict[str, JointTable]


def counted_cells(run: ScoreRun) -> list[CountedCell]:
    rows = CohortCell.objects.filter(score_run=run).select_related("run__program").order_by("pk")
    return [
        CountedCell(
            (row.run.program.project_id, row.run.fiscal_year),
            row.run.direction,
            row.run.program_id,
            row.participants,
            {ability: as_table(stored) for ability, stored in row.tables.items()},
        )
        for row in rows
    ]


def as_table(stored: dict) -> JointTable:
    """A joint table as a cell holds it."""
    lists = {name: tuple(stored[name]) for name in ("pre_only", "post_only")}
    return JointTable(tuple(map(tuple, stored["both"])), **lists, neither=stored["neither"], mapped=stored["mapped"])


def publishable(run: ScoreRun, years: Iterable[Year], *, now: datetime) -> set[Year]:
    """Those of the years whose figures can never be counted differently, and that are not published.

    A locked wave takes no answer any more. It must have been locked before the run began to count.
    """
    if not _is_whole(run):
        return set()
    published = set(PublicYear.objects.values_list("project", "fiscal_year"))
    waves = SurveyWave.objects.exclude(updated_at__gt=run.started_at)
    if run.instrument_id is not None:
        waves = waves.filter(instrument=run.instrument_id)
    return set(years) & final_years(waves, now=now) - published


def final_years(waves: QuerySet[SurveyWave] | None = None, *, now: datetime) -> set[Year]:
    """Years that are over and whose waves before and after are all locked, and among `waves` where these are given."""
    asked = SurveyWave.objects.filter(moment__in=(Moment.PRE, Moment.POST), run__fiscal_year__lt=_year_of(now))
    where = ("run__program__project", "run__fiscal_year")
    locked = asked.filter(status=WaveStatus.LOCKED)
    done = locked if waves is None else locked.filter(pk__in=waves.values("pk"))
    return set(asked.values_list(*where)) - set(asked.exclude(pk__in=done.values("pk")).values_list(*where))


def _year_of(now: datetime) -> int:
    return fiscal_year(clock.tokyo_date(now))


def _is_whole(run: ScoreRun) -> bool:
    """Whether the run counts all participants of the years it counts, by their own answers before and after."""
    usual = (run.before, run.after, run.rater) == (Moment.PRE, Moment.POST, Rater.SELF)
    return usual and not run.direction and run.program_id is None and run.rubric_version.status == RubricStatus.IN_USE
