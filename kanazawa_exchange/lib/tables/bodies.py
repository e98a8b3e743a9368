"""What each row below a header is: one of the table, a label of a section, a total, a header once more, or a note."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
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


_UNITS = r"(?:名|人|件|校|円|чел\.?|чел(?:овек)?|people|persons|students)?"
_TOTAL = re.compile(
    rf"(?:[^0-9]{{0,20}}(?:計|総数)|(?:sub|grand)?total[^0-9]{{0,20}}|[^0-9]{{1,20}}total|(?:итого|всего)[^0-9]{{0,20}})"
    rf"[:：=]?(?P<number>[0-9][0-9,.]*{_UNITS})?[)）】\]]?"
)
_NUMBER = re.compile(rf"[0-9][0-9,.]*{_UNITS}")
_MARKED = re.compile(
    r"[【〔［\[(（＜<《〈「『■□◆◇●○◎★☆▼▽▶▷・§#]|(?:[0-9０-９]{1,2}|[IVXⅠ-Ⅻ]+|[A-ZА-ЯＡ-Ｚ])[.．)）、](?![0-9０-９])"
)
_OF_A_LIST = re.compile(
    r"一覧|名簿|リスト|表|実績|年度|\b(?:list|roster|table|register|fy ?\d+)\b|спис|реестр|таблиц|год", re.IGNORECASE
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
    so (※, 注). Below a heading that is known it is a label only where it `says` something of rows, is marked (【】, ■) or is
    merged over several columns; else it may be a value, and the row is one of the table; after an empty row no label above holds
    for it or for what follows. In tables of fewer than three columns every such row is
    one of the table. Errors: those of `table.rows`.
    """
    reader = _Reader(layout, known, says, table.merged)
    for row in table.rows:
        if row.number >= layout.first and any_cell(row.cells):
            yield from reader.take(row)
    yield from reader.rest()


def is_of_section(label: str) -> bool:
    """Whether a text just above the header is for the rows as far as the next label, and no title of the whole table: it is
    marked (【派遣】, ■), or neither calls itself a list nor names a year."""
    return bool(label) and (bool(_MARKED.match(label)) or not _OF_A_LIST.search(label))


class _Reader:
    def __init__(self, layout: Layout, known: Known, says: Known, merged: tuple[Span, ...]) -> None:
        self._layout, self._known, self._says = layout, known, says
        self._wide = {(span.top, span.left) for span in merged if span.right > span.left}
        self._section, self._last = layout.section, layout.first - 1
        self._waiting: list[Row] = []
        self._columns = [place for place, name in enumerate(layout.names) if name]
        self._enough = max(2, hits(layout.names, known) // 2)
        self._merges = _Merges(merged)

    def take(self, row: Row) -> Iterator[Line]:
        kind = self._kind(row)
        is_after_gap, self._last = row.number > self._last + 1, row.number
        if kind is Kind.ROW and is_after_gap and self._is_alone(row):
            self._section = ""  # it may head the rows below
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
        if isinstance(first, str) and _is_total(first, [row.cells[place] for place in places[1:]]):
            return Kind.TOTAL
        if self._is_header(row):
            return Kind.HEADER
        if self._is_alone(row) and isinstance(first, str):
            return self._alone(row.number, places[0], first.strip())
        return Kind.ROW

    def _is_alone(self, row: Row) -> bool:
        """Whether one cell is filled, in the first column or before it."""
        places = filled_places(row.cells)
        alone = len(places) == 1 and len(self._columns) >= 3 and places[0] <= self._columns[0]
        return alone and not self._merges.reach(row.number)

    def _alone(self, number: int, place: int, text: str) -> Kind:
        """What a text is that stands in its row alone."""
        if _NOTE.match(text):
            return Kind.NOTE
        names = self._layout.names
        may_be_value = place < len(names) and self._known(names[place]) and (number, place) not in self._wide
        if not may_be_value or self._says(text) or _MARKED.match(text) or text.endswith((":", "：")):
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


def _is_total(first: str, others: Sequence[Value]) -> bool:
    """合計; or 派遣計 40 and Итого: 12 чел., where nothing but numbers stands with it."""
    text = _folded(first)
    if text in _TOTALS:
        return True
    found = _TOTAL.fullmatch(text)
    if found is None or not all(isinstance(one, int | float) or _NUMBER.fullmatch(_folded(str(one))) for one in others):
        return False
    return bool(found["number"] or others)


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).strip(":.").casefold()
