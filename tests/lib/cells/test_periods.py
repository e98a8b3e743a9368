"""Two days in one cell, the order of a column, and what a title says for all rows."""

import datetime
from datetime import date

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.cells import Said, Unread, dates, periods, reason, titles
from kanazawa_exchange.lib.cells.said import Value

STAY = (date(2018, 8, 20), date(2018, 9, 3))


@pytest.mark.parametrize(
    ("cell", "note"),
    [
        ("2018/8/20〜2018/9/3", ""), ("2018-08-20 - 2018-09-03", ""), ("2018-08-20-2018-09-03", ""), ("2018/8/20～9/3", "year_of_start"),
        ("平成30年8月20日から9月3日まで", "era+year_of_start"), ("20.08.2018–03.09.2018", "day_first"),
        ("с 20.08.2018 по 03.09.2018", "day_first"),
        ("2018.8.20-9.3", "year_of_start"), ("2018/8/20〜9/3（15日間）", "year_of_start+length"),
        ("20.08.2018–03.09", "day_first+year_of_start"),
        ("from 20 August 2018 to 3 September 2018", "named_month"), ("20 августа 2018 г. — 3 сентября", "named_month+year_of_start"),
    ],
)  # fmt: skip
def test_two_days_in_one_cell_are_read(cell: str, note: str) -> None:
    assert periods.period(cell) == Said(STAY, note)


@pytest.mark.parametrize(
    ("cell", "days"),
    [
        ("8/20〜9/3", STAY),
        ("8月20日〜9月3日", STAY),
        ("3/20〜4/5", (date(2019, 3, 20), date(2019, 4, 5))),
        ("12/20〜1/10", (date(2018, 12, 20), date(2019, 1, 10))),
        ("2018/8/20〜", (date(2018, 8, 20), None)),
        ("〜2018/9/3", (None, date(2018, 9, 3))),
        (None, (None, None)),
        ("未定", (None, None)),
    ],
)
def test_years_follow_from_the_fiscal_year_and_an_end_may_be_open(cell: Value, days: periods.Days) -> None:
    read = periods.period(cell, fiscal_year=2018)
    assert isinstance(read, Said)
    assert read.value == days


@pytest.mark.parametrize(
    ("cell", "code", "nearest"),
    [
        ("2018/9/3〜2018/8/20", "period.turned", ()),
        ("夏〜秋", "period.unreadable", ()),
        ("2018/8/20", "period.unreadable", ("2018-08-20 – 2018-08-20",)),
        (datetime.datetime(2018, 8, 20), "period.unreadable", ("2018-08-20 – 2018-08-20",)),
        ("2018/8/20〜8/32", "period.unreadable", ()),
        ("〜", "period.unreadable", ()),
        ("#REF!", "cell.error", ()),
    ],
)
def test_what_is_no_period_is_said(cell: Value, code: str, nearest: tuple[str, ...]) -> None:
    read = periods.period(cell)
    assert isinstance(read, Unread)
    assert (read.code, read.nearest) == (code, nearest)
    assert all(isinstance(periods.period(one), Said) for one in nearest)
    for language in ("ja", "en", "ru"):
        with translation.override(language):
            assert reason(read)


@given(st.dates(date(2000, 1, 1), date(2050, 1, 1)), st.integers(0, 700))
def test_a_period_in_any_language_is_read_back(first: date, days: int) -> None:
    last = first + datetime.timedelta(days=days)
    for language in ("ja", "en", "ru"):
        for long in (False, True):
            read = periods.period(formats.period(first, last, language, long=long))
            assert isinstance(read, Said)
            assert read.value == (first, last)


@given(st.text(max_size=60))
def test_any_cell_gives_a_period_or_a_sentence(text: str) -> None:
    read = periods.period(text, fiscal_year=2018)
    if isinstance(read, Unread):
        assert Unread.restored(read.stored()) == read
        assert reason(read)


@pytest.mark.parametrize(
    ("cells", "order"),
    [
        (["8/5", "8/20", None, 43332], "month_first"), (["5/8/2018", "20/8/2018"], "day_first"), (["05.08", "20.08"], "day_first"),
        (["8/5"], ""), (["8/20", "20/8"], ""), (["20.08.2018", "3/4/2018"], ""), ([], ""), (["2018-08-20"], ""),
    ],
)  # fmt: skip
def test_the_order_of_a_column_is_shown_by_its_other_cells(cells: list[Value], order: str) -> None:
    assert dates.order_of(cells) == order


def test_the_order_of_the_column_decides_and_says_so() -> None:
    month_first = dates.date("8/5", fiscal_year=2018, order="month_first")
    assert month_first == Said(date(2018, 8, 5), "month_first+fiscal_year+order_of_column")
    assert dates.date("5/8/2018", order="day_first") == Said(date(2018, 8, 5), "day_first+order_of_column")
    assert dates.date("05.08", fiscal_year=2018, order="day_first") == Said(
        date(2018, 8, 5), "day_first+fiscal_year+order_of_column"
    )
    assert isinstance(dates.date("18/8/20", order="month_first"), Unread)


@pytest.mark.parametrize(
    ("title", "year"),
    [
        ("平成30年度　派遣学生一覧", 2018), ("２０１８年度派遣", 2018), ("令和元年度", 2019), ("FY2018 Outgoing students", 2018),
        ("Список студентов, 2018/19 фин. год", 2018), ("平成30年度（2018年度）受入", 2018),
        ("2018年8月20日現在", None), ("派遣学生一覧", None),
    ],
)  # fmt: skip
def test_a_title_may_name_the_fiscal_year(title: str, year: int | None) -> None:
    assert titles.fiscal_year(title) == Said(year, "title" if year else "")


def test_a_title_of_two_fiscal_years_decides_nothing() -> None:
    read = titles.fiscal_year("2017年度・2018年度 派遣学生")
    assert isinstance(read, Unread)
    assert read.nearest == ("2017", "2018")
    with translation.override("ja"):
        assert "2017、2018" in reason(read)
