"""Bombs of other makes: packed by other methods, within one another, one over another, one text in every cell."""

import io
import struct
import tracemalloc
import zipfile
from contextlib import suppress

import pytest

from kanazawa_exchange.lib.tables import Row, limits, packages, tables
from kanazawa_exchange.lib.tables import refusals as why
from kanazawa_exchange.lib.tables.measures import measured

from . import making
from .attacks import FLAT, MEGABYTE, refused, taken

ONE_ROW = b'<row r="1"><c r="A1"><v>1</v></c></row>'


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA], ids=["bzip2", "lzma"])
def test_parts_packed_by_a_method_that_unpacks_without_end(monkeypatch, method: int):
    """No spreadsheet program writes them, and Python unpacks all it is given of them at once."""
    xml = making.sheet(ONE_ROW + b" " * 40 * MEGABYTE)
    data = making.repacked(making.with_sheet(b""), {making.SHEET: xml}, method=method)
    refused(data, why.Damaged)
    monkeypatch.setattr(packages, "_METHODS", (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, method))
    tracemalloc.start()
    try:
        with pytest.raises(why.UnpacksTooLarge):  # control: the spaces are noticed when they are in memory
            taken(data)
        assert tracemalloc.get_traced_memory()[1] > FLAT
    finally:
        tracemalloc.stop()


def bomb(size: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("zeros", b"\0" * size)
    return out.getvalue()


def test_packages_within_packages_are_not_opened():
    """What lies in a workbook as a file of its own is bytes that nobody reads."""
    inner = bomb(64 * MEGABYTE)
    nested = making.repacked(
        making.workbook([["a"]]), {f"xl/embeddings/book{place}.xlsx": inner for place in range(50)}
    )
    tracemalloc.start()
    try:
        assert taken(nested) == 1
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    print(f"50 bombs of 64 MB in {len(nested) / MEGABYTE:.1f} MB: read with {peak / MEGABYTE:.1f} MB")
    assert peak < FLAT


def test_a_package_that_holds_packages_alone_is_no_workbook():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for place in range(16):
            package.writestr(f"lib {place}.zip", bomb(MEGABYTE))
    refused(out.getvalue(), why.NoTable)


def overlapping(times: int, size: int) -> bytes:
    """A list of files in which so many entries name one and the same packed part."""
    data = bomb(size)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        start = package.start_dir
    entry, end = bytearray(data[start:-22]), bytearray(data[-22:])
    entries = b""
    for place in range(times):
        name = f"z{place:04}".encode()
        entries += bytes(entry[:46]) + name + bytes(entry[46 + len(b"zeros") :])
    struct.pack_into("<HHI", end, 8, times, times, len(entries))
    return data[:start] + entries + bytes(end)


def test_many_files_that_are_one_packed_part():
    data = overlapping(1000, 2 * MEGABYTE)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert sum(part.file_size for part in package.infolist()) == 2000 * MEGABYTE  # control: it opens
    refused(data, why.UnpacksTooLarge)


@pytest.mark.parametrize(
    "part", ["xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml", "xl/_rels/workbook.xml.rels"]
)
@pytest.mark.parametrize(
    "xml", [b"<x>" * 300_000 + b"</x>" * 300_000, b"<x>" + b"<y/>" * 900_000 + b"</x>"], ids=["deep", "wide"]
)
def test_elements_without_end_in_a_part_that_is_read_as_a_whole(monkeypatch, part: str, xml: bytes):
    data = making.repacked(making.workbook([["a"]]), {part: xml})
    refused(data, why.UnpacksTooLarge)
    monkeypatch.setattr(limits, "TAGS", 10**7)
    tracemalloc.start()
    try:
        with suppress(why.TableRefused):
            tables(io.BytesIO(data), "x.xlsx")
        assert tracemalloc.get_traced_memory()[1] > FLAT  # control
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/styles.xml"])
def test_a_part_that_is_read_as_a_whole_is_a_small_one(part: str):
    data = making.workbook([["a"]])
    refused(making.repacked(data, {part: making.part(data, part) + b"<!-- -->" * 600_000}), why.UnpacksTooLarge)


def test_a_sheet_that_stands_in_another_place_is_not_fetched():
    """Nothing is asked of the network (the suite forbids it), and no file of this computer is opened."""
    data = making.workbook([["a"]])
    relations = making.part(data, "xl/_rels/workbook.xml.rels")
    for target in ("http://192.0.2.1/sheet1.xml", "file:///etc/passwd", "../../../../etc/passwd"):
        changed = relations.replace(
            b'Target="/xl/worksheets/sheet1.xml"', f'Target="{target}" TargetMode="External"'.encode()
        )
        assert changed != relations
        refused(making.repacked(data, {"xl/_rels/workbook.xml.rels": changed}), why.TableRefused)


def test_one_long_text_in_every_cell(monkeypatch):
    """A few hundred kilobytes that would become gigabytes of rows."""
    long = "字" * 30_000
    data = making.with_texts(*([long, long] for _row in range(5_000)))
    (table,) = tables(io.BytesIO(data), "x.xlsx")
    tracemalloc.start()
    try:
        with pytest.raises(why.TooMuchText):
            for _row in measured(table.rows, table.name):
                pass
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    print(
        f"{len(data) / MEGABYTE:.2f} MB that hold {5_000 * 2 * len(long) / 10**6:.0f} million characters: {peak / MEGABYTE:.1f} MB"
    )
    assert peak < FLAT
    monkeypatch.setattr(limits, "TEXT", 10**9)
    assert sum(1 for _row in measured(table.rows, table.name)) == 5_000


def test_empty_cells_are_measured_too(monkeypatch):
    monkeypatch.setattr(limits, "TEXT", 10)
    rows = [Row(1, (None,) * 5), Row(2, ("a", 1, None))]
    assert len(list(measured(rows, "x"))) == 2
    with pytest.raises(why.TooMuchText):
        list(measured([*rows, Row(3, (None, None))], "x"))
