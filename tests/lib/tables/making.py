"""Files made for the tests: workbooks as openpyxl writes them, and the same with a part that it would never write."""

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from openpyxl import Workbook

SHEET = "xl/worksheets/sheet1.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def workbook(*sheets: Iterable[Sequence[Any]]) -> bytes:
    """A workbook of these sheets, called S1, S2 …"""
    book = Workbook(write_only=True)
    for number, rows in enumerate(sheets, start=1):
        page = book.create_sheet(f"S{number}")
        for row in rows:
            page.append(row)
    return saved(book)


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def repacked(data: bytes, parts: Mapping[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The package with these parts in place of, or beside, its own."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", method) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, content in parts.items():
            new.writestr(name, content)
    return out.getvalue()


def sheet(rows: bytes, *, dimension: str = "A1:B2", below: bytes = b"") -> bytes:
    """The XML of a sheet with these rows."""
    return (
        f'<worksheet xmlns="{MAIN}"><dimension ref="{dimension}"/><sheetData>'.encode()
        + rows
        + b"</sheetData>"
        + below
        + b"</worksheet>"
    )


def with_texts(*rows: Sequence[str]) -> bytes:
    """A workbook as Excel writes it, whose cells name their texts by number. A text may be XML of `<si>`."""
    numbers: dict[str, int] = {}
    lines = []
    for row in rows:
        places = [numbers.setdefault(text, len(numbers)) for text in row]
        lines.append("<row>" + "".join(f'<c t="s"><v>{place}</v></c>' for place in places) + "</row>")
    items = "".join(f"<si>{text}</si>" if text.startswith("<") else f"<si><t>{text}</t></si>" for text in numbers)
    shared = f'<sst xmlns="{MAIN}">{items}</sst>'.encode()
    data = with_sheet(sheet("".join(lines).encode()))
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    entry = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'
    types = part(data, "[Content_Types].xml").replace(b"</Types>", entry.encode())
    return repacked(data, {"xl/sharedStrings.xml": shared, "[Content_Types].xml": types})


def part(data: bytes, name: str) -> bytes:
    """A part of a package, unpacked."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return package.read(name)


def with_sheet(xml: bytes) -> bytes:
    """A workbook whose only sheet is this XML."""
    return repacked(workbook([["a", "b"]]), {SHEET: xml})
