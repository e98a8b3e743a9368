"""Files that are no tables, or more than a table, are refused before a row is read; each guard has a control without it."""

import io
import time
import zipfile

import pytest

from kanazawa_exchange.lib.tables import limits, packages, separated
from kanazawa_exchange.lib.tables import refusals as why

from . import making
from .attacks import MEGABYTE, refused, taken


@pytest.mark.parametrize(
    ("parts", "refusal"),
    [
        ({"xl/vbaProject.bin": b"x"}, why.HasMacros),
        ({"xl/macrosheets/sheet1.xml": b"<x/>"}, why.HasMacros),
        ({"xl/externalLinks/externalLink1.xml": b"<x/>"}, why.LinkedElsewhere),
        ({"xl/connections.xml": b"<x/>"}, why.LinkedElsewhere),
        ({"xl/workbook.bin": b"x"}, why.OtherWorkbook),
    ],
)
def test_macros_links_and_other_formats(monkeypatch, parts: dict[str, bytes], refusal: type[why.TableRefused]):
    data = making.repacked(making.workbook([["a"]]), parts)
    refused(data, refusal)
    monkeypatch.setattr(packages, "_check", lambda package: None)
    assert taken(data) == 1  # control: without the guard it is read


def test_a_workbook_for_macros_is_refused_without_its_macros_too():
    data = making.workbook([["a"]])
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        types = package.read("[Content_Types].xml")
    changed = types.replace(
        b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    )
    assert changed != types
    refused(making.repacked(data, {"[Content_Types].xml": changed}), why.HasMacros)


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 300_000


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (OLE + "Workbook".encode("utf-16-le"), why.OldWorkbook),
        (OLE + "EncryptedPackage".encode("utf-16-le") + b"\0" * 1000, why.Locked),
        (b"", why.EmptyFile),
        (b"\xef\xbb\xbf", why.EmptyFile),
        (b"%PDF-1.7\n", why.NoTable),
        (b"PK\x03\x04" + b"\0" * 40, why.Damaged),
        (b"<html><table><tr><td>a</td></tr></table></html>", why.WebPage),
        (b"a,b\n\0,c\n\xff", why.NoText),
        (b"a,b\nx\0\0y,c\n", why.NoText),
    ],
)
def test_what_is_no_table_is_told_from_its_content(data: bytes, refusal: type[why.TableRefused]):
    refused(data, refusal, "records.csv")


def test_a_locked_package_and_a_document_of_words():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr(
            "[Content_Types].xml", "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'/>"
        )
        package.writestr("word/document.xml", "<x/>")
    refused(out.getvalue(), why.NoTable)
    locked = bytearray(making.workbook([["a"]]))
    entry = locked.rfind(b"PK\x01\x02")
    locked[entry + 8] |= 1
    refused(bytes(locked), why.Locked)


def test_fifty_megabytes_in_one_line(monkeypatch):
    line = b"a," * 25 * MEGABYTE
    refused(line, why.TooLongLine, "x.csv")
    refused(b'"' + b"a" * 50 * MEGABYTE, why.TooLongLine, "x.csv")
    monkeypatch.setattr(limits, "LINE", 60 * MEGABYTE)
    monkeypatch.setattr(limits, "RECORD", 60 * MEGABYTE)
    with pytest.raises(why.TooManyColumns):  # control: the whole line comes into memory before anything is said
        taken(line, "x.csv")


def test_fifty_megabytes_in_one_cell_of_many_lines(monkeypatch):
    monkeypatch.setattr(limits, "LINES", 10**9)
    refused(b'a,"' + b"a\n" * 25 * MEGABYTE, why.TooLongCell, "x.csv")


def test_fifty_megabytes_in_one_record_of_many_cells(monkeypatch):
    data = b'"\n",' * 12 * MEGABYTE
    monkeypatch.setattr(limits, "LINES", 10**9)
    refused(data, why.TooLongLine, "x.csv")
    monkeypatch.setattr(limits, "RECORD", 60 * MEGABYTE)
    with pytest.raises(why.TooManyColumns):  # control: all its cells come into memory
        taken(data[: 4 * MEGABYTE], "x.csv")


