"""Exports in which a text stays a text."""

import csv
import io
import re
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell

from kanazawa_exchange.lib.tables import tables
from kanazawa_exchange.lib.workbook import Column, Sheet, csv_bytes, guard, unguard, write_xlsx
from tests.lib import corpus

DANGEROUS = tuple("=+-@\t\r\n＝＋－＠")
SIGNS = tuple("=+-@＝＋－＠")
SPREADSHEET = [
    item for item in corpus.ITEMS if item["group"] == "spreadsheet" and item["checks"]["outcome"] == "accept"
]


def written(rows, **properties):
    """The only sheet of a workbook with these rows, read back."""
    sheet = Sheet("Sheet", [Column("Text", 20), Column("Number", 8, "0.0%")], rows, **properties)
    return load_workbook(io.BytesIO(write_xlsx([sheet]))).active


def test_the_reader_of_workbooks_is_guarded_against_entity_bombs():
    assert openpyxl.DEFUSEDXML is True


@pytest.mark.parametrize("item", SPREADSHEET, ids=corpus.name_of)
def test_a_text_that_looks_like_a_formula_is_a_string_cell_and_unchanged(item):
    data = write_xlsx([Sheet(item["value"], [Column(item["value"])], [[item["value"]]], title=item["value"])])
    page = load_workbook(io.BytesIO(data)).active
    for place in ("A1", "A3", "A4"):
        assert page[place].data_type == "s"
        assert page[place].value.replace("_x000D_", "\r") == item["value"]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


def test_control_the_library_alone_makes_a_formula():
    book = Workbook(write_only=True)
    page = book.create_sheet()
    page.append([WriteOnlyCell(page, value="=1+1")])
    out = io.BytesIO()
    book.save(out)
    assert load_workbook(out).active["A1"].data_type == "f"


@pytest.mark.parametrize("text", ["_x0041_", "_x000D_", "a_x005f_b", "__x0041__", "_x_", "x0041_"])
def test_a_text_that_looks_like_a_sign_of_the_format_is_read_as_it_was(text):
    (table,) = tables(io.BytesIO(write_xlsx([Sheet("Sheet", [Column("a")], [[text], [f"{text}\r{text}"]])])), "a.xlsx")
    assert [row.cells for row in table.rows] == [("a",), (text,), (f"{text}\r{text}",)]


def test_numbers_days_and_gaps_keep_their_kind():
    moment = datetime(2019, 3, 31, 15, 0, tzinfo=UTC)
    page = written([["a", 0.5], [None, -5], [Decimal("1.5"), True], [date(2019, 4, 1), moment]])
    values = [[cell.value for cell in line] for line in page.iter_rows(min_row=2)]
    assert values == [["a", 0.5], [None, -5], [1.5, True], [datetime(2019, 4, 1), datetime(2019, 4, 1)]]
    assert page["B2"].number_format == "0.0%"
    assert page["B2"].data_type == "n"
    assert page["A5"].is_date


def test_the_head_stays_in_view_and_the_notes_close_the_sheet():
    page = written([["a", 1]], title="Plan and actual", notes=["※ note"])
    assert [cell.value for cell in page["A"]] == ["Plan and actual", None, "Text", "a", None, "※ note"]
    assert page.freeze_panes == "A4"
    assert page.column_dimensions["A"].width == 20
    assert page["A3"].font.bold


def test_awkward_sheet_names_and_characters_do_not_break_an_export():
    names = ["a/b:c*?[d]\\", "x" * 40, "x" * 40, "'", ""]
    data = write_xlsx([Sheet(name, [Column("h")], [["bad \x07\ufffe\ud800"], ["y" * 40_000]]) for name in names])
    book = load_workbook(io.BytesIO(data))
    assert len({name.casefold() for name in book.sheetnames}) == len(names)
    assert all(0 < len(name) <= 31 for name in book.sheetnames)
    assert book.worksheets[0]["A2"].value == "bad \ufffd\ufffd\ufffd"
    assert book.worksheets[0]["A3"].value.endswith("y…")


@pytest.mark.parametrize("item", SPREADSHEET, ids=corpus.name_of)
def test_a_csv_cell_cannot_begin_a_formula_and_the_text_can_be_had_back(item):
    ((cell,),) = csv.reader(io.StringIO(csv_bytes([[item["value"]]], bom=False).decode(), newline=""))
    assert not cell.lstrip(" ").startswith(DANGEROUS)
    assert unguard(cell) == item["value"]


