"""Right tables of stays, drawn at random, and what may be spoilt in them: each fault with the column and the code of its verdict."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from hypothesis import strategies as st
from openpyxl import Workbook

HEADS: Mapping[str, str] = {
    "student_number": "学籍番号", "name_latin": "ローマ字", "fiscal_year": "年度", "program": "プログラム", "direction": "派遣／受入",
    "partner": "相手大学", "level": "課程", "nationality": "国籍", "starts_on": "出発", "ends_on": "帰国", "note": "備考",
    "period": "派遣期間", "agreement": "協定", "funding": "奨学金", "monthly_yen": "月額",
}  # fmt: skip
Cells = dict[str, Any]
AGREEMENT = "学生交流協定"
Told = tuple[int, str, str]
"""Number of a row, column, code."""

# --- Right rows --------------------------------------------------------------------------------------------------------

WAYS: Mapping[str, tuple[Any, ...]] = {
    "fiscal_year": ("2018", 2018, "平成30年度", "FY2018", "Ｈ３０年度"),
    "program": ("文化交流プログラム", "Cultural Exchange Program", "Программа культурного обмена", "cultural", "文化交流"),
    "direction": ("派遣", "outbound", "выезд", "派遣学生"),
    "partner": ("カザン連邦大学", "KFU", "Казанский федеральный университет", "Irkutsk State University", "ｶｻﾞﾝ連邦大学"),
    "level": ("学士", "学部３年", "Master", "аспирант", "", None),
    "nationality": ("日本", "JP", "Россия", "", "－"),
    "starts_on": ("2018/8/20", "H30.8.20", date(2018, 8, 20), "20.08.2018", "2018年8月20日（月）", 43332),
    "ends_on": ("2018/9/3", "H30.9.3", date(2018, 9, 3), "03.09.2018", "2018-09-03"),
    "note": ("", "寮", "SUM()", None),
    "period": ("", "2018/8/20～2018/9/3", "8月20日から9月3日まで", "20.08–03.09.2018", "H30.8.20～H30.9.3（15日間）", "－", None),
    "agreement": (AGREEMENT, "student exchange", "", None),
    "funding": ("JASSO", "日本学生支援機構（80,000円）", "JASSO scholarship: 80,000 yen a month", "国費", "JASSO：月額８万円"),
    "monthly_yen": ("", 80000, "¥80,000", "8万円"),
}  # fmt: skip
"""Column → cells that all say something right."""


def person(number: int) -> tuple[str, str]:
    """A number and a name that nobody else has."""
    letters = "".join("bdfgklmnrs"[int(digit)] + "a" for digit in f"{number:03}")
    return f"S{number:04}", f"Testova {letters.title()}"


@st.composite
def right_rows(draw: st.DrawFn, first: int = 0, most: int = 6) -> list[Cells]:
    rows = []
    for number in range(first, first + draw(st.integers(2, most))):
        said = {column: draw(st.sampled_from(ways)) for column, ways in WAYS.items()}
        said["student_number"], said["name_latin"] = person(number)
        if "国費" not in said["funding"]:  # whose amount is not known
            said["monthly_yen"] = draw(st.sampled_from(WAYS["monthly_yen"]))
        rows.append(said)
    return rows


# --- Faults of a cell: they are told whatever else is wrong in the row ---------------------------------------------------

CELLS: Mapping[str, tuple[tuple[Any, str], ...]] = {
    "starts_on": (
        ("2018/8/32", "date.impossible"), ("夏休み", "date.unreadable"), ("03/04/2018", "date.ambiguous"), ("2018", "date.only_year"),
        (2018, "date.only_year"), (12, "date.number"), ("平成30年", "date.unreadable"), (True, "date.unreadable"),
    ),
    "ends_on": (
        ("2018年9月", "date.day_missing"), ("2018年9月3日（火）", "date.weekday"), (datetime(2018, 9, 3, 9, 30), "date.time"),
        ("昭和30年9月3日頃", "date.more"), ("2018年9月3日予定", "date.more"), ("1018/9/3", "date.out_of_range"),
    ),
    "student_number": ((1.71e17, "student_number.digits_lost"), ("1.71E+17", "student_number.digits_lost")),
    "name_latin": (("Yamada", "name.single"), ("Yamada H.", "name.initials"), ("123", "name.none"), (7, "name.none")),
    "fiscal_year": (("二千十八", "fiscal_year.invalid"), ("平成99年度", "fiscal_year.invalid"), ("1018", "fiscal_year.invalid")),
    "program": (("文化", "program.unknown"), ("Cultural", "program.unknown"), ("プログラム", "program.unknown")),
    "direction": (("往復", "choice.unknown"), ("туда", "choice.unknown"), (1, "choice.unknown")),
    "partner": (("Kazan Federal Univercity", "institution.unknown"), ("大学", "institution.unknown")),
    "level": (("大学院生", "choice.ambiguous"), ("課長", "choice.unknown"), ("学生", "choice.ambiguous")),
    "nationality": (("アトランティス", "choice.unknown"), ("JPX", "choice.unknown")),
    "note": (("寮" * 4001, "text.max_length"),),
    "period": (
        ("2018/9/3～2018/8/20", "period.turned"), ("夏休み", "period.unreadable"), ("2018/8/20", "period.unreadable"),
        ("2018/8/32～2018/9/3", "period.unreadable"), (20180820, "period.unreadable"),
    ),
    "agreement": (("無い協定", "agreement.unknown"),),
    "funding": (
        ("宝くじ", "choice.unknown"), ("JASSO: 沢山", "choice.unknown"), ("JASSO; JASSO: 80,000円", "funding.twice"),
        (12, "funding.unreadable"),
    ),
    "monthly_yen": (("沢山", "yen.invalid"), (-1, "yen.range")),
}  # fmt: skip
SPOILT = (("=1+1", "cell.formula"), ("#N/A", "cell.error"), ("#######", "cell.too_narrow"))


@dataclass(frozen=True)
class Fault:
    """What stands in some cells of a row instead, and what is told of the row: column and code."""

    cells: Mapping[str, Any]
    told: frozenset[tuple[str, str]]


@st.composite
def faults_of_cells(draw: st.DrawFn) -> Fault:
    """One or several cells of a row that cannot be read."""
    columns = draw(st.lists(st.sampled_from(list(CELLS)), min_size=1, max_size=4, unique=True))
    chosen = {column: draw(st.sampled_from(CELLS[column] + SPOILT)) for column in columns}
    return Fault(
        {column: value for column, (value, _code) in chosen.items()},
        frozenset((column, code) for column, (_value, code) in chosen.items()),
    )


# --- Faults of a row: what is missing in it, or against a rule of the records --------------------------------------------

ROWS: Mapping[str, Fault] = {
    "ends before it starts": Fault({"ends_on": "2018/8/19", "period": ""}, frozenset({("ends_on", "rule")})),
    "a period that ends before it starts": Fault(
        {"ends_on": None, "starts_on": "2018/8/20", "period": "～2018/8/19"}, frozenset({("period", "rule")})
    ),
    "a period that tells another day": Fault({"period": "2018/8/20～2018/9/4"}, frozenset({("period", "days.differ")})),
    "money of nobody": Fault({"funding": "", "monthly_yen": 80000}, frozenset({("funding", "funding.missing")})),
    "another amount": Fault(
        {"funding": "JASSO 70,000円", "monthly_yen": 80000}, frozenset({("monthly_yen", "funding.amounts")})
    ),
    "nobody is named": Fault({"student_number": "", "name_latin": None}, frozenset({("name_kanji", "person.missing")})),
    "a number that nobody has": Fault({"name_latin": "－"}, frozenset({("student_number", "person.unnamed")})),
    "no programme": Fault({"program": ""}, frozenset({("program", "program.missing")})),
    "no direction": Fault({"direction": "未定"}, frozenset({("direction", "direction.missing")})),
    "no institution": Fault({"partner": ""}, frozenset({("receiving", "institution.missing")})),
    "a year without a run": Fault({"fiscal_year": "2016"}, frozenset({("program", "run.unknown")})),
    "a programme that does not run so": Fault(
        {"program": "基礎科学プログラム", "direction": "受入"}, frozenset({("program", "run.unknown")})
    ),
    "our own university as the other side": Fault({"partner": "金沢大学"}, frozenset({("partner", "rule")})),
}


@dataclass(frozen=True)
class Planted:
    """A table in which something is wrong: its rows, and everything that is."""

    rows: tuple[Cells, ...]
    told: frozenset[Told]


FIRST = 2
"""The number of the first row below the header."""


@st.composite
def spoilt_tables(draw: st.DrawFn, first: int = 0) -> Planted:
    """Some rows spoilt, some told twice, all in any order."""
    rows = [(cells, frozenset[tuple[str, str]]()) for cells in draw(right_rows(first))]
    for place in draw(st.lists(st.integers(0, len(rows) - 1), unique=True, max_size=len(rows))):
        fault = draw(st.one_of(faults_of_cells(), st.sampled_from(list(ROWS.values()))))
        rows[place] = ({**rows[place][0], **fault.cells}, fault.told)
    right = [cells for cells, told in rows if not told]
    if right and draw(st.booleans()):
        rows.append((dict(draw(st.sampled_from(right))), frozenset({("", "row.twice")})))
    numbered = enumerate(rows, start=FIRST)
    return Planted(
        tuple(cells for cells, _told in rows),
        frozenset((number, column, code) for number, (_cells, told) in numbered for column, code in told),
    )


def workbook(rows: Sequence[Mapping[str, Any]]) -> bytes:
    """As somebody saves it in Excel."""
    book = Workbook()
    page = book.active
    page.append(list(HEADS.values()))
    for cells in rows:
        page.append([cells.get(column) for column in HEADS])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def resaved(rows: Sequence[Mapping[str, Any]]) -> list[Cells]:
    """The same said in other words, the last first: another office writes days, years and places its own way."""
    said = {
        "fiscal_year": "平成30年度", "program": "Cultural Exchange Program", "direction": "outgoing", "starts_on": "H30.8.20",
        "ends_on": date(2018, 9, 3),
    }  # fmt: skip
    return [{**cells, **said} for cells in reversed(rows)]
