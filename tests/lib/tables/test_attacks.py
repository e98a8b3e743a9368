"""Workbooks made to do harm are refused before a row is read, in flat memory; each guard has a control without it."""

import io
import struct
import time
import tracemalloc
import zipfile
from collections.abc import Callable
from contextlib import suppress

import openpyxl
import pytest

from kanazawa_exchange.lib.tables import limits, packages, tables, trees
from kanazawa_exchange.lib.tables import refusals as why

from . import making
from .attacks import FLAT, MEGABYTE, refused, taken


def many_rows(count: int, step: int = 1) -> bytes:
    """Rows of two cells, packed small."""
    lines = b"".join(
        b'<row r="%d"><c r="A%d"><v>1</v></c><c r="B%d"><v>2</v></c></row>' % (row, row, row)
        for row in range(step, count * step + 1, step)
    )
    return making.with_sheet(making.sheet(lines, dimension="A1"))


def test_the_libraries_refuse_declarations_on_their_own_too():
    assert openpyxl.DEFUSEDXML is True


def test_a_bomb_that_says_how_large_it_is(monkeypatch):
    bomb = making.repacked(making.workbook([["a"]]), {"xl/media/image1.png": b"\0" * 3 * MEGABYTE})
    assert taken(bomb) == 1
    monkeypatch.setattr(limits, "UNPACKED", 2 * MEGABYTE)
    refused(bomb, why.UnpacksTooLarge)


def lying(data: bytes, part: str, size: int) -> bytes:
    """The package with another size of a part in its list of files and in front of the part."""
    changed = bytearray(data)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        found = package.getinfo(part)
    struct.pack_into("<I", changed, found.header_offset + 22, size)
    entry = data.rfind(part.encode()) - 46
    assert data[entry : entry + 4] == b"PK\x01\x02"
    struct.pack_into("<I", changed, entry + 24, size)
    return bytes(changed)


def test_a_bomb_that_lies_about_its_size():
    honest = many_rows(100_000)
    assert taken(honest) == 100_000
    refused(lying(honest, making.SHEET, 1000), why.Damaged)


def test_a_bomb_is_noticed_while_it_unpacks(monkeypatch):
    """Control and guard in one: what the list of files lets pass, the reading of the part does not."""
    data = many_rows(50_000)
    monkeypatch.setattr(packages, "_check", lambda package: None)
    assert taken(data) == 50_000
    monkeypatch.setattr(limits, "UNPACKED", MEGABYTE)
    refused(data, why.UnpacksTooLarge)


def test_a_package_of_very_many_files(monkeypatch):
    files = {f"x/{number}": b"" for number in range(30_000)}
    data = making.repacked(making.workbook([["a"]]), files)
    refused(data, why.UnpacksTooLarge)
    monkeypatch.setattr(limits, "DIRECTORY", 100 * MEGABYTE)
    with pytest.raises(why.UnpacksTooLarge):  # their number alone refuses, too
        taken(data)
    monkeypatch.setattr(limits, "PARTS", 100_000)
    assert taken(data) == 1


@pytest.mark.parametrize("declared", ["A1:B1048576", "A1:XFD1048576", "A1"])
def test_a_size_that_a_sheet_declares_is_not_believed(declared: str):
    rows = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="9"><c r="B9"><v>2</v></c></row>'
    data = making.with_sheet(making.sheet(rows, dimension=declared))
    tracemalloc.start()
    try:
        assert taken(data) == 2
        assert tracemalloc.get_traced_memory()[1] < FLAT
    finally:
        tracemalloc.stop()


def test_two_cells_a_million_rows_apart(monkeypatch):
    rows = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="B1048576"><v>2</v></c></row>'
    data = making.with_sheet(making.sheet(rows, dimension="A1"))
    refused(data, why.TooManyRows)
    monkeypatch.setattr(limits, "ROWS", 2**20)
    assert taken(data) == 2


