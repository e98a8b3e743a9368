"""Workbooks whose tables stand in other places than one expects: titles, notes, merged cells, sections, several sheets."""

from datetime import date

from openpyxl.worksheet.worksheet import Worksheet

from .office import ANNA, HANAKO, HEAD, KEN, ROWS, Office, numbered, office, row, sheets, xlsx

BLANK = ()


@office
def plain() -> Office:
    return Office(xlsx([HEAD, *ROWS]), numbered(ROWS))


@office
def title_above() -> Office:
    rows = [("2018年度 派遣・受入学生一覧",), ("国際課",), HEAD, *ROWS]
    return Office(xlsx(rows), numbered(ROWS, 4), titles=("2018年度 派遣・受入学生一覧", "国際課"))


@office
def merged_title_and_day_of_printing() -> Office:
    rows = [("2018年度 学生一覧",), (None, None, None, None, "2018/9/10現在"), BLANK, HEAD, *ROWS]
    return Office(xlsx(rows, "A1:F1"), numbered(ROWS, 5), titles=("2018年度 学生一覧", "2018/9/10現在"))


@office
def table_that_begins_in_column_c_and_row_five() -> Office:
    rows = [BLANK] * 4 + [(None, None, *cells) for cells in (HEAD, *ROWS)]
    shifted = [(None, None, *cells) for cells in ROWS]
    return Office(xlsx(rows), numbered(shifted, 6), names=("", "", *HEAD))


def two_rows(*merged: str) -> Office:
    upper = ("学籍番号", "氏名", "派遣・受入", "機関", "期間", None)
    lower = (None, None, None, None, "出発", "帰国")
    names = (*HEAD[:4], "期間 / 出発", "期間 / 帰国")
    return Office(xlsx([upper, lower, *ROWS], *merged), numbered(ROWS, 3), names=names)


@office
def two_header_rows_merged() -> Office:
    return two_rows("A1:A2", "B1:B2", "C1:C2", "D1:D2", "E1:F1")


@office
def two_header_rows_centred_without_merging() -> Office:
    return two_rows()


@office
def notes_below() -> Office:
    rows = [HEAD, *ROWS, BLANK, ("※ 派遣は出発日の年度に数える",), ("作成：国際課",)]
    return Office(xlsx(rows), numbered(ROWS), others={6: "note", 7: "note"})


@office
def blank_rows_between() -> Office:
    rows = [HEAD, ROWS[0], BLANK, ROWS[1], BLANK, BLANK, ROWS[2]]
    return Office(xlsx(rows), {2: ROWS[0], 4: ROWS[1], 7: ROWS[2]})


@office
def rows_of_spaces() -> Office:
    rows = [HEAD, ROWS[0], ("　", " "), ROWS[1], ROWS[2]]
    return Office(xlsx(rows), {2: ROWS[0], 4: ROWS[1], 5: ROWS[2]})


@office
def header_again_on_every_page() -> Office:
    rows = [HEAD, ROWS[0], HEAD, ROWS[1], HEAD, ROWS[2]]
    return Office(xlsx(rows), {2: ROWS[0], 4: ROWS[1], 6: ROWS[2]}, others={3: "header", 5: "header"})


def without_direction(cells: tuple[object, ...]) -> tuple[object, ...]:
    return (*cells[:2], *cells[3:])


@office
def a_section_per_direction() -> Office:
    head = without_direction(HEAD)
    hanako, ken, anna = map(without_direction, ROWS)
    return Office(
        xlsx([head, ("派遣",), hanako, ken, ("受入",), anna]),
        {3: hanako, 4: ken, 6: anna},
        names=head,
        sections={3: "派遣", 4: "派遣", 6: "受入"},
        others={2: "label", 5: "label"},
    )


@office
def a_section_per_direction_each_with_its_header() -> Office:
    head = without_direction(HEAD)
    hanako, ken, anna = map(without_direction, ROWS)
    return Office(
        xlsx([("派遣",), head, hanako, ken, BLANK, ("受入",), head, anna]),
        {3: hanako, 4: ken, 8: anna},
        names=head,
        titles=("派遣",),
        sections={3: "派遣", 4: "派遣", 8: "受入"},
        others={6: "label", 7: "header"},
    )


