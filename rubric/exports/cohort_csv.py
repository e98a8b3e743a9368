"""The joint tables of a question as rows for machines, the same keys in every language."""

from collections.abc import Iterable

from kanazawa_exchange.lib.workbook import Cell, csv_bytes

from ..queries.cohorts import RunLine
from ..queries.raw_cells import RawCount

HEADS = (
    "fiscal_year",
    "direction",
    "program",
    "partner",
    "level",
    "home_country",
    "ability",
    "before",
    "after",
    "people",
    "compared",
    "rubric_version",
    "run",
    "run_ended",
)


def to_csv(counts: Iterable[RawCount], run: RunLine) -> bytes:
    """A row for each count; an empty level is a missing one, which is not level 0."""
    tail: list[Cell] = [f"{run.before}-{run.after}", run.version, str(run.uid), run.ended_at]
    rows: list[list[Cell]] = [list(HEADS)]
    for one in counts:
        whose: list[Cell] = [one.fiscal_year, one.direction, one.program, one.partner, one.level, one.home]
        rows.append([*whose, one.ability, one.before, one.after, one.people, *tail])
    return csv_bytes(rows, bom=True)
