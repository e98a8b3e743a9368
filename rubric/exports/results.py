"""The public figures as CSV, with the same groups withheld as on the page; headings and codes are English for programs."""

from collections.abc import Sequence

from kanazawa_exchange.lib.workbook import Cell, csv_bytes

from ..queries.public_figures import FigureLine

WITHHELD = "withheld"
WHERE = ("project", "fiscal_year", "direction", "programme", "rubric_version", "ability", "state")


def to_csv(lines: Sequence[FigureLine]) -> bytes:
    levels = range(max((len(line.figures.before) for line in lines if line.figures), default=0))
    head = [
        *WHERE,
        "n",
        *(f"{when}_{level}" for when in ("before", "after") for level in levels),
        "rose",
        "same",
        "fell",
        "asked_by_an_older_version",
    ]
    return csv_bytes([head, *(_row(line, len(levels)) for line in lines)], bom=True)


def _row(line: FigureLine, levels: int) -> list[Cell]:
    where: list[Cell] = [
        line.project,
        line.fiscal_year,
        line.direction,
        line.program,
        line.rubric_version,
        line.ability,
    ]
    if line.figures is None:
        return [*where, WITHHELD]
    figures = line.figures
    padded = [*_padded(figures.before, levels), *_padded(figures.after, levels)]
    return [
        *where,
        "published",
        figures.n,
        *padded,
        figures.moved.rose,
        figures.moved.same,
        figures.moved.fell,
        line.has_older_answers,
    ]


def _padded(counts: Sequence[int], levels: int) -> list[Cell]:
    return [*counts, *([None] * (levels - len(counts)))]
