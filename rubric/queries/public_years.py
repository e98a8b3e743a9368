"""Which fiscal years a scoring run may bring before the public: those that are over, locked, whole, read whole and not published yet."""

from collections import Counter
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db.models import Exists, OuterRef, Q

from kanazawa_exchange.accounts.models import JobPart, PartState
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.jobs import LOST
from kanazawa_exchange.lib.period import fiscal_year
from mobility.models import Mobility, Status
from programs.models import ProgramRun

from ..models import (
    CohortTotal,
    Moment,
    PublicYear,
    Rater,
    ResponseScore,
    RubricStatus,
    ScoreRun,
    SurveyWave,
    WaveStatus,
)
from ..scoring.tables import JointTable
from .cohort_sums import summed_by
from .score_scope import answers, waves

Year = tuple[int, int]
"""The key of a project, and the fiscal year."""


@dataclass(frozen=True)
class CountedRun:
    """One programme run as a scoring run counted it: the public figures divide people no finer."""

    year: Year
    direction: str
    program_pk: int
    participants: int
    tables: Mapping[str, JointTable]


def counted_runs(run: ScoreRun) -> list[CountedRun]:
    """Every programme run that was counted; its total is read, so people and cohorts add nothing to the cost."""
    version = run.rubric_version
    levels = dict.fromkeys(version.abilities.values_list("code", flat=True), version.levels.count())
    sums = summed_by(CohortTotal.objects.filter(score_run=run), "run_id", levels)
    runs = ProgramRun.objects.filter(pk__in=sums).select_related("program").order_by("pk")
    return [
        CountedRun(
            (each.program.project_id, each.fiscal_year),
            each.direction,
            each.program_id,
            sums[each.pk].participants or 0,
            sums[each.pk].tables,
        )
        for each in runs
    ]


class Obstacle(StrEnum):
    """Why a wave keeps its year from the public, as far as one run can tell."""

    NOT_LOCKED = "not_locked"  # somebody may still answer
    LOCKED_LATER = "locked_later"  # the run began to count before
    NOT_READ = "not_read"  # asked by another rubric, another questionnaire, or out of the scope
    NOBODY = "nobody"  # none: planned for a programme run with which nobody travels; left out


@dataclass(frozen=True)
class YearWaves:
    """The waves before and after of a year that is over, as far as something is to be said of them; whether the run read any,
    and whether anybody travelled with their programme runs."""

    year: Year
    is_read: bool
    travelled: bool
    obstacles: tuple[tuple[SurveyWave, Obstacle], ...]
    left_out: tuple[SurveyWave, ...]
    lost: int
    """How many answers were lost while they were scored: they can be tried again, and a published year takes none of them."""

    @property
    def waits_for_lost(self) -> bool:
        """Whether nothing else keeps the year from the public."""
        return bool(self.lost) and not self.obstacles


def counted_years(run: ScoreRun) -> set[Year]:
    """Those of which the run counted anybody's programme run: no other can be published by it; one query."""
    rows = CohortTotal.objects.filter(score_run=run).order_by()
    return set(rows.values_list("run__program__project", "run__fiscal_year").distinct())


def publishable(run: ScoreRun, years: Iterable[Year], *, now: datetime) -> set[Year]:
    """Those of the years whose figures can never be counted differently, and that are not published.

    The run has read every wave of the year. A locked wave takes no answer any more; it was locked before the run began. No
    answer was lost, as one that was can be tried again; what cannot be scored, however often it is tried, keeps no year.
    """
    return _unpublished(run, years, lambda each: not each.obstacles and not each.lost, now)


def waiting_for_lost(run: ScoreRun, years: Iterable[Year], *, now: datetime) -> set[Year]:
    """Those of the years that would be publishable without the answers that were lost."""
    return _unpublished(run, years, lambda each: each.waits_for_lost, now)


def _unpublished(run: ScoreRun, years: Iterable[Year], wanted: Callable[[YearWaves], bool], now: datetime) -> set[Year]:
    if not is_whole(run):
        return set()
    published = set(PublicYear.objects.values_list("project", "fiscal_year"))
    return set(years) & {each.year for each in years_over(run, now=now) if wanted(each)} - published


