"""What a cohort's answers say: the figures of every ability, as page, paper, workbook and CSV all print them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar, cast
from uuid import UUID

from django.db.models import Q, QuerySet

from kanazawa_exchange.lib.localized import Localized, localized
from kanazawa_exchange.lib.named import Named
from kanazawa_exchange.lib.totals import Total, counted
from programs.models import Direction, FundingProject

from ..models import CohortCell, CohortTotal, Response, ScoreRun
from ..statistics.cohorts import CAUTION_BELOW, SMALLEST_PUBLIC, AbilityFigures, Finding, cohort_figures
from ..statistics.movement import tango
from .cohort_checks import Checks, CheckSums, questionnaires, summed_checks
from .cohort_sums import CohortSum, Rows, summed

Sums = TypeVar("Sums")
COUNTED_SINCE = 1000
"""So far the answers are counted that came after a run; it is a reason to start another one either way."""


@dataclass(frozen=True)
class CohortFilters:
    """Whom a question is about; empty means all. `programs` are those the reader may ask about, None for all."""

    project: Named
    direction: str = ""
    fiscal_year: int | None = None
    program: Named | None = None
    partner: Named | None = None
    level: str = ""
    home: str = ""
    programs: tuple[Named, ...] | None = None


@dataclass(frozen=True)
class RunLine:
    """The scoring run that the figures come from."""

    uid: UUID
    ended_at: datetime
    rubric: Localized
    version: int
    is_confirmed: bool
    instrument: Localized | None
    before: str
    after: str
    rater: str
    set_aside: int


@dataclass(frozen=True)
class AbilityName:
    code: str
    name: Localized
    definition: Localized


@dataclass(frozen=True)
class Scale:
    """What a rubric version measures: its abilities in their order, and the names of its levels."""

    abilities: tuple[AbilityName, ...]
    levels: tuple[Localized, ...]

    @property
    def sizes(self) -> dict[str, int]:
        """How many levels each ability has."""
        return {ability.code: len(self.levels) for ability in self.abilities}


@dataclass(frozen=True)
class AbilityResult:
    """One ability of one cohort."""

    ability: AbilityName
    figures: AbilityFigures

    @property
    def is_small(self) -> bool:
        """So few that a reader may know them: 1 to 4 pairs."""
        return 0 < self.figures.table.n < SMALLEST_PUBLIC


@dataclass(frozen=True)
class CohortFigures:
    """The participants of one cohort and the figures of its abilities, without whose they are.

    Where `participants` is None, it is told neither how many were asked nor how many are missing.
    """

    participants: int | None
    results: tuple[AbilityResult, ...]

    @property
    def pairs(self) -> tuple[int, int]:
        """The least and the most pairs of any ability."""
        found = [result.figures.table.n for result in self.results]
        return (min(found), max(found)) if found else (0, 0)

    @property
    def fullest(self) -> AbilityResult | None:
        """The ability of which most is known."""
        return max(self.results, key=lambda result: result.figures.table.n, default=None)

    @property
    def mapped(self) -> int:
        """The most pairs of any ability that were read from an older version."""
        return max((result.figures.table.mapped for result in self.results), default=0)

    @property
    def needs_caution(self) -> bool:
        return self.pairs[0] < CAUTION_BELOW

    def found(self, finding: Finding) -> int:
        """Of how many abilities this may be said."""
        return sum(result.figures.finding == finding for result in self.results)


@dataclass(frozen=True)
class Cohort:
    """One cohort of one run: what page, PDF, workbook and CSV all print. `of_pairs`: nothing is told but of those who answered twice."""

    run: RunLine
    filters: CohortFilters
    scale: Scale
    figures: CohortFigures
    checks: Checks
    came_since: Total
    of_pairs: bool = False


def run_line(run: ScoreRun) -> RunLine:
    """`run` has ended and has its rubric version, rubric and questionnaire joined."""
    assert run.ended_at is not None  # noqa: S101 only such runs have results
    version = run.rubric_version
    return RunLine(
        uid=run.uid,
        ended_at=run.ended_at,
        rubric=localized(version.rubric, "name"),
        version=version.number,
        is_confirmed=version.is_confirmed,
        instrument=localized(run.instrument, "name") if run.instrument else None,
        before=run.before,
        after=run.after,
        rater=run.rater,
        set_aside=run.set_aside or 0,
    )


def scale_of(run: ScoreRun) -> Scale:
    """Two queries."""
    version = run.rubric_version
    abilities = (
        AbilityName(one.code, localized(one, "name"), localized(one, "definition")) for one in version.abilities.all()
    )
    return Scale(tuple(abilities), tuple(localized(level, "caption") for level in version.levels.all()))


def cells_of(run: ScoreRun, filters: CohortFilters) -> QuerySet[CohortCell]:
    """The cells of a run that a filter lets through."""
    wanted = {
        "partner_id": filters.partner.pk if filters.partner else None,
        "level": filters.level,
        "home_country": filters.home,
    }
    wanted = {name: value for name, value in wanted.items() if value}
    return CohortCell.objects.filter(_of_runs(filters), score_run=run, **wanted)


def _of_runs(filters: CohortFilters) -> Q:
    """The programme runs that a filter lets through."""
    wanted = {
        "run__program__project_id": filters.project.pk,
        "run__direction": filters.direction,
        "run__fiscal_year": filters.fiscal_year,
        "run__program_id": filters.program.pk if filters.program else None,
    }
    own = Q(**{name: value for name, value in wanted.items() if value})
    if filters.programs is not None:
        own &= Q(run__program_id__in=[program.pk for program in filters.programs])
    return own


def rows_of(run: ScoreRun, filters: CohortFilters) -> Rows:
    """The fewest rows whose sum is the answer: totals of programme runs, where the question splits none and the run has ended."""
    if run.ended_at is None or filters.partner or filters.level or filters.home:
        return cells_of(run, filters)
    return CohortTotal.objects.filter(_of_runs(filters), score_run=run)


def cohort(run: ScoreRun, filters: CohortFilters) -> Cohort:
    """Six queries, whoever is in it; two fewer when this process has added the same cells up before."""
    scale = scale_of(run)
    sums, found = remembered(run, filters, "cohort", lambda rows: _added(rows, scale))
    return Cohort(
        run=run_line(run),
        filters=filters,
        scale=scale,
        figures=figures_of(sums, scale),
        checks=found.named(questionnaires(run.rubric_version)),
        came_since=came_since(run, filters),
    )


def _added(rows: Rows, scale: Scale) -> tuple[CohortSum, CheckSums]:
    return summed(rows, scale.sizes), summed_checks(rows, scale.sizes)


# --- What was added up before ----------------------------------------------------------------------------------------

REMEMBERED = 256
_memory: dict[tuple[UUID, datetime | None, CohortFilters, str], object] = {}


def remembered(run: ScoreRun, filters: CohortFilters, name: str, add: Callable[[Rows], Sums]) -> Sums:
    """What `add` makes of the cells of a question. Nothing of an ended run changes but that it ends anew, so its sums are kept, the
    last used longest."""
    key = run.uid, run.ended_at, filters, name
    sums = cast(Sums, _memory.pop(key)) if key in _memory else add(rows_of(run, filters))
    if run.ended_at is not None:
        _memory[key] = sums
        while len(_memory) > REMEMBERED:
            _memory.pop(next(iter(_memory)), None)
    return sums


def forget() -> None:
    """As in a process that has just begun."""
    _memory.clear()
    tango.cache_clear()


def figures_of(sums: CohortSum, scale: Scale) -> CohortFigures:
    """The figures of all abilities in their order."""
    figures: Mapping[str, AbilityFigures] = cohort_figures(sums.tables)
    results = (AbilityResult(ability, figures[ability.code]) for ability in scale.abilities)
    return CohortFigures(sums.participants, tuple(results))


def came_since(run: ScoreRun, filters: CohortFilters) -> Total:
    """How many answers that belong to the question, and that the run could read, were sent after it had begun; one query."""
    wanted = {
        "wave__run__direction": filters.direction,
        "wave__run__fiscal_year": filters.fiscal_year,
        "wave__run__program_id": filters.program.pk if filters.program else None,
        "mobility__level": filters.level,
        "mobility__sending__city__country": filters.home,
        "wave__instrument_id": run.instrument_id,
    }
    version = run.rubric_version
    answers = Response.objects.filter(
        _about_partner(filters),
        wave__instrument__rubric_version__rubric=version.rubric_id,
        wave__instrument__rubric_version__number__lte=version.number,
        sent_at__gt=run.started_at,
        rater=run.rater,
        wave__moment__in=[run.before, run.after],
        wave__run__program__project_id=filters.project.pk,
        **{name: value for name, value in wanted.items() if value},
    )
    if filters.programs is not None:
        answers = answers.filter(wave__run__program_id__in=[program.pk for program in filters.programs])
    return counted(answers, COUNTED_SINCE)


def _about_partner(filters: CohortFilters) -> Q:
    """The partner of a stay is where people go, or where they come from."""
    if filters.partner is None:
        return Q()
    goes, place = Q(wave__run__direction=Direction.OUTBOUND), filters.partner.pk
    return goes & Q(mobility__receiving=place) | ~goes & Q(mobility__sending=place)


def named_project(project: FundingProject) -> Named:
    return Named(project.pk, project.code, localized(project, "short_name") or localized(project, "name"))
