"""What a table is made of: rows with their numbers, cells with their values; nothing is put right here."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import NamedTuple


@dataclass(frozen=True)
class Formula:
    """A cell that is worked out: never evaluated. `text` as Excel shows it when the cell is edited, `shown` as it was last seen."""

    text: str
    shown: str = ""

    def __str__(self) -> str:
        return self.text


class Number1904(int):
    """A whole number of a workbook that counts its days from 1904: where it is the number of a day, it is of that count."""


Value = str | int | float | bool | date | datetime | time | Formula | None
"""A cell. A workbook has no text of no characters: None; a text file has nothing else: "". `is_empty` knows both.

A day of a workbook is a `date`, with an hour it is a `datetime` (without a zone), an hour alone a `time`; a length of time is
the number of its days. A number without a fraction is an `int`. A fault of the spreadsheet program is its text, `#N/A`. In
CSV files and in what is pasted every cell is a `str`.
"""


class Row(NamedTuple):
    """One row. `number` from 1, as Excel shows it (CSV, paste: the record). `cells` from column A, to the last one that holds something.

    CSV files and pastes keep their empty cells at the end, and their empty rows; a workbook has rows that hold something.
    """

    number: int
    cells: tuple[Value, ...]
    hidden: bool = False


class Span(NamedTuple):
    """Merged cells: numbers of the first and the last row, places (from 0) of the first and the last column in `Row.cells`."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Table:
    """A sheet, a CSV file or a paste. Its rows are read from the file each time somebody goes through them, and never held.

    The file must stay open until then. `encoding` and `separator` tell how a text file was read, `merged` which cells of a
    sheet are one; `hidden` sheets are those that nobody sees in Excel.
    """

    name: str
    rows: Iterable[Row]
    encoding: str = ""
    separator: str = ""
    merged: tuple[Span, ...] = ()
    hidden: bool = False


class Again:
    """Rows that can be gone through again: each time from the beginning, by a new call of `start`."""

    def __init__(self, start: Callable[[], Iterator[Row]]) -> None:
        self._start = start

    def __iter__(self) -> Iterator[Row]:
        return self._start()


def is_empty(value: Value) -> bool:
    """Whether a cell shows nothing: no value, or spaces and line breaks alone."""
    return value is None or (isinstance(value, str) and not value.strip())
