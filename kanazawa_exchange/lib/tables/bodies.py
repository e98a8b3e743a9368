"""What each row below a header is: one of the table, a label of a section, a total, a header once more, or a note."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from .heads import Known, Layout, any_cell, filled_places, hits, text_of
from .values import Row, Span, Table, Value, is_empty

WAITING = 50  # rows that may stand between a label and the rows it is for
_NOTE = re.compile(r"[※＊*]|[(（【\[]?\s*(注|備考|以上|notes?\b|примечани)", re.IGNORECASE)
_NO_VALUE = re.compile(r"[:：。]")
_TOTALS = frozenset(
    ["合計", "計", "小計", "総計", "総合計", "total", "subtotal", "grandtotal", "sum", "итого", "всего"]
)


class Kind(StrEnum):
    ROW = "row"
    LABEL = "label"
    TOTAL = "total"
    HEADER = "header"
    NOTE = "note"


@dataclass(frozen=True)
class Line:
    """A row below the header. `section`: the label that stands above it, "" when none does.

    `filled`: the places of cells that hold the value of the merged cell they belong to, in `row.cells` as if it stood there.
    """

    kind: Kind
    row: Row
    section: str = ""
    filled: tuple[int, ...] = ()


def lines(table: Table, layout: Layout, known: Known, says: Known = lambda _text: True) -> Iterator[Line]:
    """Every row below the header that holds something, once and in order; at most WAITING are held.

    A text alone, in the first column or before it, is a label when rows follow, and a note when none does or when it says
    so (※, 注). Below a heading that is known it is a label only where it `says` something of rows or is merged over several
    columns; else it may be a value, and the row is one of the table. In tables of fewer than three columns every such row is
    one of the table. Errors: those of `table.rows`.
    """
    reader = _Reader(layout, known, says, table.merged)
    for row in table.rows:
        if row.number >= layout.first and any_cell(row.cells):
            yield from reader.take(row)
    yield from reader.rest()


class _Reader:
    def __init__(self, layout: Layout, known: Known, says: Known, merged: tuple[Span, ...]) -> None:
        self._layout, self._known, self._says = layout, known, says
        self._wide = {(span.top, span.left) for span in merged if span.right > span.left}
        self._section = layout.section
        self._waiting: list[Row] = []
        self._columns = [place for place, name in enumerate(layout.names) if name]
        self._enough = max(2, hits(layout.names, known) // 2)
        self._merges = _Merges(merged)

    def take(self, row: Row) -> Iterator[Line]:
        kind = self._kind(row)
        if kind is Kind.LABEL and len(self._waiting) < WAITING:
            self._waiting.append(row)
            return
        if kind in (Kind.ROW, Kind.HEADER, Kind.LABEL):
            yield from self._labels()
        else:
            yield from self.rest()
        if kind is Kind.LABEL:
            self._waiting.append(row)
            return
        cells, filled = self._merges.filled(row) if kind is Kind.ROW else (row.cells, ())
        yield Line(kind, row._replace(cells=cells), self._section, filled)

    def rest(self) -> Iterator[Line]:
        """What waits for rows that do not come is no label."""
        for row in self._waiting:
            yield Line(Kind.NOTE, row, self._section)
        self._waiting.clear()

    def _labels(self) -> Iterator[Line]:
        for row in self._waiting:
            self._section = next(text_of(cell) for cell in row.cells if not is_empty(cell))
            yield Line(Kind.LABEL, row, self._section)
        self._waiting.clear()

    def _kind(self, row: Row) -> Kind:
        if not self._columns:
            return Kind.ROW
        places = filled_places(row.cells)
        first = row.cells[places[0]]
        if isinstance(first, str) and _folded(first) in _TOTALS:
            return Kind.TOTAL
        if self._is_header(row):
            return Kind.HEADER
        alone = len(places) == 1 and len(self._columns) >= 3 and places[0] <= self._columns[0]
        if alone and isinstance(first, str) and not self._merges.reach(row.number):
            return self._alone(row.number, places[0], first.strip())
        return Kind.ROW

    def _alone(self, number: int, place: int, text: str) -> Kind:
        """What a text is that stands in its row alone."""
        if _NOTE.match(text):
            return Kind.NOTE
        names = self._layout.names
        may_be_value = place < len(names) and self._known(names[place]) and (number, place) not in self._wide
        if not may_be_value or self._says(text):
            return Kind.LABEL
        return Kind.NOTE if _NO_VALUE.search(text) else Kind.ROW

    def _is_header(self, row: Row) -> bool:
        texts = [text_of(cell) for cell in row.cells if not is_empty(cell)]
        return (
            all(isinstance(cell, str) for cell in row.cells if cell is not None)
            and hits(texts, self._known) >= self._enough
        )


class _Merges:
    """Values of cells that are merged over several rows, in the rows below the first of them."""

    def __init__(self, merged: tuple[Span, ...]) -> None:
        self._starts: defaultdict[int, list[Span]] = defaultdict(list)
        for span in merged:
            if span.bottom > span.top:
                self._starts[span.top].append(span)
        self._open: dict[int, tuple[int, Value]] = {}

    def reach(self, number: int) -> bool:
        """Whether a merged cell of a row above comes down to this one."""
        return any(bottom >= number for bottom, _value in self._open.values())

    def filled(self, row: Row) -> tuple[tuple[Value, ...], tuple[int, ...]]:
        self._open = {place: found for place, found in self._open.items() if found[0] >= row.number}
        cells, places = list(row.cells), []
        for place, (_bottom, value) in self._open.items():
            cells.extend([None] * (place + 1 - len(cells)))
            if is_empty(cells[place]):
                cells[place] = value
                places.append(place)
        for span in self._starts.get(row.number, ()):
            if span.left < len(row.cells) and not is_empty(row.cells[span.left]):
                self._open[span.left] = span.bottom, row.cells[span.left]
        return tuple(cells), tuple(places)


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).strip(":.").casefold()
