"""What is read of a workbook is what openpyxl reads of it, row by row."""

import io
import json
import zipfile
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.styles import NamedStyle

from kanazawa_exchange.lib import import_values
from kanazawa_exchange.lib.cells import Said, dates, student_numbers
from kanazawa_exchange.lib.tables import Formula, Row, Span, tables, trees
from kanazawa_exchange.lib.tables import refusals as why
from kanazawa_exchange.lib.tables import strings as texts
from kanazawa_exchange.lib.tables.values import Number1904
from kanazawa_exchange.lib.workbook import Column, Sheet, write_xlsx
from tests.lib import corpus

from . import making


def read(data: bytes, place: int = 0) -> list[Row]:
    return list(tables(io.BytesIO(data), "records.xlsx")[place].rows)


def cells(data: bytes) -> list[tuple[object, ...]]:
    return [row.cells for row in read(data)]


def test_every_kind_of_cell_keeps_its_kind():
    row = ["派遣", 12, 1.5, True, date(2018, 8, 20), datetime(2018, 8, 20, 9, 30), time(9, 30), timedelta(hours=36)]
    (found,) = cells(making.workbook([row]))
    assert found == (*row[:-1], 1.5)
    assert [type(value) for value in found] == [str, int, float, bool, date, datetime, time, float]


def test_rows_keep_the_numbers_that_excel_shows_and_empty_ones_are_left_out():
    book = Workbook()
    page = book.active
    page["B3"], page["D3"], page["A7"] = "left", "right", "below"
    page["F9"].style = NamedStyle("empty, with a look")
    page.row_dimensions[7].hidden = True
    assert read(making.saved(book)) == [
        Row(3, (None, "left", None, "right")),
        Row(7, ("below",), hidden=True),
    ]


def test_rows_are_read_again_from_the_beginning():
    table = tables(io.BytesIO(making.workbook([["a"], ["b"]])), "x.xlsx")[0]
    assert list(table.rows) == list(table.rows) == [Row(1, ("a",)), Row(2, ("b",))]


def test_two_sheets_can_be_read_side_by_side():
    first, second = tables(
        io.BytesIO(making.workbook([[n] for n in range(900)], [["x"] for _ in range(900)])), "x.xlsx"
    )
    pairs = [(a.cells[0], b.cells[0]) for a, b in zip(first.rows, second.rows, strict=True)]
    assert pairs == [(n, "x") for n in range(900)]


def test_sheets_tell_their_names_their_merged_cells_and_whether_they_are_hidden():
    book = Workbook()
    book.active.title = "派遣"
    book.active.merge_cells("B2:D2")
    book.active.merge_cells("A3:A9")
    book.create_sheet("受入").sheet_state = "hidden"
    book.create_chartsheet("グラフ")
    found = tables(io.BytesIO(making.saved(book)), "x.xlsx")
    assert [(table.name, table.hidden) for table in found] == [("派遣", False), ("受入", True)]
    assert found[0].merged == (Span(2, 1, 2, 3), Span(3, 0, 9, 0))


def test_a_formula_is_marked_and_never_worked_out():
    book = Workbook()
    book.active.append(["=1+1", '=HYPERLINK("http://example.org")', "plain"])
    first, second, third = cells(making.saved(book))[0]
    assert (first, second) == (Formula("=1+1"), Formula('=HYPERLINK("http://example.org")'))
    assert third == "plain"


def test_a_formula_tells_what_it_showed_and_a_fault_its_sign():
    rows = b'<row r="1"><c r="A1"><f>B1*2</f><v>84</v></c><c r="B1" t="e"><v>#N/A</v></c><c r="C1" t="str"><v>x</v></c></row>'
    assert cells(making.with_sheet(making.sheet(rows))) == [(Formula("=B1*2", "84"), "#N/A", "x")]


@pytest.mark.parametrize("number", [*range(27, 37), *range(50, 59)])
def test_a_day_in_a_format_of_japanese_excel_that_stands_in_no_file_is_a_day(number: int):
    book = Workbook()
    book.active["A1"] = 43332
    book.active["A1"].number_format = "yyyy/mm/dd"
    data = making.saved(book)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        styles = package.read("xl/styles.xml")
    changed = styles.replace(b'numFmtId="164" fontId', b'numFmtId="%d" fontId' % number)
    assert changed != styles
    assert cells(making.repacked(data, {"xl/styles.xml": changed})) == [(date(2018, 8, 20),)]


def test_days_of_old_macintosh_workbooks_count_from_1904():
    book = Workbook()
    book.epoch = datetime(1904, 1, 1)
    book.active["A1"] = date(2018, 8, 20)
    assert cells(making.saved(book)) == [(date(2018, 8, 20),)]


