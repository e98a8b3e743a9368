"""What is pasted from a spreadsheet program: cells between tabs, quoted where they hold tabs, line breaks or quotation marks."""

import re
from collections.abc import Iterator

from . import limits
from .refusals import NoText, TooLongCell, TooLongPaste, TooManyColumns, TooManyRows
from .values import Again, Row, Table

_PLAIN = re.compile(r"[^\t\r\n]*")
_NEEDS_QUOTES = re.compile(r'[\t\r\n]|""')
NO_TEXT = re.compile("[\0\ud800-\udfff]")


def table(text: str, name: str = "") -> Table:
    """The table of a paste. Lines end in CRLF, LF or CR; the last end begins no further row; empty cells are kept.

    A cell is unquoted when its quotation marks are those of a program: it holds a tab, a line break or a doubled mark, and
    ends where they end. All other quotation marks are text. Errors: TooLongPaste, TooManyRows, TooManyColumns, TooLongCell,
    NoText.
    """
    if len(text) > limits.PASTE:
        raise TooLongPaste(limit=limits.PASTE)
    if NO_TEXT.search(text):
        raise NoText(table=name)
    for _row in _rows(text, name):
        pass
    return Table(name, Again(lambda: _rows(text, name)), separator="\t")


def _rows(text: str, name: str) -> Iterator[Row]:
    cells: list[str] = []
    number, place = 1, 0
    while place < len(text) or cells:
        cell, place = _cell(text, place)
        if len(cell) > limits.CELL:
            raise TooLongCell(table=name, limit=limits.CELL)
        cells.append(cell)
        if len(cells) > limits.COLUMNS:
            raise TooManyColumns(table=name, row=number, limit=limits.COLUMNS)
        if text[place : place + 1] == "\t":
            place += 1
            continue
        if number > limits.ROWS:
            raise TooManyRows(table=name, row=number, limit=limits.ROWS)
        yield Row(number, tuple(cells))
        cells, number = [], number + 1
        place += 2 if text.startswith("\r\n", place) else 1


def _cell(text: str, place: int) -> tuple[str, int]:
    """A cell and the place behind it: that of a tab, of an end of line, or of the end."""
    if text.startswith('"', place):
        end = _closing(text, place)
        inner = text[place + 1 : end]
        if end > 0 and _NEEDS_QUOTES.search(inner):
            return inner.replace('""', '"'), end + 1
    plain = _PLAIN.match(text, place)
    return (plain[0], plain.end()) if plain else ("", place)


def _closing(text: str, opening: int) -> int:
    """The place of the quotation mark that closes the cell, or -1 when the cell is not one in quotes.

    Nobody can make it look through the text again and again: it stops at the mark of the next cell that begins with one.
    """
    mark = text.find('"', opening + 1)
    while mark >= 0 and text[mark + 1 : mark + 2] == '"':
        mark = text.find('"', mark + 2)
    return mark if mark >= 0 and text[mark + 1 : mark + 2] in ("", "\t", "\r", "\n") else -1