def years_over(run: ScoreRun, *, now: datetime) -> list[YearWaves]:
    """Every year that is over and was asked before and after, with what keeps this run from publishing it; four queries."""
    asked = SurveyWave.objects.filter(moment__in=(Moment.PRE, Moment.POST), run__fiscal_year__lt=_year_of(now))
    travelled = Mobility.objects.exclude(status__in=(Status.CANCELLED, Status.VOIDED)).filter(run=OuterRef("run"))
    rows = asked.annotate(travelled=Exists(travelled)).select_related("run__program__project", "instrument")
    read = set(waves(run).values_list("pk", flat=True))
    lost = _lost(run)
    found: dict[Year, list[tuple[SurveyWave, Obstacle | None]]] = {}
    travelled_in: set[Year] = set()
    for wave in rows.order_by("run__fiscal_year", "run__program__order", "run", "-moment"):
        year = wave.run.program.project_id, wave.run.fiscal_year
        found.setdefault(year, []).append((wave, _obstacle(wave, run, read)))
        travelled_in |= {year} if wave.travelled else set()
    return [
        _of_year(year, told, year in travelled_in, sum(lost.get(wave.pk, 0) for wave, _obstacle in told))
        for year, told in found.items()
    ]


def _lost(run: ScoreRun) -> Counter[int]:
    """By wave the answers that stand aside because their part of a run failed, and those that this run counted without, though another
    one has scored them since; two queries, and one more for these."""
    own = answers(run).filter(rater=run.rater)
    # that there is a fault at all is said for the partial index, which knows nothing else
    aside = ResponseScore.objects.exclude(fault="").filter(fault=LOST, response__in=own)
    found = Counter(aside.order_by().values_list("response__wave", flat=True))
    if missed := _missed(run):
        found.update(own.filter(missed).exclude(score__fault=LOST).order_by().values_list("wave", flat=True))
    return found


def _missed(run: ScoreRun) -> Q:
    """The answers of the parts that failed and lost some; empty where there are none."""
    if run.job_id is None:
        return Q()
    failed = JobPart.objects.filter(job=run.job_id, state=PartState.FAILED, about__lost=True)
    ranges = [(about["first"], about["last"]) for about in failed.values_list("about", flat=True)]
    alone = [first for first, last in ranges if first == last]
    found = Q(pk__in=alone) if alone else Q()
    for first, last in ranges:
        found = found if first == last else found | Q(pk__range=(first, last))
    return found


def _of_year(year: Year, told: Iterable[tuple[SurveyWave, Obstacle | None]], travelled: bool, lost: int) -> YearWaves:
    told = list(told)
    return YearWaves(
        year,
        any(obstacle not in (Obstacle.NOBODY, Obstacle.NOT_READ) for _wave, obstacle in told),
        travelled,
        tuple((wave, obstacle) for wave, obstacle in told if obstacle and obstacle != Obstacle.NOBODY),
        tuple(wave for wave, obstacle in told if obstacle == Obstacle.NOBODY),
        lost,
    )


def _obstacle(wave: Any, run: ScoreRun, read: Container[int]) -> Obstacle | None:
    """`wave` says whether anybody `travelled` with its programme run."""
    if wave.status == WaveStatus.PLANNED and not wave.travelled:
        return Obstacle.NOBODY
    if wave.pk not in read:
        return Obstacle.NOT_READ
    if wave.status != WaveStatus.LOCKED:
        return Obstacle.NOT_LOCKED
    return Obstacle.LOCKED_LATER if wave.updated_at > run.started_at else None


def _year_of(now: datetime) -> int:
    return fiscal_year(clock.tokyo_date(now))


def is_whole(run: ScoreRun) -> bool:
    """Whether the run counts all participants of the years it counts, by their own answers before and after."""
    usual = (run.before, run.after, run.rater) == (Moment.PRE, Moment.POST, Rater.SELF)
    return usual and not run.direction and run.program_id is None and run.rubric_version.status == RubricStatus.IN_USE