def test_lines_that_are_nearly_too_long_are_not_gathered_to_tell_the_separator(monkeypatch):
    data = (b"a" * 990_000 + b"\n") * 50
    refused(data, why.TooLongCell, "x.csv")
    for size in (10**9, 100_000):  # control: lines that are all kept are refused for their length alone
        monkeypatch.setattr(separated, "SAMPLE_SIZE", size)
        with pytest.raises(why.TooLongLine if size > limits.RECORD else why.TooLongCell):
            taken(data, "x.csv")


def test_more_texts_than_a_workbook_has(monkeypatch):
    data = making.with_texts(["a", "b", "c"])
    assert taken(data) == 1
    monkeypatch.setattr(limits, "STRINGS", 2)
    refused(data, why.UnpacksTooLarge)


def test_millions_of_texts_of_one_letter():
    """Two hundred kilobytes that would be read for a quarter of a minute before the first row."""
    data = making.with_texts(["a", "b"])
    items = b"<si><t>x</t></si>" * 4_900_000
    data = making.repacked(data, {"xl/sharedStrings.xml": f'<sst xmlns="{making.MAIN}">'.encode() + items + b"</sst>"})
    began = time.process_time()
    with pytest.raises(why.UnpacksTooLarge):
        taken(data)
    took = time.process_time() - began
    print(f"{len(data) / MEGABYTE:.2f} MB refused after {took:.2f} s")
    assert took < 10


@pytest.mark.parametrize("end", [b"\n", b"\r", b"\r\n"], ids=["LF", "CR", "CRLF"])
def test_fifty_megabytes_of_empty_lines(end: bytes):
    refused(b"a,b" + end + end * (50_000_000 // len(end)), why.TooManyRows, "x.csv")


def test_empty_lines_of_two_bytes_are_counted_while_they_are_read(monkeypatch):
    monkeypatch.setattr(limits, "LINES", 10_000)
    refused(("a,b\n" + "\n" * 20_000).encode("utf-16"), why.TooManyRows, "x.csv")
    assert taken(("上,不\n" * 9_000).encode("utf-16"), "x.csv") == 9_000  # their second bytes are those of line ends


def test_empty_lines_as_far_as_a_spreadsheet_reaches_are_no_rows(monkeypatch):
    data = b"a,b\n1,2\n" + b",\n" * 9
    assert taken(data, "x.csv") == 11
    monkeypatch.setattr(limits, "ROWS", 5)
    assert taken(data, "x.csv") == 11  # those without a cell do not count
    monkeypatch.setattr(limits, "LINES", 10)
    refused(data, why.TooManyRows, "x.csv")
    monkeypatch.undo()
    assert limits.LINES > 2**20  # of the last row of Excel


def test_too_many_rows_of_a_csv_file(monkeypatch):
    data = b"1,2\n" * 200_001
    refused(data, why.TooManyRows, "x.csv")
    monkeypatch.setattr(limits, "ROWS", 300_000)
    assert taken(data, "x.csv") == 200_001


def test_too_many_columns(monkeypatch):
    text = (",".join("x" * 257) + "\n").encode()
    refused(text, why.TooManyColumns, "x.csv")
    data = making.workbook([["x"] * 257])
    with pytest.raises(why.TooManyColumns):
        taken(data)
    monkeypatch.setattr(limits, "COLUMNS", 257)
    assert taken(text, "x.csv") == taken(data) == 1


def test_a_file_that_is_too_large(monkeypatch):
    monkeypatch.setattr(limits, "FILE", 2)
    refused(b"a,b\n", why.TooLarge, "x.csv")
    monkeypatch.setattr(limits, "FILE", 4)
    assert taken(b"a,b\n", "x.csv") == 1


def test_too_many_sheets(monkeypatch):
    data = making.workbook([["a"]], [["b"]], [["c"]])
    assert taken(data) == 3
    monkeypatch.setattr(limits, "SHEETS", 2)
    refused(data, why.TooManySheets)
