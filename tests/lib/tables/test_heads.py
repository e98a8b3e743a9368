"""Headers among titles, notes, labels and totals, as offices write them."""

import io
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from kanazawa_exchange.lib.tables import Table, table, tables
from kanazawa_exchange.lib.tables.bodies import WAITING, Kind, is_of_section, lines
from kanazawa_exchange.lib.tables.heads import Layout, find

from . import making

HEADINGS = {"学籍番号", "氏名", "カナ", "機関", "出発", "帰国", "姓", "名", "派遣先", "備考", "期間 / 出発"}


def known(text: str) -> bool:
    return text in HEADINGS


def sheet(rows: Sequence[Sequence[object]], *merged: str) -> Table:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for reference in merged:
        book.active.merge_cells(reference)
    return tables(io.BytesIO(making.saved(book)), "x.xlsx")[0]


def paste(*rows: str) -> Table:
    return table("\n".join(rows))


HEADER = ["学籍番号", "氏名", "機関", "出発"]
AIKO = ["1712", "山田", "KFU", "2018/8/20"]
IVAN = ["1713", "林", "ISU", "2018/8/5"]


def told(found: Table, layout: Layout | None = None) -> list[tuple[str, int, str]]:
    layout = layout or find(found, known)
    return [(line.kind.value, line.row.number, line.section) for line in lines(found, layout, known)]


def test_a_header_in_the_first_row():
    assert find(sheet([HEADER, AIKO]), known) == Layout(names=tuple(HEADER), header=(1,), first=2)


def test_titles_above_are_told():
    rows = [["2018年度 派遣学生一覧"], [], [None, "国際課", None, "2018/9/1 現在"], HEADER, AIKO]
    found = sheet(rows, "A1:D1")
    layout = find(found, known)
    assert layout.titles == ("2018年度 派遣学生一覧", "国際課", "2018/9/1 現在")
    assert (layout.names, layout.header, layout.first, layout.section) == (tuple(HEADER), (4,), 5, "")
    assert told(found) == [("row", 5, "")]


def test_a_table_without_a_header_has_no_names_and_all_its_rows():
    found = sheet([[], AIKO, IVAN])
    assert find(found, known) == Layout(first=2)
    assert told(found) == [("row", 2, ""), ("row", 3, "")]


def test_one_heading_is_no_header_unless_it_is_the_only_column():
    assert find(paste("山田\t備考", "林\tx"), known).header == ()
    assert find(paste("氏名", "山田"), known).header == (1,)
    assert find(paste("名簿", "山田"), known).header == ()
    assert find(table(""), known) == Layout()


def test_two_rows_where_a_heading_is_merged_over_both():
    rows = [["学籍番号", "氏名", None, "期間", None], [None, "漢字", "ローマ字", "出発", "帰国"], [*AIKO, "2018/9/3"]]
    found = sheet(rows, "A1:A2", "B1:C1", "D1:E1")
    layout = find(found, known)
    assert layout.names == ("学籍番号", "氏名 / 漢字", "氏名 / ローマ字", "期間 / 出発", "期間 / 帰国")
    assert (layout.header, layout.first) == ((1, 2), 3)


def test_two_rows_of_a_text_file_in_which_nothing_is_merged():
    layout = find(paste("学籍番号\t氏名\t\t期間\t", "\t姓\t名\t出発\t帰国", "1712\t山田\t花子\t8/20\t9/3"), known)
    assert layout.names == ("学籍番号", "氏名 / 姓", "氏名 / 名", "期間 / 出発", "期間 / 帰国")


def test_groups_above_count_where_the_row_below_is_ambiguous_without_them():
    rows = ["学籍番号\t予定\t\t実績\t", "\t出発\t帰国\t出発\t帰国"]
    assert find(paste(*rows), known).names == ("学籍番号", "予定 / 出発", "予定 / 帰国", "実績 / 出発", "実績 / 帰国")
    groups = ["甲\t予定\t\t実績\t", "\t出発\t帰国\t出発\t帰国"]
    assert find(paste(*groups), known).header == (1, 2)


def test_a_title_over_the_whole_table_is_no_part_of_the_header():
    found = sheet([["2018年度"], HEADER, AIKO], "A1:D1")
    assert (find(found, known).header, find(found, known).section) == ((2,), "2018年度")


def test_titles_at_both_ends_of_a_row_are_no_part_of_the_header():
    assert find(paste("2018年度\t\t\t国際課", "学籍番号\t氏名\t機関\t出発", "1712\t山田\tKFU\tx"), known).header == (2,)


def test_a_row_below_a_merged_heading_stays_a_row():
    """The name stands in two cells under one heading: what is below is a person, not a second row of headings."""
    rows = [["学籍番号", "氏名", None, "機関"], ["1712", "山田", "花子", "KFU"]]
    found = sheet(rows, "B1:C1")
    assert find(found, known).header == (1,)
    assert find(found, known).names == ("学籍番号", "氏名", "", "機関")
    assert told(found) == [("row", 2, "")]


def test_a_label_of_its_own_begins_a_section_and_a_header_may_stand_again():
    found = sheet([["派遣"], HEADER, AIKO, [], ["受入"], HEADER, IVAN, ["協定外"], AIKO])
    assert told(found) == [
        ("row", 3, "派遣"),
        ("label", 5, "受入"),
        ("header", 6, "受入"),
        ("row", 7, "受入"),
        ("label", 8, "協定外"),
        ("row", 9, "協定外"),
    ]


