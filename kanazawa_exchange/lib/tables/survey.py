"""A look through a sheet that reads no cell: how far it reaches, and which of its cells are merged."""

import re

from openpyxl.utils.cell import range_boundaries

from . import limits
from .packages import Part
from .refusals import Damaged, TooManyRows
from .values import Span

PIECE = 256 * 1024
OVERLAP = 1024  # bytes in which a cell is named before its value begins
_CELL = re.compile(rb'<(?:\w+:)?c\s[^<>]*?r="[A-Z]{1,3}(\d{1,9})"')
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^<>]*?ref="([A-Z0-9:$]{3,40})"')


def survey(part: Part, name: str) -> tuple[Span, ...]:
    """The merged cells from above. Errors: TooManyRows, Damaged, and those of `Part`.

    It costs the time of unpacking. A sheet whose list of merged cells is longer than any that people make has none.
    """
    merged: dict[bytes, None] = {}
    tail = b""
    with part:
        while data := part.read(PIECE):
            seen = tail + data
            _check_reach(seen, name)
            if b"mergeCell" in seen and len(merged) <= limits.MERGED:
                merged |= dict.fromkeys(_MERGED.findall(seen))
            tail = seen[-OVERLAP:]
    return tuple(sorted(_span(found) for found in merged)) if len(merged) <= limits.MERGED else ()


def _check_reach(seen: bytes, name: str) -> None:
    """The last cell that holds something in these bytes: rows stand in their order, so the last is the lowest."""
    value = max(seen.rfind(b"<v>"), seen.rfind(b"<is>"), seen.rfind(b"<f>"))
    if value < 0:
        return
    row = 0
    for cell in _CELL.finditer(seen, max(0, value - OVERLAP), value):
        row = int(cell[1])
    if row > limits.ROWS:
        raise TooManyRows(table=name, row=row, limit=limits.ROWS)


def _span(reference: bytes) -> Span:
    try:
        left, top, right, bottom = range_boundaries(reference.decode("ascii"))
        return Span(top, left - 1, bottom, right - 1)
    except (ValueError, TypeError) as fault:
        raise Damaged from fault
