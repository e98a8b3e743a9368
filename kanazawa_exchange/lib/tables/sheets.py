"""The rows of a sheet as they stand: the declared size of the sheet is not asked, empty cells with a look are no cells."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from xml.etree.ElementTree import Element

from openpyxl.utils.cell import column_index_from_string
from openpyxl.utils.datetime import from_excel, from_ISO8601
from openpyxl.xml.constants import SHEET_MAIN_NS

from . import limits
from .packages import Package
from .refusals import Damaged, TooManyColumns, TooManyRows
from .strings import Strings, plain, text_of
from .trees import elements
from .values import Formula, Number1904, Row, Value

_ROW, _V, _F, _IS = (f"{{{SHEET_MAIN_NS}}}{name}" for name in ("row", "v", "f", "is"))
_EXACT = 2**53  # up to here every whole number is one that a cell can hold
_LAST_ROW = 1_048_576  # of the format


@dataclass(frozen=True)
class Book:
    """What the cells of all sheets refer to: texts, styles that show days or lengths of time, the day from which days count."""

    strings: Strings
    days: frozenset[int]
    lengths: frozenset[int]
    epoch: datetime


def rows_of(package: Package, path: str, name: str, book: Book) -> Iterator[Row]:
    """The rows that hold something, in their order. Errors: TableRefused."""
    sheet = _Sheet(name, book)
    last = elements_read = 0
    with package.open(path) as part:
        for element in elements(part, "row", "sheetData"):
            if element.tag != _ROW:
                raise Damaged
            elements_read += 1
            number = _number(element, last)
            if number <= last or elements_read > _LAST_ROW:
                raise Damaged
            last = number
            if cells := sheet.cells(element, number):
                yield Row(number, cells, element.get("hidden") in ("1", "true"))


def _number(row: Element, last: int) -> int:
    try:
        return int(float(row.get("r") or last + 1))
    except (ValueError, OverflowError) as fault:
        raise Damaged from fault


class _Sheet:
    def __init__(self, name: str, book: Book) -> None:
        self._name, self._book = name, book
        self._columns: dict[str, int] = {}

    def cells(self, row: Element, number: int) -> tuple[Value, ...]:
        """The cells up to the last that holds something. Errors: TooManyRows, TooManyColumns, Damaged."""
        cells: list[Value] = []
        place = -1
        try:
            for element in row:
                reference = element.get("r")
                place = self._place(reference) if reference else place + 1
                value = self._value(element)
                if value is None:
                    continue
                if place < len(cells):
                    raise Damaged
                if place >= limits.COLUMNS:
                    raise TooManyColumns(table=self._name, row=number, limit=limits.COLUMNS)
                cells.extend([None] * (place - len(cells)))
                cells.append(value)
        except (ValueError, TypeError, IndexError, OverflowError) as fault:
            raise Damaged from fault
        if cells and number > limits.ROWS:
            raise TooManyRows(table=self._name, row=number, limit=limits.ROWS)
        return tuple(cells)

    def _place(self, reference: str) -> int:
        letters = reference.rstrip("0123456789")
        if (known := self._columns.get(letters)) is not None:
            return known
        return self._columns.setdefault(letters, column_index_from_string(letters) - 1)

    def _value(self, cell: Element) -> Value:
        text = formula = None
        for child in cell:
            if child.tag == _V:
                text = child.text
            elif child.tag == _F:
                formula = child
            elif child.tag == _IS and cell.get("t") == "inlineStr":
                return text_of(child, self._name) or None
        if formula is not None:
            shown = self._typed(cell, text) if text else None
            return Formula(f"={plain(formula.text or '', self._name)}", "" if shown is None else str(shown))
        return self._typed(cell, text) if text else None

    def _typed(self, cell: Element, text: str) -> Value:
        kind = cell.get("t", "n")
        if kind == "s":
            return self._book.strings[int(text)] or None
        if kind == "n":
            return self._number(text, int(cell.get("s", 0)))
        if kind == "b":
            return text.strip() in ("1", "true")
        if kind == "d":
            moment = from_ISO8601(text)
            return _day(moment) if isinstance(moment, datetime | date | time) else text
        return plain(text, self._name)

    def _number(self, text: str, style: int) -> Value:
        number: int | float = int(text) if text.isdecimal() and len(text) < 16 else float(text)
        if not math.isfinite(number):
            raise ValueError(text[:40])
        if isinstance(number, float) and number.is_integer() and abs(number) < _EXACT:
            number = int(number)
        if style not in self._book.days:
            is_old = isinstance(number, int) and self._book.epoch.year == 1904
            return Number1904(number) if is_old else number
        try:
            return _day(from_excel(number, self._book.epoch))
        except (ValueError, OverflowError):
            return number  # Excel shows no day either


def _day(moment: datetime | date | time) -> date | datetime | time:
    """A day is a day when it has no hour."""
    if isinstance(moment, datetime) and moment.time() == time():
        return moment.date()
    return moment
