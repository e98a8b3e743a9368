"""The same question put to each programme, or to each fiscal year: leading figures side by side, never ranked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kanazawa_exchange.lib.localized import Localized
from kanazawa_exchange.lib.named import Named
from kanazawa_exchange.lib.period import fiscal_year_label

from ..models import ScoreRun
from ..statistics.cohorts import Finding, finding
from ..statistics.movement import Movement, movement
from .cohort_sums import CohortSum, summed_by
from .cohorts import AbilityName, CohortFilters, Scale, remembered


@dataclass(frozen=True)
class ComparedFigure:
    """The leading figure of one ability in one of the cohorts; of `mapped` pairs one half was read from an older version."""

    movement: Movement
    mapped: int

    @property
    def finding(self) -> Finding:
        return finding(self.movement)


@dataclass(frozen=True)
class ComparedCohort:
    """One of the cohorts side by side: a programme or a year, its word in addresses, its figures in the order of the abilities."""

    label: Localized | str
    word: str
    participants: int | None
    figures: tuple[ComparedFigure, ...]


@dataclass(frozen=True)
class Comparison:
    """All cohorts of one question. `of_pairs`: none but those of published groups, and not how many were asked or
    are missing; `withholds`: there are others."""

    scale: Scale
    cohorts: tuple[ComparedCohort, ...]
    of_pairs: bool = False
    withholds: bool = False

    @property
    def by_ability(self) -> list[tuple[AbilityName, list[tuple[ComparedCohort, ComparedFigure]]]]:
        """Every ability with the figure of each cohort."""
        return [
            (ability, [(cohort, cohort.figures[place]) for cohort in self.cohorts])
            for place, ability in enumerate(self.scale.abilities)
        ]

    @property
    def mapped(self) -> int:
        """The most pairs that one figure read from an older version."""
        return max((figure.mapped for cohort in self.cohorts for figure in cohort.figures), default=0)


def by_program(run: ScoreRun, filters: CohortFilters, scale: Scale, programs: tuple[Named, ...]) -> Comparison:
    """The programmes that were asked, in their own order; one query."""
    sums = remembered(run, filters, "programs", lambda cells: summed_by(cells, "run__program_id", scale.sizes))
    return programs_beside(sums, scale, programs)


def programs_beside(sums: Mapping[int, CohortSum], scale: Scale, programs: Iterable[Named]) -> Comparison:
    """The sums of programmes by their keys, in the order of `programs`."""
    cohorts = (_compared(one.name, one.slug, sums[one.pk], scale) for one in programs if one.pk in sums)
    return Comparison(scale, tuple(cohorts))


def by_year(run: ScoreRun, filters: CohortFilters, scale: Scale) -> Comparison:
    """The fiscal years in which somebody was asked, from the earliest on; one query."""
    sums = remembered(run, filters, "years", lambda cells: summed_by(cells, "run__fiscal_year", scale.sizes))
    return years_beside(sums, scale)


def years_beside(sums: Mapping[int, CohortSum], scale: Scale) -> Comparison:
    """The sums of fiscal years, from the earliest on."""
    years = sorted(sums)
    return Comparison(scale, tuple(_compared(fiscal_year_label(year), str(year), sums[year], scale) for year in years))


def _compared(label: Localized | str, word: str, sums: CohortSum, scale: Scale) -> ComparedCohort:
    tables = (sums.tables[ability.code] for ability in scale.abilities)
    figures = tuple(ComparedFigure(movement(table), table.mapped) for table in tables)
    return ComparedCohort(label, word, sums.participants, figures)
