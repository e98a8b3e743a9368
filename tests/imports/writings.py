"""Workbooks whose cells are written in other ways than one expects: days, digits, names, institutions, headings, faults."""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from kanazawa_exchange.lib.tables import Formula
from tests.lib.tables import making

from .office import ANNA, HANAKO, HEAD, KEN, PEOPLE, ROWS, Cells, Office, numbered, office, with_column, xlsx


def departures(*days: object, head: str = "出発日") -> Office:
    """ROWS whose departures are written so."""
    names, rows = with_column(head, days, 4)
    return Office(xlsx([names, *rows]), numbered(rows), names=names)


@office
def days_in_the_japanese_era() -> Office:
    return departures("平成30年8月20日", "平成３０年８月５日", "平成30年10月1日")


@office
def days_in_the_short_era() -> Office:
    return departures("H30.8.20", "H30/8/5", "Ｈ３０．１０．１")


@office
def days_as_bare_serial_numbers() -> Office:
    return departures(43332, 43317, "43374")


@office
def days_with_slashes() -> Office:
    return departures("2018/8/20", "2018/08/05", "２０１８／１０／１")


@office
def days_with_dots_as_in_russia() -> Office:
    return departures("20.08.2018", "05.08.2018", "1.10.2018")


@office
def days_with_an_hour() -> Office:
    """A moment of a day is a day in one time zone alone: which one, nobody says."""
    made = departures(datetime(2018, 8, 20, 9, 30), datetime(2018, 8, 5, 23, 0), "2018/10/1 10:00")
    return Office(made.data, made.rows, people=(), wrong={(row, "出発日"): "date.time" for row in (2, 3, 4)})


@office
def months_and_days_under_a_fiscal_year_in_the_title() -> Office:
    names, rows = with_column("出発日", ("8/20", "8月5日", "10/1"), 4)
    _names, rows = names, tuple((*cells[:5], last) for cells, last in zip(rows, ("9/3", "9月2日", "3/20"), strict=True))
    return Office(xlsx([("2018年度",), names, *rows]), numbered(rows, 3), names=names, titles=("2018年度",))


@office
def a_day_that_is_none() -> Office:
    made = departures("2018/8/32", "2018/8/5", "2018/10/1")
    return Office(made.data, made.rows, people=(KEN, ANNA), wrong={(2, "出発日"): "date.impossible"})


@office
def a_day_that_may_be_two() -> Office:
    made = departures("03/04/2018", "2018/8/5", "2018/10/1")
    return Office(made.data, made.rows, people=(KEN, ANNA), wrong={(2, "出発日"): "date.ambiguous"})


@office
def days_of_a_format_that_stands_in_no_file() -> Office:
    """31 of Japanese Excel: yyyy"年"m"月"d"日"."""

    def dress(page: Worksheet) -> None:
        for cell in [*page["E"], *page["F"]]:
            if cell.is_date:
                cell.number_format = "yyyy/mm/dd"

    data = xlsx([HEAD, *ROWS], dress=dress)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        styles = package.read("xl/styles.xml")
    number = b'<numFmt numFmtId="164"'
    assert number in styles
    changed = styles.replace(b'numFmtId="164" fontId', b'numFmtId="31" fontId')
    return Office(making.repacked(data, {"xl/styles.xml": changed}), numbered(ROWS))


@office
def days_from_1904() -> Office:
    book = Workbook()
    book.epoch = datetime(1904, 1, 1)
    for cells in (HEAD, *ROWS):
        book.active.append(list(cells))
    return Office(making.saved(book), numbered(ROWS))


@office
def day_numbers_without_a_look_from_1904() -> Office:
    """Somebody has cleared the looks of the cells: the numbers are those of the count of the workbook."""
    first = datetime(1904, 1, 1)
    rows = [tuple((cell - first.date()).days if isinstance(cell, date) else cell for cell in row) for row in ROWS]
    book = Workbook()
    book.epoch = first
    for cells in (HEAD, *rows):
        book.active.append(list(cells))
    return Office(making.saved(book), numbered(rows))


