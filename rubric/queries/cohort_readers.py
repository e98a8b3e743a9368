"""Which figures of a question a reader gets: all that a run has counted, or the groups of published years and nothing finer.

The office and the coordinators of a programme read every group. Whoever holds a seat in a committee or evaluates from outside
reads the groups that are public: they were checked together, so that no small one follows from the others, and a year is
published once, so that none follows from two runs either. Their tables are those that were stored then: a record that changes
later (a run moved to another year, say) would else be told by what differs from the public page. Of those who answered once
nothing is told: alone they would be few.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from django.db.models import F, QuerySet

from kanazawa_exchange.lib.named import Named
from kanazawa_exchange.lib.totals import Total
from programs.models import FundingProject

from ..models import CohortCell, PublicGroup, PublicYear, ScoreRun
from ..scoring.tables import JointTable
from .cohort_checks import Checks
from .cohort_sums import CohortSum, summed, summed_by
from .cohorts import Cohort, CohortFilters, Scale, cohort, figures_of, run_line, scale_of
from .comparisons import Comparison, by_program, by_year, programs_beside, years_beside
from .raw_cells import RawCount, raw_counts
from .results import joint

Group = tuple[int, str, int | None]
"""Fiscal year, direction and programme; empty and None are all of them."""
Stored = Mapping[str, list[list[int]]]
"""The joint tables of a published group by ability."""


@dataclass(frozen=True)
class CountedFigures:
    """All that one run has counted of a question."""

    run: ScoreRun
    filters: CohortFilters
    programs: tuple[Named, ...]
    is_shown = True
    of_pairs = False

    def cohort(self) -> Cohort:
        return cohort(self.run, self.filters)

    def scale(self) -> Scale:
        return scale_of(self.run)

    def by_program(self, scale: Scale) -> Comparison:
        return by_program(self.run, self.filters, scale, self.programs)

    def by_year(self, scale: Scale) -> Comparison:
        return by_year(self.run, self.filters, scale)

    def counts(self, scale: Scale) -> Iterator[RawCount]:
        return raw_counts(self.run, self.filters, scale)


@dataclass(frozen=True)
class PublishedFigures:
    """What is public of a question, with all that can be computed from it. `shown` has the tables of the groups that are not withheld."""

    year: PublicYear
    filters: CohortFilters
    programs: tuple[Named, ...]
    shown: Mapping[Group, Stored]
    of_pairs = True

    @property
    def run(self) -> ScoreRun:
        """The one that published the year."""
        return self.year.score_run

    @property
    def is_shown(self) -> bool:
        return (self.year.fiscal_year, *self._group) in self.shown

    @property
    def _group(self) -> tuple[str, int | None]:
        return self.filters.direction, self.filters.program.pk if self.filters.program else None

    def cohort(self) -> Cohort:
        """As for everybody else, without what tells of those who answered once, of single questions and of staff, and without numbers
        of answers that are public nowhere: those set aside, those that came since, those to an older version."""
        scale = self.scale()
        counted = summed(self._cells().filter(run__fiscal_year=self.year.fiscal_year), scale.sizes)
        sums = as_published(counted, self.shown[self.year.fiscal_year, *self._group])
        return Cohort(
            run=replace(run_line(self.run), set_aside=0),
            filters=self.filters,
            scale=scale,
            figures=figures_of(sums, scale),
            checks=Checks((), ()),
            came_since=Total(0),
            of_pairs=True,
        )

    def scale(self) -> Scale:
        return scale_of(self.run)

    def by_program(self, scale: Scale) -> Comparison:
        found = summed_by(self._cells().filter(run__fiscal_year=self.year.fiscal_year), "run__program_id", scale.sizes)
        shown, withholds = self._shown(
            {key: (self.year.fiscal_year, self.filters.direction, key) for key in found}, found
        )
        return replace(programs_beside(shown, scale, self.programs), of_pairs=True, withholds=withholds)

    def by_year(self, scale: Scale) -> Comparison:
        """The years that the same version of the rubric judged."""
        cells = self._cells().filter(score_run__rubric_version=self.run.rubric_version_id)
        found = summed_by(cells, "run__fiscal_year", scale.sizes)
        shown, withholds = self._shown({year: (year, *self._group) for year in found}, found)
        return replace(years_beside(shown, scale), of_pairs=True, withholds=withholds)

    def _shown(self, groups: Mapping[int, Group], found: Mapping[int, CohortSum]) -> tuple[dict[int, CohortSum], bool]:
        """The sums of groups that are shown, and whether there are others in which somebody answered twice."""
        hidden = [found[key] for key, group in groups.items() if group not in self.shown]
        shown = {
            key: as_published(found[key], self.shown[group]) for key, group in groups.items() if group in self.shown
        }
        return shown, any(table.n for sums in hidden for table in sums.tables.values())

    def counts(self, scale: Scale) -> Iterator[RawCount]:
        """The joint tables of the group itself, and of none within it."""
        program = self.filters.program
        whose = self.filters.direction or "all", program.slug if program else "all", "all", "all", "all"
        for result in self.cohort().figures.results:
            for before, after, people in result.figures.table.counts:
                yield RawCount(self.year.fiscal_year, *whose, result.ability.code, before, after, people)

    def _cells(self) -> QuerySet[CohortCell]:
        """Of each published year what the run that published it has counted."""
        narrowed = {
            "run__direction": self.filters.direction,
            "run__program": self.filters.program and self.filters.program.pk,
        }
        return CohortCell.objects.filter(
            run__program__project=self.filters.project.pk,
            score_run__public_years__project=self.filters.project.pk,
            score_run__public_years__fiscal_year=F("run__fiscal_year"),
            **{name: value for name, value in narrowed.items() if value},
        )


Figures = CountedFigures | PublishedFigures


def as_published(counted: CohortSum, tables: Stored) -> CohortSum:
    """The pairs as they were published. Of whoever has no level on one side it is told that they are missing, not where they stood;
    of answers to an older version, that there are some."""
    both = {code: joint(tables.get(code), len(table.both)) for code, table in counted.tables.items()}
    participants = max([counted.participants, *(table.n for table in both.values())])
    told = {code: _told(both[code], participants, table) for code, table in counted.tables.items()}
    return CohortSum(participants, told)


def _told(both: JointTable, participants: int, counted: JointTable) -> JointTable:
    return replace(both, neither=participants - both.n, mapped=both.n if counted.mapped else 0)


def published_years(project: FundingProject) -> list[PublicYear]:
    """The newest first, with the run that published each; one query."""
    joined = PublicYear.objects.select_related("score_run__rubric_version__rubric", "score_run__instrument")
    return list(joined.filter(project=project).order_by("-fiscal_year"))


def published(year: PublicYear, filters: CohortFilters, programs: tuple[Named, ...]) -> PublishedFigures:
    """What is public of a question about this year; one query."""
    groups = PublicGroup.objects.filter(year__project=year.project_id, pairs__isnull=False)
    rows = groups.values_list("year__fiscal_year", "direction", "program", "tables")
    shown: dict[Group, Stored] = {}
    for fiscal_year, direction, program, tables in rows:
        shown[fiscal_year, direction, program] = tables or {}
    return PublishedFigures(year, replace(filters, fiscal_year=year.fiscal_year), programs, shown)
