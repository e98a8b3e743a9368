"""CSV files: encoding, separator and every quotation mark are known to be right before the first row is handed out."""

import csv
import io
import itertools
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePath
from typing import BinaryIO

from kanazawa_exchange.lib.workbook import unguard

from . import limits
from .encodings import CHUNK, check, mark_of, recognise
from .refusals import LooseQuote, NoText, TooLongCell, TooLongLine, TooManyColumns, TooManyRows, WebPage
from .values import Again, Row, Table

SEPARATORS = ("\t", ",", ";")
SAMPLE = 100  # lines from which the separator is told
SAMPLE_SIZE = 100_000  # characters of them
_DECLARED = {f"sep={separator}": separator for separator in SEPARATORS}


def table(file: BinaryIO, name: str, *, encoding: str = "") -> Table:
    """The one table of a CSV file, read through once to see that it can be. Errors: TableRefused."""
    _check_lines(file, PurePath(name).stem)
    encoding = check(file, encoding) if encoding else recognise(file, name)
    reader = _Reader(file, PurePath(name).stem, encoding)
    for _row in reader.rows():
        pass
    return Table(reader.name, Again(reader.rows), encoding=encoding, separator=reader.separator)


def _check_lines(file: BinaryIO, name: str) -> None:
    """Before lines are read one by one, which takes a minute for millions of empty ones. A file of UTF-16, in which the bytes
    of line ends are halves of other characters too, is watched by its reader alone. Errors: TooManyRows.
    """
    file.seek(0)
    feeds = returns = 0
    while data := file.read(CHUNK):
        if b"\0" in data or data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
            return
        feeds, returns = feeds + data.count(b"\n"), returns + data.count(b"\r")
        if max(feeds, returns) > limits.LINES:
            raise TooManyRows(table=name, row=max(feeds, returns), limit=limits.ROWS)


class _Reader:
    def __init__(self, file: BinaryIO, name: str, encoding: str) -> None:
        self.name, self._file, self._encoding = name, file, encoding
        self._size = 0  # characters since the last whole record
        self.declared, self.separator = self._told_separator()

    def _told_separator(self) -> tuple[bool, str]:
        sample, room = [], SAMPLE_SIZE
        with self._text() as lines:
            for line in itertools.islice(lines, SAMPLE):
                sample.append(line[:room])
                room -= len(line)
                if room <= 0:
                    break
        if sample and sample[0].lstrip().lower().startswith(("<html", "<!doctype", "<table", "<?xml", "<meta")):
            raise WebPage
        declared = _DECLARED.get(sample[0].strip("\r\n").lower()) if sample else None
        return (True, declared) if declared else (False, likely_separator(sample))

    def rows(self) -> Iterator[Row]:
        with self._text() as lines:
            if self.declared:
                next(lines)
            first = 2 if self.declared else 1
            records = csv.reader(lines, delimiter=self.separator, strict=True)
            number, began = 0, first
            while (cells := self._next(records, began)) is not None:
                number, began, self._size = number + 1, records.line_num + first, 0
                yield self._row(number, cells)

    def _next(self, records: Iterator[list[str]], began: int) -> list[str] | None:
        try:
            return next(records, None)
        except csv.Error as fault:
            if "field limit" in str(fault):
                raise TooLongCell(table=self.name, limit=limits.CELL) from fault
            raise LooseQuote(line=began) from fault

    def _row(self, number: int, cells: list[str]) -> Row:
        if len(cells) > limits.COLUMNS and any(cells[limits.COLUMNS :]):
            raise TooManyColumns(table=self.name, row=number, limit=limits.COLUMNS)
        if number > limits.ROWS and any(cells):
            raise TooManyRows(table=self.name, row=number, limit=limits.ROWS)
        if cells and max(map(len, cells)) > limits.CELL:
            raise TooLongCell(table=self.name, limit=limits.CELL)
        return Row(number, tuple(unguard(cell) if "'" in cell else cell for cell in cells[: limits.COLUMNS]))

    @contextmanager
    def _text(self) -> Iterator[Iterator[str]]:
        """The lines with their ends as they are; the file stays open afterwards."""
        self._file.seek(0)
        text = io.TextIOWrapper(self._file, encoding=self._encoding, newline="")
        try:
            yield self._lines(text)
        finally:
            text.detach()

    def _lines(self, text: io.TextIOWrapper) -> Iterator[str]:
        mark, number, self._size = mark_of(self._encoding), 0, 0
        while line := text.readline(limits.LINE):
            number += 1
            self._size += len(line)
            if number > limits.LINES:
                raise TooManyRows(table=self.name, row=number, limit=limits.ROWS)
            if (len(line) == limits.LINE and line[-1] not in "\r\n") or self._size > limits.RECORD:
                raise TooLongLine(line=number)
            if "\0" in line:
                raise NoText(table=self.name)
            yield line.removeprefix(mark) if number == 1 and mark else line


def likely_separator(lines: list[str]) -> str:
    """The separator by which most records have the same number of cells, more than one; a comma when there is none."""
    return max(SEPARATORS, key=lambda separator: (_evenness(lines, separator), separator == ","))


def _evenness(lines: list[str], separator: str) -> tuple[int, int]:
    """How many records have as many cells as most have, and how many cells that is."""
    widths: Counter[int] = Counter()
    try:
        for record in csv.reader(lines, delimiter=separator):
            widths[len(record)] += 1
    except csv.Error:  # a cell that is too long: found again when the file is read through
        pass
    several = {width: times for width, times in widths.items() if width > 1}
    width = max(several, key=lambda width: (several[width], width), default=0)
    return several.get(width, 0), width