@pytest.mark.parametrize("label", ["【派遣】", "■ 派遣", "1. 派遣", "派遣学生", "Outgoing students", "Приём"])
def test_a_label_just_above_the_header_is_for_its_section(label: str):
    assert is_of_section(label)


@pytest.mark.parametrize(
    "title",
    ["", "2018年度", "平成30年度 派遣学生一覧", "派遣学生名簿", "List of outgoing students", "Список студентов"],
)
def test_a_title_just_above_the_header_is_for_the_whole_table(title: str):
    assert not is_of_section(title)


def test_what_stands_below_is_a_note_and_a_total_is_no_row():
    rows = [HEADER, AIKO, ["※ 林は辞退"], IVAN, ["合　計", "2"], [], ["作成：国際課"], ["注：協定校のみ"]]
    assert told(sheet(rows)) == [
        ("row", 2, ""),
        ("note", 3, ""),
        ("row", 4, ""),
        ("total", 5, ""),
        ("note", 7, ""),
        ("note", 8, ""),
    ]


@pytest.mark.parametrize(
    "cells",
    [
        ["派遣計 40"],
        ["派遣計", "40名"],
        ["受入　合計：", None, 3, 4],
        ["Итого по ISU: 12 чел."],
        ["Total outbound", "", "7"],
        ["【計 12名】"],
    ],
)
def test_a_total_is_known_by_its_number(cells: list[object]):
    assert told(sheet([HEADER, AIKO, cells, IVAN])) == [("row", 2, ""), ("total", 3, ""), ("row", 4, "")]


@pytest.mark.parametrize("cells", [["会計", "林", "KFU"], ["計 太郎", "1713", "KFU", "x"], ["Total", "林"]])
def test_what_has_words_beside_is_judged_by_its_own_word(cells: list[object]):
    kind = "total" if cells[0] == "Total" else "row"
    assert told(sheet([HEADER, cells, IVAN])) == [(kind, 2, ""), ("row", 3, "")]


def test_a_text_alone_in_another_column_or_a_number_alone_is_a_row():
    rows = [HEADER, [None, "山田"], [1712], AIKO]
    assert told(sheet(rows)) == [("row", 2, ""), ("row", 3, ""), ("row", 4, "")]


def test_below_a_known_heading_a_text_alone_is_a_value_unless_it_speaks_of_rows():
    rows = [
        ["氏名", "機関", "出発"],
        ["派遣"],
        ["林 花"],
        ["Notova Anna"],
        ["山田", "KFU", "x"],
        ["言語学部"],
        ["作成：国際課"],
    ]
    found = sheet(rows, "A6:C6")
    kinds = [str(line.kind) for line in lines(found, find(found, known), known, lambda text: text == "派遣")]
    assert kinds == ["label", "row", "row", "row", "note", "note"]


def test_what_may_be_a_heading_ends_the_section_above():
    found = sheet([["【派遣】"], HEADER, AIKO, ["林"], AIKO, [], ["聴講生"], IVAN, ["【科目等】"], IVAN])
    told = [(str(line.kind), line.section) for line in lines(found, find(found, known), known, lambda _text: False)]
    assert told[:3] == [("row", "【派遣】")] * 3
    assert told[3:] == [("row", ""), ("row", ""), ("label", "【科目等】"), ("row", "【科目等】")]


def test_in_a_table_of_two_columns_nothing_is_a_label():
    assert told(paste("学籍番号\t氏名", "1712\t", "1713\t林")) == [("row", 2, ""), ("row", 3, "")]


def test_a_cell_merged_over_several_rows_is_filled_in_and_told():
    rows = [
        HEADER,
        ["1712", "山田", "KFU", "x"],
        ["1713", "林", None, "y"],
        ["1714", "森", None, "z"],
        ["1715", "原", None, "w"],
    ]
    found = sheet(rows, "C2:C4")
    bodies = list(lines(found, find(found, known), known))
    assert [line.row.cells[2] for line in bodies] == ["KFU", "KFU", "KFU", None]
    assert [line.filled for line in bodies] == [(), (2,), (2,), ()]


def test_a_row_of_a_merged_group_with_one_cell_is_a_row():
    rows = [HEADER, ["KFU", "山田", "x", "y"], [None, "林", None, None]]
    found = sheet([["機関", "氏名", "出発", "帰国"], *rows[1:]], "A2:A3")
    assert [(line.kind, line.row.cells[:2]) for line in lines(found, find(found, known), known)] == [
        (Kind.ROW, ("KFU", "山田")),
        (Kind.ROW, ("KFU", "林")),
    ]


CELL = st.sampled_from(["", "氏名", "機関", "出発", "派遣", "※", "合計", "山田", "1712"])


@given(st.lists(st.lists(CELL, min_size=4, max_size=4), max_size=12))
def test_every_row_that_holds_something_is_told_once_and_in_order(rows: list[list[str]]):
    found = table("\n".join("\t".join(row) for row in rows) + "\n" if rows else "")
    layout = find(found, known)
    above = [row.number for row in found.rows if row.number < layout.first and any(row.cells)]
    below = [line.row.number for line in lines(found, layout, known)]
    assert above + below == [number for number, row in enumerate(rows, start=1) if any(row)]
    assert set(layout.header) <= set(above)


@pytest.mark.parametrize("count", [WAITING - 1, WAITING * 3])
def test_very_many_labels_are_told_without_being_held(count: int):
    found = paste("\t".join(HEADER), *[f"label {number}" for number in range(count)], "\t".join(AIKO))
    kinds = [line.kind for line in lines(found, find(found, known), known)]
    assert kinds == [Kind.LABEL] * count + [Kind.ROW]