def test_numbers_of_such_a_workbook_are_of_the_same_count_and_kept_so():
    book = Workbook()
    book.epoch = datetime(1904, 1, 1)
    book.active["A1"] = 43332 - 1462
    ((number,),) = cells(making.saved(book))
    kept = import_values.restored(json.loads(json.dumps(import_values.stored(number))))
    assert (number, kept, type(kept)) == (41870, 41870, Number1904)
    assert dates.date(kept) == Said(date(2018, 8, 20), "serial")
    assert dates.date(41870) != dates.date(kept)
    assert student_numbers.student_number(kept) == Said("41870", "of_number")


def test_readings_over_kanji_and_pieces_of_a_text_with_looks_of_their_own():
    data = making.with_texts(
        [
            '<t>山田</t><rPh sb="0" eb="2"><t>ヤマダ</t></rPh>',
            '<r><t>平成</t></r><r><rPr><b/></rPr><t>30年</t></r><rPh sb="0" eb="2"><t>ヘイセイ</t></rPh>',
        ]
    )
    assert cells(data) == [("山田", "平成30年")]


@pytest.mark.parametrize(
    "item", [item for item in corpus.having("outcome") if item["checks"]["outcome"] == "accept"], ids=corpus.name_of
)
def test_what_the_portal_exports_is_read_back_unchanged(item):
    value = corpus.value(item)
    if len(value) > 32_767 or "\0" in value:
        pytest.skip("no cell holds it")
    data = write_xlsx([Sheet("S", [Column("a")], [[value]])])
    assert cells(data)[-1] == ((value,) if value else ("a",))


VALUES = st.one_of(
    st.none(),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=12).filter(
        lambda text: not text.startswith("=") and "_x" not in text and "\ufffe" not in text and "\uffff" not in text
    ),
    st.integers(-(2**52), 2**52),
    st.booleans(),
    st.dates(date(1901, 1, 1), date(2100, 1, 1)),
    st.datetimes(datetime(1901, 1, 1), datetime(2100, 1, 1)).map(lambda moment: moment.replace(microsecond=0)),
)


@given(st.lists(st.lists(VALUES, max_size=6), max_size=8))
def test_the_cells_are_those_that_openpyxl_reads(rows):
    data = making.workbook(rows)
    page = load_workbook(io.BytesIO(data)).active
    found = {(row.number, place): value for row in read(data) for place, value in enumerate(row.cells)}
    for line in page.iter_rows():
        for cell in line:
            value = found.get((cell.row, cell.column - 1))
            as_moment = datetime.combine(value, time()) if type(value) is date else value
            assert as_moment == cell.value
            assert isinstance(value, bool) == isinstance(cell.value, bool)


def test_texts_beyond_those_in_memory_are_read_from_a_file(monkeypatch):
    monkeypatch.setattr(texts, "HELD", 200)
    rows = [[f"学生{number}", "派遣"] for number in range(500)]
    assert cells(making.with_texts(*rows)) == [tuple(row) for row in rows]
    with pytest.raises(why.Damaged):
        read(
            making.repacked(
                making.with_texts(*rows), {"xl/sharedStrings.xml": f'<sst xmlns="{making.MAIN}"/>'.encode()}
            )
        )


def test_a_moment_with_a_zone_is_written_as_japan_sees_it_and_read_without_one():
    data = write_xlsx([Sheet("S", [Column("a")], [[datetime(2019, 3, 31, 15, 30, tzinfo=UTC)]])])
    assert cells(data)[-1] == (datetime(2019, 4, 1, 0, 30),)


def test_sheets_of_other_programs():
    """With names of a namespace in front, comments, and nothing in them."""
    rows = (
        '<x:row r="2"><x:c r="A2" t="inlineStr"><x:is><x:t>a</x:t></x:is></x:c><x:c r="B2"><x:v>5</x:v></x:c></x:row>'
    )
    head = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<!-- made by a < b -->\n<x:worksheet xmlns:x="{making.MAIN}">'
    filled = f"{head}<x:sheetData>{rows}</x:sheetData></x:worksheet>"
    assert read(making.with_sheet(filled.encode())) == [Row(2, ("a", 5))]
    assert read(making.with_sheet(b"\xef\xbb\xbf" + filled.encode())) == [Row(2, ("a", 5))]
    for nothing in ("<x:sheetData/>", "<x:sheetData></x:sheetData>"):
        assert read(making.with_sheet(f"{head}{nothing}</x:worksheet>".encode())) == []


@pytest.mark.parametrize("piece", [450, 451, 457, 499, 700])
def test_a_sheet_is_cut_anywhere(monkeypatch, piece: int):
    rows = [[f"学生{number}", number, "派遣"] for number in range(40)]
    data = making.workbook(rows)
    whole = cells(data)
    monkeypatch.setattr(trees, "PIECE", piece)
    assert cells(data) == whole == [tuple(row) for row in rows]