@office
def a_merged_label_per_section() -> Office:
    head = without_direction(HEAD)
    hanako, ken, anna = map(without_direction, ROWS)
    return Office(
        xlsx([head, ("■派遣",), hanako, ken, ("■受入",), anna], "A2:E2", "A5:E5"),
        {3: hanako, 4: ken, 6: anna},
        names=head,
        sections={3: "■派遣", 4: "■派遣", 6: "■受入"},
        others={2: "label", 5: "label"},
    )


def page_of(direction: str, table: int) -> Office:
    head = without_direction(HEAD)
    people = {"派遣": (HANAKO, KEN), "受入": (ANNA,)}
    rows = {name: [without_direction(row(person)) for person in persons] for name, persons in people.items()}
    data = sheets({"表紙": [("2018年度",)], **{name: [head, *found] for name, found in rows.items()}})
    return Office(data, numbered(rows[direction]), names=head, table=table, people=people[direction])


@office
def a_sheet_per_direction_the_outbound_one() -> Office:
    return page_of("派遣", 1)


@office
def a_sheet_per_direction_the_inbound_one() -> Office:
    return page_of("受入", 2)


@office
def a_total_below() -> Office:
    rows = [HEAD, *ROWS, ("合　計", "3名")]
    return Office(xlsx(rows), numbered(ROWS), others={5: "total"})


@office
def institutions_merged_over_their_students() -> Office:
    head = ("機関", "学籍番号", "氏名", "派遣・受入", "出発日", "帰国日")
    rows = [(cells[3], *cells[:3], *cells[4:]) for cells in (ROWS[0], ROWS[2], ROWS[1])]
    written = [rows[0], (None, *rows[1][1:]), rows[2]]
    return Office(xlsx([head, *written], "A2:A3"), numbered(rows), names=head, people=(HANAKO, ANNA, KEN))


@office
def a_number_and_a_remark_beside() -> Office:
    head = ("№", *HEAD, "備考")
    rows = [
        (place, *cells, remark)
        for place, (cells, remark) in enumerate(zip(ROWS, ("奨学金あり", None, "寮"), strict=True), 1)
    ]
    expected = [tuple(cells[:-1]) if cells[-1] is None else cells for cells in rows]
    return Office(xlsx([head, *rows]), numbered(expected), names=head)


@office
def hidden_rows_and_columns() -> Office:
    def hide(page: Worksheet) -> None:
        page.row_dimensions[3].hidden = True
        page.column_dimensions["C"].hidden = True

    return Office(xlsx([HEAD, *ROWS], dress=hide), numbered(ROWS))


@office
def a_look_down_to_the_last_row_and_column() -> Office:
    def paint(page: Worksheet) -> None:
        for reference in ("XFD2", "A1048576", "XFD1048576"):
            page[reference].number_format = "0.00"

    return Office(xlsx([HEAD, *ROWS], dress=paint), numbered(ROWS))


@office
def many_at_once() -> Office:
    upper = ("番号", "氏名", None, "機関", "期間", None)
    lower = (None, "漢字", "ローマ字", None, "出発", "帰国")
    rows = [
        ("２０１８年度　学生派遣・受入実績",),
        (None, None, None, None, "平成30年9月10日現在"),
        upper,
        lower,
        ("【派遣】",),
        ("０１７１２３４５０１", "山田　花子", "YAMADA Hanako", "カザン連邦大学", "平成30年8月20日", "平成30年9月3日"),
        ("0171234502", "髙橋　健", "TAKAHASHI Ken", "イルクーツク国立大学", "H30.8.5", "2018/9/2"),
        BLANK,
        ("【受入】",),
        ("K2018-07", None, "IVANOVA Anna", "KFU", date(2018, 10, 1), "20.03.2019"),
        ("計", "3名"),
        ("※ 単位：人",),
    ]
    merged = ("A1:F1", "A3:A4", "B3:C3", "D3:D4", "E3:F3", "A5:F5", "A9:F9")
    return Office(
        xlsx(rows, *merged),
        {6: rows[5], 7: rows[6], 10: rows[9]},
        names=("番号", "氏名 / 漢字", "氏名 / ローマ字", "機関", "期間 / 出発", "期間 / 帰国"),
        titles=("２０１８年度　学生派遣・受入実績", "平成30年9月10日現在"),
        sections={6: "【派遣】", 7: "【派遣】", 10: "【受入】"},
        others={5: "label", 9: "label", 11: "total", 12: "note"},
        scripts=("kanji", "latin"),
        by_hand={"番号": "student_number"},
    )
