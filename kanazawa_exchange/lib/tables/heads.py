"""Where the header of a table stands among titles and notes, and what each row below it is; every row is told, none is dropped.

Which words are headings is asked of a function: this file knows places, not words.
"""

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from .values import Formula, Row, Span, Table, Value, is_empty

Known = Callable[[str], bool]
"""Whether a text, stripped, is a known heading. Also asked with both rows of a header in one: "期間 / 出発"."""

LOOKED_AT = 60  # rows among which the header is looked for
LONGEST = 1_000  # characters of a cell that are held of these rows: no heading and no title is so long
JOINT = " / "


@dataclass(frozen=True)
class Layout:
    """What stands above the rows of a table.

    `titles`: the texts above the header, from above and from the left. `names`: the heading of each column by its place in
    `Row.cells`, "" where there is none; two rows of a header are one name, "期間 / 出発". `header`: the numbers of its rows, none
    when no header was found. `first`: the number of the first row below it. `section`: the text in a row of its own just above.
    """

    titles: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    header: tuple[int, ...] = ()
    first: int = 1
    section: str = ""


@dataclass(frozen=True)
class _Header:
    rows: tuple[Row, ...]
    names: tuple[str, ...]
    hits: int


def find(table: Table, known: Known) -> Layout:
    """The layout of a table: the row with the most known headings is the header, and the row below it where both are one.

    One heading is enough only in a table of one column. Without a header every row is one of the table.
    """
    top = list(itertools.islice((cut(row) for row in table.rows if any_cell(row.cells)), LOOKED_AT))
    needed = min(2, max((len(filled_places(row.cells)) for row in top), default=0))
    candidates = [header for place in range(len(top)) for header in _headers(top, place, table.merged, known)]
    best = max(candidates, key=lambda header: header.hits, default=None)
    if best is None or best.hits < max(1, needed):
        return Layout(first=top[0].number if top else 1)
    above = [row for row in top if row.number < best.rows[0].number]
    last = [text_of(cell) for cell in above[-1].cells if not is_empty(cell)] if above else []
    return Layout(
        titles=tuple(text_of(cell) for row in above for cell in row.cells if not is_empty(cell)),
        names=best.names,
        header=tuple(row.number for row in best.rows),
        first=best.rows[-1].number + 1,
        section=last[0] if len(last) == 1 else "",
    )


def cut(row: Row) -> Row:
    """The row with the first characters of long texts, to be held."""
    return row._replace(cells=tuple(map(_cut, row.cells)))


def _cut(value: Value) -> Value:
    if isinstance(value, Formula):
        return Formula(value.text[:LONGEST], value.shown[:LONGEST])
    return value[:LONGEST] if isinstance(value, str) else value


def any_cell(cells: Sequence[Value]) -> bool:
    return not all(map(is_empty, cells))


def filled_places(cells: Sequence[Value]) -> list[int]:
    return [place for place, value in enumerate(cells) if not is_empty(value)]


def text_of(value: Value) -> str:
    """A cell as words: what stands in it, without spaces around."""
    return "" if value is None else str(value).strip()


def hits(names: Sequence[str], known: Known) -> int:
    """How many different known headings there are."""
    return sum(known(name) for name in {name for name in names if name})


def _headers(top: Sequence[Row], place: int, merged: Sequence[Span], known: Known) -> Iterator[_Header]:
    """The header that begins in this row: of two rows, when they are one, and of this row alone."""
    upper = top[place]
    if not _words_alone(upper):
        return
    lower = top[place + 1] if place + 1 < len(top) else None
    if lower and lower.number == upper.number + 1 and _words_alone(lower) and _are_one(upper, lower, merged, known):
        pairs = list(_pairs(upper, lower, merged))
        found = {(above, below) for above, below in pairs if known(below or above) or known(_joined(above, below))}
        yield _Header((upper, lower), tuple(_joined(*pair) for pair in pairs), len(found))
    names = tuple(map(text_of, upper.cells))
    yield _Header((upper,), names, hits(names, known))


def _words_alone(row: Row) -> bool:
    return all(isinstance(cell, str) or is_empty(cell) for cell in row.cells)


def _are_one(upper: Row, lower: Row, merged: Sequence[Span], known: Known) -> bool:
    """Whether two rows are one header. In doubt they are not: a heading among the rows is seen, a row among headings is lost.

    They are where a heading is merged over both; else both must hold headings, and one of the upper row stand over several of
    the lower row. Groups alone above ("予定", "実績") count where the lower row would be ambiguous without them.
    """
    if any(span.top == upper.number and span.bottom == lower.number for span in merged):
        return True
    below = [text_of(cell) for cell in lower.cells if not is_empty(cell)]
    if not any(map(known, below)):
        return False
    gaps = set(filled_places(lower.cells)) - set(filled_places(upper.cells))
    several = any(span.top == upper.number == span.bottom and span.right > span.left for span in merged) or bool(gaps)
    labels = len(filled_places(upper.cells))
    ambiguous = len(set(below)) < len(below)
    return several and labels > 1 and (ambiguous or hits(list(map(text_of, upper.cells)), known) > 0)


def _pairs(upper: Row, lower: Row, merged: Sequence[Span]) -> Iterator[tuple[str, str]]:
    """(heading above, heading below) of each column; a heading above stands over its merged cells, or over the gap to its right."""
    spans = {span.left: span for span in merged if span.top == upper.number}
    width = max(len(upper.cells), len(lower.cells))
    group, last = "", -1
    for place in range(width):
        above = text_of(upper.cells[place]) if place < len(upper.cells) else ""
        below = text_of(lower.cells[place]) if place < len(lower.cells) else ""
        if above:
            group, last = above, width if below else place
            if place in spans:
                last = spans[place].right
        yield above or (group if below and place <= last else ""), below


def _joined(above: str, below: str) -> str:
    return above if not below or above == below else below if not above else f"{above}{JOINT}{below}"
