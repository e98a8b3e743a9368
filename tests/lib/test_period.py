"""Fiscal years, lengths of stay and eras."""

from datetime import date, timedelta

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from kanazawa_exchange.lib import period
from tests.lib import corpus

DAYS = st.dates(date(1950, 1, 1), date(2150, 12, 31))


@pytest.mark.parametrize("item", corpus.having("fiscal_year", kind="date"), ids=corpus.name_of)
def test_the_fiscal_year_begins_on_the_first_of_april(item):
    assert period.fiscal_year(date.fromisoformat(item["value"])) == item["checks"]["fiscal_year"]


@pytest.mark.parametrize("item", corpus.having("fiscal_year", kind="text"), ids=corpus.name_of)
def test_a_fiscal_year_is_read_in_every_form_of_the_corpus(item):
    assert period.parse_fiscal_year(item["value"]) == item["checks"]["fiscal_year"]


@given(DAYS)
def test_a_day_lies_within_the_bounds_of_its_fiscal_year_alone(day):
    year = period.fiscal_year(day)
    first, last = period.fiscal_year_bounds(year)
    assert first <= day <= last
    assert period.fiscal_year(first - timedelta(days=1)) == year - 1
    assert period.fiscal_year(last + timedelta(days=1)) == year + 1


def test_a_month_that_is_too_short_ends_the_addition_on_its_last_day():
    assert period.add_months(date(2018, 11, 30), 3) == date(2019, 2, 28)
    assert period.add_months(date(2019, 11, 30), 3) == date(2020, 2, 29)
    assert period.add_months(date(2019, 1, 31), -2) == date(2018, 11, 30)


def test_both_the_first_and_the_last_day_count():
    assert period.days(date(2018, 3, 28), date(2018, 4, 10)) == 14
    assert period.days(date(2018, 3, 28), date(2018, 3, 28)) == 1


def test_the_era_changes_within_2019():
    assert period.era_date(date(2019, 4, 30)) == "平成31年4月30日"
    assert period.era_date(date(2019, 5, 1)) == "令和元年5月1日"
    assert period.era_date(date(1989, 1, 7)) == "昭和64年1月7日"
    assert period.era_date(date(1900, 1, 1)) == "1900年1月1日"


@pytest.mark.parametrize(
    ("language", "label", "with_era"),
    [
        ("ja", "2019年度", "2019年度（平成31／令和元年度）"),
        ("en", "FY2019", "FY2019"),
        ("ru", "2019/20\u00a0фин.\u00a0год", "2019/20\u00a0фин.\u00a0год"),
    ],
)
def test_a_fiscal_year_is_labelled_in_the_language_of_the_screen(language, label, with_era):
    with translation.override(language):
        assert period.fiscal_year_label(2019) == label
        assert period.fiscal_year_label(2019, era=True) == with_era


def test_a_fiscal_year_within_one_era_shows_that_era():
    with translation.override("ja"):
        assert period.fiscal_year_label(2018, era=True) == "2018年度（平成30年度）"
        assert period.fiscal_year_label(2020, era=True) == "2020年度（令和2年度）"


@given(st.integers(1913, 2199))
def test_every_era_label_of_a_fiscal_year_is_read_back(year):
    for era in period.fiscal_year_eras(year).split("／"):
        assert period.parse_fiscal_year(f"{era}年度") == year


@pytest.mark.parametrize(
    "text",
    ["２０１８年度", "FY2018", "fy 2018", "2018", "平成３０年度", "H30", " 2018年 ", "2018/19", "2018/19 фин. год"],
)
def test_widths_and_short_forms_of_a_fiscal_year_are_read(text):
    assert period.parse_fiscal_year(text) == 2018


@pytest.mark.parametrize(
    "text", ["", "平成32年度", "平成0年度", "昭和64年度", "1_000", "0001", "9999", "٢٠١٩", "18", "2018/20"]
)
def test_a_text_that_names_no_fiscal_year_is_refused_with_a_sentence(text):
    with translation.override("en"), pytest.raises(period.UnknownYear, match=r"\w+ .*\."):
        period.parse_fiscal_year(text)