@office
def full_width_digits_and_letters() -> Office:
    names, rows = with_column("学籍番号", ("０１７１２３４５０１", "０１７１２３４５０２", "Ｋ２０１８－０７"), 0)
    return Office(xlsx([names, *rows]), numbered(rows), names=names)


@office
def numbers_that_lost_their_zeros() -> Office:
    """How many digits they had is known to nobody here: they are kept as they stand, and it is said that they were numbers."""
    names, rows = with_column("学籍番号", (171234501, 171234502, "K2018-07"), 0)
    people = (replace(HANAKO, number="171234501"), replace(KEN, number="171234502"), ANNA)
    return Office(xlsx([names, *rows]), numbered(rows), names=names, people=people)


def with_head(names: Cells, *rows: Cells, scripts: tuple[str, ...] = ("kanji",)) -> Office:
    return Office(xlsx([names, *rows]), numbered(rows), names=names, scripts=scripts)


def rest(place: int) -> Cells:
    return ROWS[place][2:]


@office
def names_in_four_cells() -> Office:
    return with_head(
        ("学籍番号", "姓", "名", "セイ", "メイ", *HEAD[2:]),
        (HANAKO.number, "山田", "花子", "ヤマダ", "ハナコ", *rest(0)),
        (KEN.number, "髙橋", "健", "タカハシ", "ケン", *rest(1)),
        (ANNA.number, "IVANOVA", "Anna", None, None, *rest(2)),
        scripts=("kanji", "kana"),
    )


@office
def names_with_their_reading_in_half_width() -> Office:
    return with_head(
        ("学籍番号", "氏名", "フリガナ", *HEAD[2:]),
        (HANAKO.number, "山田 花子", "ﾔﾏﾀﾞ ﾊﾅｺ", *rest(0)),
        (KEN.number, "髙橋 健", "ﾀｶﾊｼ ｹﾝ", *rest(1)),
        (ANNA.number, "IVANOVA Anna", None, *rest(2)),
        scripts=("kanji", "kana"),
    )


@office
def readings_over_the_kanji_that_only_excel_shows() -> Office:
    """The reading of a name is no part of it, and each piece of a text may look different."""
    texts = [[str(cell) for cell in HEAD]]
    for person, cells in zip(PEOPLE, ROWS, strict=True):
        name = f'<r><t xml:space="preserve">{cells[1]}</t></r><rPh sb="0" eb="2"><t>{person.kana}</t></rPh>'
        texts.append([person.number, name, str(cells[2]), person.institution, str(cells[4]), str(cells[5])])
    rows = [(*cells[:4], str(cells[4]), str(cells[5])) for cells in ROWS]
    return Office(making.with_texts(*texts), numbered(rows))


@office
def spaces_of_all_kinds() -> Office:
    names, rows = with_column("氏名", ("山田　花子 ", " 髙橋\u00a0健", "IVANOVA  Anna\n"), 1)
    return Office(xlsx([names, *rows]), numbered(rows), names=names)


@office
def institutions_by_names_in_three_languages() -> Office:
    names, rows = with_column("大学名", ("КФУ", "イルクーツク国立大学", "Kazan Federal University"), 3)
    return Office(xlsx([names, *rows]), numbered(rows), names=names)


@office
def a_destination_of_who_comes() -> Office:
    names, rows = with_column("派遣先", ("KFU", "ISU", "KFU"), 3)
    wrong = {(4, "sending"): "institution.missing"}
    return Office(xlsx([names, *rows]), numbered(rows), names=names, people=(HANAKO, KEN), wrong=wrong)


@office
def headings_with_spaces_line_breaks_and_marks() -> Office:
    names = ("学籍\n番号", "氏　　名", "派遣/受入", "機関※", "出 発 日", "帰国日\n")
    return Office(xlsx([names, *ROWS]), numbered(ROWS), names=(*names[:5], "帰国日"))


