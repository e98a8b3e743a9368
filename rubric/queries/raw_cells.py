"""The finest cohorts of a question with their joint tables, as a run counted them: the numbers behind every figure."""

from collections.abc import Iterator
from dataclasses import dataclass

from ..models import ScoreRun
from .cohort_sums import stored_table
from .cohorts import CohortFilters, Scale, cells_of

COLUMNS = (
    "run__fiscal_year",
    "run__direction",
    "run__program__slug",
    "partner__slug",
    "level",
    "home_country",
    "tables",
)


@dataclass(frozen=True)
class RawCount:
    """So many people of one finest cohort went from one level of an ability to another; None is no level."""

    fiscal_year: int
    direction: str
    program: str
    partner: str
    level: str
    home: str
    ability: str
    before: int | None
    after: int | None
    people: int


def raw_counts(run: ScoreRun, filters: CohortFilters, scale: Scale) -> Iterator[RawCount]:
    """Every count that is not zero, cell by cell and ability by ability, in one query."""
    cells = cells_of(run, filters).order_by("run__fiscal_year", "run__direction", "run__program__order", "pk")
    for year, direction, program, partner, level, home, tables in cells.values_list(*COLUMNS):
        for ability, levels in scale.sizes.items():
            for before, after, people in stored_table(tables, ability, levels).counts:
                yield RawCount(year, direction, program, partner, level, home, ability, before, after, people)
