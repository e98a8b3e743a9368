"""Workbooks and CSV files in which no text can turn into a formula.

XLSX: every text is a cell of type "s", which no program evaluates; the text itself is unchanged. CSV has no types, so
a text that a spreadsheet program might read as a formula gets an apostrophe in front, which can be taken away again
exactly; so does each part of it that would be a cell of its own for a program which splits at semicolons, tabs, bars or
lines instead of our commas. Numbers are written as numbers and never guarded, so -5 stays a number and the text "-5" is guarded.
"""

import io
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import IO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from kanazawa_exchange.lib import workbook_look as look
from kanazawa_exchange.lib.clock import TOKYO
from kanazawa_exchange.lib.workbook_look import Look


@dataclass(frozen=True)
class Marked:
    """A number with a mark behind it, as 18※2 is read; the cell holds the number alone."""

    number: int | float | Decimal
    mark: str


Plain = str | int | float | Decimal | date | datetime | bool | None
Cell = Plain | Marked

CELL_LIMIT = 32_767  # characters that a cell of the format holds
_FORMULA = r"'*\s*[=+\-@\t\r\n＝＋－＠]"
_ELSEWHERE = (
    r"(?<=[;|\t\r\n])",
    r"'*[^\S\t\r\n]*[=+\-@＝＋－＠]",
)  # where a cell begins by another separator, and what would be one
_BARE = re.compile(f"^(?={_FORMULA})|{_ELSEWHERE[0]}(?={_ELSEWHERE[1]})")
_GUARDED = re.compile(f"^'(?={_FORMULA})|{_ELSEWHERE[0]}'(?={_ELSEWHERE[1]})")
_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LIKE_A_SIGN = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_BAD_IN_TITLE = re.compile(r"[\[\]:*?/\\\x00-\x1f]")


@dataclass(frozen=True)
class Column:
    """The head of a column, its width in characters and, for numbers, the spreadsheet's number format."""

    heading: str
    width: int = 14
    number_format: str | None = None


@dataclass(frozen=True)
class Sheet:
    """One sheet: title, head, rows, and the notes below (source, rule, date of the data).

    `above` and `below` stand on every printed page, at its head and at its foot: whose it is and how many rows, when it was
    printed. The number of the page is added. `ruled`: the places, from 0, of the rows above which a line is drawn.
    """

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Cell]]
    title: str = ""
    notes: Sequence[str] = field(default_factory=tuple)
    above: str = ""
    below: str = ""
    ruled: Collection[int] = field(default_factory=tuple)


def write_xlsx(sheets: Iterable[Sheet]) -> bytes:
    """The workbook as bytes; see `save_xlsx`."""
    out = io.BytesIO()
    save_xlsx(sheets, out)
    return out.getvalue()


def save_xlsx(sheets: Iterable[Sheet], out: IO[bytes]) -> None:
    """The workbook into a file. The title stands in row 1, the head below it stays in view, the notes close the sheet.

    A sheet is printed on A4, as wide as the paper, with its head on each page. Its rows are written one after another.
    """
    book = Workbook(write_only=True)
    taken: set[str] = set()
    for sheet in sheets:
        book.properties.title = book.properties.title or _clean(sheet.title or sheet.name)
        _write_sheet(book, sheet, taken)
    book.save(out)


def csv_bytes(rows: Iterable[Sequence[Cell]], *, bom: bool) -> bytes:
    """The rows as UTF-8; with a byte order mark for downloads, as spreadsheet programs expect, without it for pipes."""
    lines = "".join(",".join(_csv_cell(value) for value in row) + "\n" for row in rows)
    return lines.encode("utf-8-sig" if bom else "utf-8")


def guard(text: str) -> str:
    """The text, with an apostrophe wherever a spreadsheet program could begin a formula: in front, or behind another separator."""
    return _BARE.sub("'", text)


def unguard(text: str) -> str:
    """What `guard` was given; a text that it leaves as it is stays so."""
    return _GUARDED.sub("", text)