@office
def headings_in_english() -> Office:
    return with_head(("Student No.", "Name", "Direction", "University", "Departure", "Return"), *ROWS)


@office
def headings_in_russian() -> Office:
    head = ("Номер студ. билета", "ФИО", "Направление", "Вуз", "Отъезд", "Возвращение")
    ways = ("выезд", "выезд", "въезд")
    return with_head(head, *((*cells[:2], way, *cells[3:]) for cells, way in zip(ROWS, ways, strict=True)))


@office
def headings_that_mean_this_here_alone() -> Office:
    return with_head(("Номер", "氏名", "区分", "大学名", "渡航日", "帰国"), *ROWS)


@office
def days_in_the_order_that_another_row_shows() -> Office:
    """8/5 has two readings, and 8/20 shows which one the column means."""
    made = departures("8/20/2018", "8/5/2018", "10/1/2018")
    return Office(made.data, made.rows)


@office
def formulas_among_the_cells() -> Office:
    names, rows = with_column("帰国日", ("=E2+14", ROWS[1][5], ROWS[2][5]), 5)
    expected = numbered(((*rows[0][:5], Formula("=E2+14")), *rows[1:]))
    return Office(xlsx([names, *rows]), expected, people=(KEN, ANNA), wrong={(2, "帰国日"): "cell.formula"})


@office
def faults_of_the_spreadsheet_among_the_cells() -> Office:
    names, rows = with_column("機関", ("#N/A", "ISU", "KFU"), 3)
    return Office(xlsx([names, *rows]), numbered(rows), people=(KEN, ANNA), wrong={(2, "機関"): "cell.error"})


@office
def the_same_row_twice() -> Office:
    rows = (*ROWS, ROWS[0])
    return Office(xlsx([HEAD, *rows]), numbered(rows), wrong={(5, ""): "row.twice"})


def text_file(head: Sequence[object], rows: Sequence[Cells], separator: str, encoding: str, mark: str = "") -> Office:
    """The same as a file of text, whose days are written with slashes."""
    lines = [
        tuple(f"{cell:%Y/%m/%d}" if hasattr(cell, "strftime") else str(cell or "") for cell in cells) for cells in rows
    ]
    text = mark + "".join(separator.join(map(str, cells)) + "\r\n" for cells in (head, *lines))
    return Office(text.encode(encoding), numbered(lines), names=tuple(head), file="records.csv")


@office
def csv_of_excel_in_utf_8() -> Office:
    return text_file(HEAD, ROWS, ",", "utf-8", "\ufeff")


@office
def csv_without_a_mark() -> Office:
    return text_file(HEAD, ROWS, ",", "utf-8")


@office
def csv_of_japanese_excel() -> Office:
    return text_file(HEAD, ROWS, ",", "cp932")


@office
def text_of_excel_in_utf_16() -> Office:
    return text_file(HEAD, ROWS, "\t", "utf-16-le", "\ufeff")


@office
def csv_of_russian_excel() -> Office:
    head = ("Номер студента", "Фамилия", "Имя", "Вуз", "Дата выезда", "Дата возвращения")
    rows = [("K2018-07", "Иванова", "Анна", "Казанский федеральный университет", "01.10.2018", "20.03.2019")]
    made = text_file(head, rows, ";", "cp1251")
    return Office(
        made.data, made.rows, names=head, file=made.file, people=(ANNA,), scripts=("cyrillic",),
        given={"direction": "въезд"},
    )  # fmt: skip


@office
def csv_with_line_breaks_in_cells() -> Office:
    remarks = ('"寮,\n個室"', '"""A""棟"', "")
    rows = [(*cells, remark) for cells, remark in zip(ROWS, remarks, strict=True)]
    made = text_file((*HEAD, "備考"), rows, ",", "utf-8")
    cells = [
        (*made.rows[2][:-1], "寮,\n個室"),
        (*made.rows[3][:-1], '"A"棟'),
        made.rows[4],
    ]
    return Office(made.data, numbered(cells), names=(*HEAD, "備考"), file=made.file)
