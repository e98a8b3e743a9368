"""However a file is broken, it is read or refused in words: nothing else comes out."""

import io
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kanazawa_exchange.lib.tables import Row, tables
from kanazawa_exchange.lib.tables.refusals import TableRefused
from tests.imports.office import HEAD, ROWS, xlsx

from . import making

PLAIN = xlsx([HEAD, *ROWS, ["=A1", None, "x_x000D_y"]], "A1:A2", "B3:C3")
TEXTS = making.with_texts(["氏名", "機関"], ["山田", "KFU"], ["林", "ISU"])
PARTS = [
    making.SHEET,
    "xl/sharedStrings.xml",
    "xl/workbook.xml",
    "xl/styles.xml",
    "[Content_Types].xml",
    "xl/_rels/workbook.xml.rels",
]


def read(data: bytes, name: str = "x.xlsx") -> list[Row] | TableRefused:
    try:
        return [row for table in tables(io.BytesIO(data), name) for row in table.rows]
    except TableRefused as refusal:
        return refusal


def broken(data: bytes, places: list[tuple[float, int]]) -> bytes:
    """Some bytes replaced: (place as a share of the whole, value)."""
    changed = bytearray(data)
    for place, value in places:
        changed[int(place * (len(changed) - 1))] = value
    return bytes(changed)


PLACES = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=4)


@settings(max_examples=150)
@given(st.sampled_from([PLAIN, TEXTS]), PLACES)
def test_bytes_of_a_workbook(data: bytes, places: list[tuple[float, int]]):
    assert read(broken(data, places))


@settings(max_examples=200)
@given(st.sampled_from(PARTS), PLACES)
def test_bytes_of_a_part(part: str, places: list[tuple[float, int]]):
    read(making.repacked(TEXTS, {part: broken(making.part(TEXTS, part), places)}))


SIGNS = [b'"', b"<", b">", b"/>", b'r="A1"', b't="s"', b"<v>", b"</v>", b"<row>", b"</row>", b"<row", b"</sheetData>"]
SIGNS += [b"-1", b"99999999999", b"NaN", b"1e999", b"&#0;", b"<!-- -->", b"<![CDATA[", b"]]>"]
PIECES = st.lists(st.tuples(st.floats(0, 1), st.sampled_from(SIGNS), st.integers(0, 12)), min_size=1, max_size=3)


@settings(max_examples=200)
@given(st.sampled_from(PARTS), PIECES)
def test_pieces_of_a_part(part: str, pieces: list[tuple[float, bytes, int]]):
    content = making.part(TEXTS, part)
    for place, piece, instead_of in pieces:
        at = int(place * len(content))
        content = content[:at] + piece + content[at + instead_of :]
    read(making.repacked(TEXTS, {part: content}))


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("content", [b"", b"<x/>", b"\xff", b"<x", b"<a><b></a></b>"])
def test_a_part_that_is_something_else(part: str, content: bytes):
    read(making.repacked(TEXTS, {part: content}))


@pytest.mark.parametrize(
    "value", ["NaN", "1e999", "-1e999", "abc", "1,5", "１", "²", "1" * 400, " 5 ", "0x10", "1_000"]
)
@pytest.mark.parametrize("kind", ["n", "s", "b", "d", "e", "str", "inlineStr", "unknown"])
def test_a_value_that_is_none_of_its_kind(kind: str, value: str):
    cell = f'<row r="1"><c r="A1" s="1" t="{kind}"><v>{value}</v></c></row>'.encode()
    read(making.with_sheet(making.sheet(cell)))


@settings(max_examples=150)
@given(st.binary(max_size=200))
def test_any_bytes_at_all(data: bytes):
    read(data, "x.csv")


@settings(max_examples=150)
@given(st.text(st.sampled_from('",;\t\r\n ab\ufeff髙')), st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp932"]))
def test_any_text_at_all(text: str, encoding: str):
    read(text.encode(encoding, "ignore"), "x.csv")


def test_a_workbook_that_is_cut_anywhere():
    chosen = random.Random(8).sample(range(len(PLAIN)), 60)
    assert all(isinstance(read(PLAIN[:length]), TableRefused) for length in chosen)