def _csv_cell(value: Cell) -> str:
    # Written here, as the csv module of Python before 3.13 leaves a lone carriage return without quotes.
    if isinstance(value, str):
        text = guard(_clean(value))
        return '"' + text.replace('"', '""') + '"' if re.search(r'[",;|\t\r\n]', text) else text
    if isinstance(value, datetime):
        return _in_japan(value).isoformat(sep=" ", timespec="seconds")
    if isinstance(value, Marked):
        return str(value.number)
    return "" if value is None else str(value)


def _clean(text: str) -> str:
    """Input refuses these characters; a stray one must not break a whole export."""
    return _NOT_IN_XML.sub("\ufffd", text)


def _in_japan(moment: datetime) -> datetime:
    return moment.astimezone(TOKYO).replace(tzinfo=None) if moment.tzinfo else moment


def _write_sheet(book: Workbook, sheet: Sheet, taken: set[str]) -> None:
    page = book.create_sheet(_sheet_name(sheet.name, taken))
    widths = [column.width for column in sheet.columns]
    for position, width in enumerate(widths, start=1):
        page.column_dimensions[get_column_letter(position)].width = width
    head = 3 if sheet.title else 1
    page.freeze_panes = f"A{head + 1}"
    look.print_set_up(page, widths, head_row=head, above=_clean(sheet.above), below=_clean(sheet.below))
    if sheet.title:
        look.lay_across(page, 1, sheet.title, widths, Look.TITLE)
        page.append([_cell(page, sheet.title, Look.TITLE)])
        page.append([])
    page.append([_cell(page, column.heading, Look.HEAD) for column in sheet.columns])
    last = head
    for last, row in enumerate(sheet.rows, start=head + 1):
        kind = Look.RULED if last - head - 1 in sheet.ruled else Look.ROW
        page.append([_cell(page, value, kind, _format(sheet, place)) for place, value in enumerate(row)])
    if sheet.notes:
        page.append([])
        for place, note in enumerate(sheet.notes, start=last + 2):
            look.lay_across(page, place, note, widths, Look.NOTE)
            page.append([_cell(page, note, Look.NOTE)])


def _format(sheet: Sheet, place: int) -> str | None:
    return sheet.columns[place].number_format if place < len(sheet.columns) else None


def _cell(page: WriteOnlyWorksheet, value: Cell, kind: Look, number_format: str | None = None) -> WriteOnlyCell:
    if isinstance(value, Marked):
        marked = f'{number_format or "General"}"{_clean(value.mark).replace(chr(34), "")}"'
        return _cell(page, value.number, kind, marked)
    cell = _text_cell(page, value) if isinstance(value, str) else _value_cell(page, value)
    look.dress(cell, kind, _number_format(value, number_format))
    return cell


def _text_cell(page: WriteOnlyWorksheet, value: str) -> WriteOnlyCell:
    text = _clean(value)
    if len(text) > CELL_LIMIT:
        text = text[: CELL_LIMIT - 1] + "…"
    # the format's own way for a lone "\r", of which XML would make "\n", and for a text that looks like this way
    cell = WriteOnlyCell(page, value=_LIKE_A_SIGN.sub("_x005F_", text).replace("\r", "_x000D_"))
    cell.data_type = "s"  # after the value: openpyxl makes a formula of a text that begins with "="
    return cell


def _value_cell(page: WriteOnlyWorksheet, value: Plain) -> WriteOnlyCell:
    return WriteOnlyCell(page, value=_in_japan(value) if isinstance(value, datetime) else value)


def _number_format(value: Plain, asked: str | None) -> str:
    if isinstance(value, datetime):
        return "yyyy-mm-dd hh:mm"
    if isinstance(value, date):
        return "yyyy-mm-dd"
    is_number = isinstance(value, int | float | Decimal) and not isinstance(value, bool)
    return asked if asked and is_number else "General"


def _sheet_name(name: str, taken: set[str]) -> str:
    """A name the format takes: at most 31 characters, none of []:*?/\\, no two alike."""
    base = _BAD_IN_TITLE.sub(" ", name).strip(" '")[:31] or "Sheet"
    result, number = base, 2
    while result.casefold() in taken:
        ending = f" {number}"
        result, number = base[: 31 - len(ending)] + ending, number + 1
    taken.add(result.casefold())
    return result