def test_a_million_rows_of_two_cells():
    refused(many_rows(1_000_000), why.TooManyRows)


def test_a_million_rows_that_have_a_look_alone_are_no_rows():
    rows = b'<row r="1"><c r="A1"><v>1</v></c></row>'
    rows += b"".join(b'<row r="%d" s="1" customFormat="1"><c r="A%d" s="1"/></row>' % (n, n) for n in range(2, 100_000))
    data = making.with_sheet(making.sheet(rows))
    tracemalloc.start()
    try:
        assert taken(data) == 1
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < FLAT


BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    "part", [making.SHEET, "xl/workbook.xml", "xl/styles.xml", "xl/sharedStrings.xml", "[Content_Types].xml"]
)
def test_entities_are_refused_in_every_part(part: str):
    data = making.with_texts(["a", "b"])
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        content = package.read(part)
    body = content.partition(b"?>")[2] if content.startswith(b"<?xml") else content
    refused(making.repacked(data, {part: BOMB + body}), why.DeclaresEntities)


def test_control_the_reader_alone_would_put_an_entity_in(monkeypatch):
    (text,) = trees._read(BOMB + b"<si><t>&b;</t></si>")
    assert text.text == "aaaaaaaaaa" * 6
    monkeypatch.setattr(packages, "_DECLARATIONS", (b"<!NOTHING",))
    with pytest.raises(
        why.Damaged
    ):  # and the library, and the way in which large parts are cut, refuse it a second time
        taken(making.with_sheet(BOMB + making.sheet(b"")))


def test_a_declaration_cannot_be_hidden_in_another_encoding():
    text = (BOMB + making.sheet(b"")).decode()
    for encoding in ("utf-16", "utf-16-le", "utf-16-be"):
        refused(making.with_sheet(text.encode(encoding)), why.Damaged)


@pytest.mark.parametrize("part", [making.SHEET, "xl/sharedStrings.xml", "xl/workbook.xml"])
@pytest.mark.parametrize("encoding", ["Shift_JIS", "EUC-JP", "UTF-7", "punycode", "base64", "no-such-encoding"])
def test_a_part_that_names_an_encoding_that_cannot_be_read(encoding: str, part: str):
    data = making.with_texts(["a", "b"])
    assert taken(data) == 1  # control
    body = making.part(data, part).rpartition(b"?>")[2]
    with pytest.raises(why.Damaged):
        taken(making.repacked(data, {part: f'<?xml version="1.0" encoding="{encoding}"?>'.encode() + body}))


def test_a_declaration_cannot_be_hidden_between_two_readings():
    for lead in range(250, 262):
        refused(making.with_sheet(b" " * (256 * 1024 - lead) + BOMB + making.sheet(b"")), why.DeclaresEntities)


@pytest.mark.parametrize(
    "xml",
    [
        b"<!---->" * 20_000 + b"?",
        b" " * 120_000 + b"?",
        b"<" + b"a" * 120_000 + b"?",
        making.sheet(b"", below=b"<mergeCell " * 100_000),
        making.sheet(b"<v>" + b"<c " * 100_000 + b"<v>"),
        b"<a>" + b"<sheetData " * 100_000,
    ],
    ids=["comments", "spaces", "name", "merged", "cells", "data"],
)
def test_no_text_makes_the_reader_look_forever(xml: bytes):
    began = time.process_time()
    with suppress(why.TableRefused):
        taken(making.with_sheet(xml))
    took = time.process_time() - began
    print(f"{took:.2f} s")
    assert took < 5


@pytest.mark.parametrize(
    "inside",
    [
        b'<row r="1"><c r="A1"><v>' + b"1" * 40 * MEGABYTE + b"</v></c></row>",
        b'<row r="1"><c r="' + b"A" * 40 * MEGABYTE + b'"><v>1</v></c></row>',
    ],
    ids=["value", "reference"],
)
def test_a_value_without_end(monkeypatch, inside: bytes):
    data = making.with_sheet(making.sheet(inside))
    refused(data, why.UnpacksTooLarge)
    monkeypatch.setattr(limits, "STRAIGHT", 100 * MEGABYTE)
    assert len(tables(io.BytesIO(data), "x.xlsx")) == 1  # control: its length alone is no reason for anything else