@given(st.text(alphabet="'=+-@＝＠\t\r\n a1", max_size=8))
def test_guarding_is_undone_exactly_and_leaves_no_formula(text):
    assert unguard(guard(text)) == text
    assert not guard(text).lstrip().startswith(DANGEROUS)


CELLS = re.compile(r"[;|\t\r\n]")
"""Where another program may split a cell of ours."""


@given(st.text(alphabet="'=+-@＝＠;|\t\r\n a1", max_size=10))
def test_no_part_of_a_text_begins_a_formula_by_another_separator(text):
    assert unguard(guard(text)) == text
    assert not any(part.lstrip(" ").startswith(SIGNS) for part in CELLS.split(guard(text)))


def test_paragraphs_and_lists_without_a_sign_are_left_alone():
    text = "First line\r\n\r\nSecond; third | fourth\tfifth"
    assert guard(text) == text == unguard(text)


def test_a_file_of_ours_that_is_split_elsewhere_holds_no_formula():
    kept = "Kazan;=HYPERLINK(1)|+1\t@x\n-2"
    file = csv_bytes([["name", "note"], ["Aiko", kept]], bom=False).decode()
    for separator in ";|\t,":
        for row in csv.reader(io.StringIO(file, newline=""), delimiter=separator, quoting=csv.QUOTE_NONE):
            assert not any(cell.strip(' "').startswith(DANGEROUS) for cell in row)
    assert unguard(list(csv.reader(io.StringIO(file, newline="")))[1][1]) == kept


def test_control_the_csv_module_alone_makes_one():
    out = io.StringIO()
    csv.writer(out).writerow(["Aiko", "Kazan;=1+1"])
    assert any(cell.startswith(DANGEROUS) for cell in out.getvalue().split(";"))


def test_plain_names_with_an_apostrophe_are_left_alone():
    assert guard("'t Hooft") == "'t Hooft" == unguard("'t Hooft")


def test_numbers_of_a_csv_are_never_guarded_and_a_download_has_a_mark_at_its_head():
    rows = [["fiscal_year", "direction", "plan"], [2017, "outbound", -5], [2018, None, 1.5]]
    assert csv_bytes(rows, bom=False) == b"fiscal_year,direction,plan\n2017,outbound,-5\n2018,,1.5\n"
    assert csv_bytes(rows, bom=True) == b"\xef\xbb\xbf" + csv_bytes(rows, bom=False)


def test_a_sheet_is_made_to_be_printed():
    page = written(
        [["a", 1]], title="Plan and actual", above="Kanazawa & Kazan · 2 records", below="Printed 2019-04-01"
    )

    assert (int(page.page_setup.paperSize), page.page_setup.orientation) == (9, "portrait")
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert (page.page_setup.fitToWidth, page.page_setup.fitToHeight) == (1, 0)
    assert page.print_title_rows == "$3:$3"
    assert page.oddHeader.left.text == "Kanazawa && Kazan · 2 records"  # as the format writes one ampersand
    assert (page.oddFooter.left.text, page.oddFooter.right.text) == ("Printed 2019-04-01", "&P / &N")


def test_a_wide_sheet_lies_on_its_side_and_a_long_note_runs_over_all_columns():
    columns = [Column(f"c{number}", 30) for number in range(4)]
    sheet = Sheet("Sheet", columns, [["a", "b", "c", "d"]], notes=["note " * 60])
    page = load_workbook(io.BytesIO(write_xlsx([sheet]))).active

    assert page.page_setup.orientation == "landscape"
    assert [str(cells) for cells in page.merged_cells.ranges] == ["A4:D4"]
    assert page.row_dimensions[4].height == 45


def test_every_cell_of_the_table_has_its_lines_and_none_below_it_has():
    page = written([["a", 1]], notes=["note"])

    assert {cell.border.left.style for row in page["A1:B2"] for cell in row} == {"thin"}
    assert page["A1"].border.bottom.style == "medium"
    assert page["A4"].border.left.style is None


def test_the_file_names_itself():
    data = write_xlsx([Sheet("Records", [Column("h")], [], title="Records of 2018")])
    assert load_workbook(io.BytesIO(data)).properties.title == "Records of 2018"
