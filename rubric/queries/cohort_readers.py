"""Which figures of a question a reader gets: all that a run has counted, or the groups of published years and nothing finer.

The office and the coordinators of a programme read every group. Whoever holds a seat in a committee or evaluates from outside
reads the groups that are public: they were checked together, so that no small one follows from the others, and a year is
published once, so that none follows from two runs either. What they read is what was stored then, and nothing that is counted
by records as they stand: a run that is moved to another year later would else be told by what differs. Of those who answered once
nothing is told: alone they would be few; how many were asked is public of a whole year only.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from kanazawa_exchange.lib.named import Named
from kanazawa_exchange.lib.totals import Total
from programs.models import FundingProject

from ..models import PublicGroup, PublicYear, ScoreRun
from .cohort_checks import Checks
from .cohort_sums import CohortSum
from .cohorts import Cohort, CohortFilters, Scale, cohort, figures_of, run_line, scale_of
from .comparisons import Comparison, by_program, by_year, programs_beside, years_beside
from .older_answers import has_older_answers
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
class StoredGroup:
    """A group as it was published: its joint tables by ability, None where it is withheld, and what is public of its year."""

    tables: Stored | None
    version: int
    has_older: bool
    participants: int | None = None


@dataclass(frozen=True)
class PublishedFigures:
    """What is public of a question, with all that can be computed from it. `groups` are those of all published years."""

    year: PublicYear
    filters: CohortFilters
    programs: tuple[Named, ...]
    groups: Mapping[Group, StoredGroup]
    of_pairs = True

    @property
    def run(self) -> ScoreRun:
        """The one that published the year."""
        return self.year.score_run

    @property
    def is_shown(self) -> bool:
        group = self.groups.get((self.year.fiscal_year, *self._group))
        return group is not None and group.tables is not None

    @property
    def _group(self) -> tuple[str, int | None]:
        return self.filters.direction, self.filters.program.pk if self.filters.program else None

    def cohort(self) -> Cohort:
        """As for everybody else, without what tells of those who answered once, of single questions and of staff, and without numbers
        of answers that are public nowhere: those set aside, those that came since, those to an older version."""
        scale = self.scale()
        sums = as_published(self.groups[self.year.fiscal_year, *self._group], scale)
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
        asked = self.filters.program.pk if self.filters.program else None
        found = {
            program: group
            for (year, direction, program), group in self.groups.items()
            if (year, direction) == (self.year.fiscal_year, self.filters.direction)
            and program is not None
            and asked in (None, program)
        }
        shown, withholds = _shown(found, scale)
        return replace(programs_beside(shown, scale, self.programs), of_pairs=True, withholds=withholds)

    def by_year(self, scale: Scale) -> Comparison:
        """The years that the same version of the rubric judged."""
        found = {
            year: group
            for (year, *which), group in self.groups.items()
            if tuple(which) == self._group and group.version == self.run.rubric_version_id
        }
        shown, withholds = _shown(found, scale)
        return replace(years_beside(shown, scale), of_pairs=True, withholds=withholds)

    def counts(self, scale: Scale) -> Iterator[RawCount]:
        """The joint tables of the group itself, and of none within it."""
        program = self.filters.program
        whose = self.filters.direction or "all", program.slug if program else "all", "all", "all", "all"
        for result in self.cohort().figures.results:
            for before, after, people in result.figures.table.counts:
                yield RawCount(self.year.fiscal_year, *whose, result.ability.code, before, after, people)


Figures = CountedFigures | PublishedFigures


def _shown(groups: Mapping[int, StoredGroup], scale: Scale) -> tuple[dict[int, CohortSum], bool]:
    """The sums of the groups that are shown, and whether there are others."""
    shown = {key: as_published(group, scale) for key, group in groups.items() if group.tables is not None}
    return shown, len(shown) < len(groups)


def as_published(group: StoredGroup, scale: Scale) -> CohortSum:
    """The pairs of a group as they were stored. Of whoever has no level on one side it is told that they are missing where the number
    is public, not where they stood; of answers to an older version, that there are some."""
    tables = {code: joint((group.tables or {}).get(code), levels) for code, levels in scale.sizes.items()}
    asked = group.participants
    told = {
        code: replace(both, neither=0 if asked is None else asked - both.n, mapped=both.n if group.has_older else 0)
        for code, both in tables.items()
    }
    return CohortSum(asked, told)


def published_years(project: FundingProject) -> list[PublicYear]:
    """The newest first, with the run that published each; one query."""
    joined = PublicYear.objects.select_related("score_run__rubric_version__rubric", "score_run__instrument")
    return list(joined.filter(project=project).order_by("-fiscal_year"))


def published(year: PublicYear, filters: CohortFilters, programs: tuple[Named, ...]) -> PublishedFigures:
    """What is public of a question about this year; one query."""
    groups = PublicGroup.objects.filter(year__project=year.project_id).annotate(older=has_older_answers("year__"))
    rows = groups.values_list(
        *("year__fiscal_year", "direction", "program", "tables", "pairs"),
        *("year__score_run__rubric_version", "older", "year__participants"),
    )
    found: dict[Group, StoredGroup] = {}
    for fiscal_year, direction, program, tables, pairs, version, older, asked in rows:
        is_whole = not direction and program is None
        shown = None if pairs is None else tables or {}
        found[fiscal_year, direction, program] = StoredGroup(shown, version, older, asked if is_whole else None)
    return PublishedFigures(year, replace(filters, fiscal_year=year.fiscal_year), programs, found)