@pytest.mark.parametrize(
    "inside",
    [
        b'<row r="1">' + b"<c/>" * 2_000_000 + b"</row>",
        b"<row>" + b"<x>" * 700_000 + b"</x>" * 700_000 + b"</row>",
        b"<x>" + b"<c/>" * 2_000_000 + b"</x>",
    ],
    ids=["wide", "deep", "nested"],
)
def test_a_row_without_end_is_given_up_in_flat_memory(monkeypatch, inside: bytes):
    data = making.with_sheet(making.sheet(inside))
    (table,) = tables(io.BytesIO(data), "x.xlsx")
    peaks = []
    for limit in (limits.PART, 10**9):
        monkeypatch.setattr(limits, "PART", limit)
        tracemalloc.start()
        try:
            with suppress(why.UnpacksTooLarge, why.Damaged):
                assert list(table.rows) == []  # without the guard a wide row is only empty
            peaks.append(tracemalloc.get_traced_memory()[1])
        finally:
            tracemalloc.stop()
    print(f"peaks: {peaks[0] / MEGABYTE:.1f} MB, without the guard {peaks[1] / MEGABYTE:.1f} MB")
    assert peaks[0] < FLAT < peaks[1]


def test_rows_where_no_rows_belong_are_not_gathered():
    data = making.with_sheet(making.sheet(b"<x>" + b"<row/>" * 1_000_000 + b"</x>"))
    tracemalloc.start()
    try:
        with pytest.raises(why.Damaged):
            taken(data)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < FLAT


def test_very_many_empty_rows_with_a_look_are_passed_over():
    rows = b"".join(b'<row r="%d" spans="1:8" ht="15" customHeight="1"/>' % row for row in range(1, 120_000))
    assert taken(making.with_sheet(making.sheet(rows))) == 0


def cut(data: bytes) -> bytes:
    return data[: len(data) // 2]


def swapped(data: bytes) -> bytes:
    return data.replace(b"<row", b"<rwo", 1)


@pytest.mark.parametrize("damage", [cut, swapped])
def test_a_sheet_that_is_damaged_in_the_middle(damage: Callable[[bytes], bytes]):
    with zipfile.ZipFile(io.BytesIO(making.workbook([["a"], ["b"]]))) as package:
        xml = package.read(making.SHEET)
    with pytest.raises(why.Damaged):
        taken(making.with_sheet(damage(xml)))


def test_rows_that_stand_in_no_order():
    rows = b'<row r="2"><c r="A2"><v>1</v></c></row><row r="1"><c r="A1"><v>2</v></c></row>'
    with pytest.raises(why.Damaged):
        taken(making.with_sheet(making.sheet(rows)))


def test_memory_does_not_grow_with_the_rows():
    """Peaks of reading 2,000 and 30,000 rows of a workbook whose texts are all different."""
    peaks = []
    for count in (2_000, 30_000):
        data = making.with_texts(
            *([f"学生{row}の備考欄に書かれた長めの文字列です" * 2, "派遣"] for row in range(count))
        )
        tracemalloc.start()
        try:
            assert taken(data) == count
            peaks.append(tracemalloc.get_traced_memory()[1])
        finally:
            tracemalloc.stop()
    print(f"peaks: {peaks[0] / MEGABYTE:.1f} MB, {peaks[1] / MEGABYTE:.1f} MB")
    assert peaks[1] < FLAT


def test_control_a_reader_that_forgets_nothing_grows():
    data = many_rows(20_000)
    tracemalloc.start()
    try:
        openpyxl.load_workbook(io.BytesIO(data)).close()
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak > FLAT
