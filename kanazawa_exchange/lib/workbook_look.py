"""How a workbook looks: its lines, its letters, and what a sheet is like on paper."""

import unicodedata
from collections.abc import Sequence
from copy import copy
from enum import StrEnum
from math import ceil
from typing import Any

from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties

from kanazawa_exchange.lib.colours import COLOURS

UPRIGHT_WIDTH = 96  # characters of columns that an upright A4 takes at a size one can read
A4 = 9  # the number of the paper in the format
LINE = 15.0  # points of a line of text
HEADER_LIMIT = 250  # characters; the format takes 255 with the codes of the page number


class Look(StrEnum):
    TITLE = "title"
    HEAD = "head"
    ROW = "row"
    RULED = "ruled"
    NOTE = "note"


def _colour(name: str) -> str:
    return "FF" + COLOURS[name].lstrip("#").upper()


_THIN, _STRONG = (Side(style=style, color=_colour(name)) for style, name in (("thin", "control"), ("medium", "sumi")))
_GRID = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_LOOKS: dict[Look, dict[str, Any]] = {
    Look.TITLE: {"font": Font(bold=True, size=13), "alignment": Alignment(wrap_text=True, vertical="top")},
    Look.HEAD: {
        "font": Font(bold=True),
        "alignment": Alignment(wrap_text=True, vertical="center"),
        "border": Border(left=_THIN, right=_THIN, top=_STRONG, bottom=_STRONG),
        "fill": PatternFill("solid", fgColor=_colour("ai-tint")),
    },
    Look.ROW: {"alignment": Alignment(wrap_text=True, vertical="top"), "border": _GRID},
    Look.RULED: {
        "alignment": Alignment(wrap_text=True, vertical="top"),
        "border": Border(left=_THIN, right=_THIN, top=_STRONG, bottom=_THIN),
    },
    Look.NOTE: {"alignment": Alignment(wrap_text=True, vertical="top")},
}


def dress(cell: WriteOnlyCell, kind: Look, number_format: str) -> None:
    """Give a cell its look. A book keeps each look once: to hash one for every cell would cost more than the cell."""
    worn: dict[tuple[Look, str], Any] = cell.parent.parent.__dict__.setdefault("_looks_worn", {})
    if (kind, number_format) not in worn:
        for name, value in _LOOKS[kind].items():
            setattr(cell, name, value)
        cell.number_format = number_format
        worn[kind, number_format] = copy(cell._style)
    cell._style = copy(worn[kind, number_format])


def lay_across(page: WriteOnlyWorksheet, row: int, text: str, widths: Sequence[int], kind: Look) -> None:
    """Let the one text of a row run over all columns, as high as its lines; before the row is written."""
    if len(widths) > 1:
        page.merged_cells.ranges.add(f"A{row}:{get_column_letter(len(widths))}{row}")
    size = (_LOOKS[kind].get("font") or Font(size=11)).size / 11
    lines = sum(max(1, ceil(_width(part) * size / max(sum(widths), 1))) for part in text.split("\n"))
    page.row_dimensions[row].height = LINE * size * min(lines, 25)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def print_set_up(page: WriteOnlyWorksheet, widths: Sequence[int], *, head_row: int, above: str, below: str) -> None:
    """A4, as wide as the paper and as long as it takes; head and number on each page. Before the first row is written."""
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.page_setup.paperSize = A4
    page.page_setup.orientation = "landscape" if sum(widths) > UPRIGHT_WIDTH else "portrait"
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.page_margins = PageMargins(left=0.5, right=0.5, top=0.8, bottom=0.8, header=0.4, footer=0.4)
    page.print_options.horizontalCentered = True
    page.print_title_rows = f"{head_row}:{head_row}"
    page.oddHeader.left.text = _literal(above) or None
    page.oddFooter.left.text = _literal(below) or None
    page.oddFooter.right.text = "&P / &N"


def _literal(text: str) -> str:
    """As it stands: an ampersand would begin a code of the format."""
    return " ".join(text.split())[:HEADER_LIMIT].replace("&", "&&")
