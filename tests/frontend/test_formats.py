"""Dates, years and numbers are written as each of the three languages writes them."""

from datetime import UTC, date, datetime

import pytest
from django.template import Context, Template
from django.utils.translation import override

from kanazawa_exchange.lib import formats, localized
from kanazawa_exchange.lib.localized import Localized
from kanazawa_exchange.templatetags import portal

DAY = date(2019, 7, 16)
NB = "\u00a0"


@pytest.mark.parametrize(
    ("language", "long", "table", "month"),
    [
        ("ja", "2019年7月16日（火）", "2019/07/16", "2019年7月"),
        ("en", f"16{NB}July 2019", "2019-07-16", "July 2019"),
        ("ru", f"16{NB}июля 2019{NB}г.", "16.07.2019", "июль 2019"),
    ],
)
def test_dates(language: str, long: str, table: str, month: str) -> None:
    assert formats.long_date(DAY, language) == long
    assert formats.table_date(DAY, language) == table
    assert formats.month(DAY, language) == month


def test_a_deadline_names_its_weekday() -> None:
    said = [formats.date_with_weekday(DAY, code).replace(NB, " ") for code in ("ja", "en", "ru")]
    assert said == ["2019年7月16日（火）", "Tue, 16 July 2019", "вт, 16 июля 2019 г."]


def test_a_moment_is_written_in_japan_time() -> None:
    moment = datetime(2019, 3, 31, 15, 30, tzinfo=UTC)  # half past midnight of 1 April in Japan
    assert formats.table_date(moment, "en") == "2019-04-01"
    assert formats.date_and_time(moment, "ru") == "01.04.2019 00:30"
    with override("ru"):
        assert portal.localmoment(moment).endswith(">01.04.2019 00:30 (по японскому времени)</time>")


@pytest.mark.parametrize(
    ("language", "number", "percent", "years"),
    [
        ("ja", "12,345.6", "186%", "2017〜2018年度"),
        ("en", "12,345.6", "186%", "FY2017–FY2018"),
        ("ru", f"12{NB}345,6", f"186{NB}%", f"2017/18–2018/19{NB}фин.{NB}годы"),
    ],
)
def test_numbers_and_years(language: str, number: str, percent: str, years: str) -> None:
    assert formats.number(12345.6, language, decimals=1) == number
    assert formats.percent(186, language) == percent
    assert formats.fiscal_years_label(2017, 2018, language) == years


@pytest.mark.parametrize(("language", "words"), [("en", "12, 6 and 3"), ("ja", "12、6、3"), ("ru", "12, 6 и 3")])
def test_a_list_in_words(language: str, words: str) -> None:
    assert formats.listed((12, 6, 3), language) == words


def test_a_share_of_nothing_is_a_dash() -> None:
    assert formats.percent(None, "en") == "—"


def test_a_fiscal_year_over_two_eras_names_both() -> None:
    assert formats.fiscal_year_months(2019, "ja", era=True) == "平成31／令和元年度／2019年4月〜2020年3月"


@pytest.mark.parametrize(("value", "written"), [(18, "+18"), (-5, "−5"), (0, "±0")])
def test_a_difference_carries_its_sign(value: int, written: str) -> None:
    assert formats.signed(value, "en") == written


@pytest.mark.parametrize(
    ("zone", "hours"), [("Asia/Vladivostok", 1), ("Asia/Irkutsk", -1), ("Asia/Barnaul", -2), ("Europe/Moscow", -6)]
)
def test_hours_between_japan_and_the_partners(zone: str, hours: int) -> None:
    assert formats.hours_between(zone, date(2019, 7, 1)) == formats.hours_between(zone, date(2019, 1, 1)) == hours


# --- Texts that are not yet translated ------------------------------------------------------------------------------
def test_the_reader_s_language_comes_first() -> None:
    assert localized.pick({"ja": "金沢", "ru": "Канадзава"}, "ru") == Localized("Канадзава", "ru", False)


def test_a_missing_translation_falls_back_and_says_so() -> None:
    found = localized.pick({"ja": "金沢", "en": "", "ru": None}, "ru")
    assert found == Localized("金沢", "ja", True)
    with override("ru"):
        shown = portal.localized(found)
    assert shown == '<span lang="ja">金沢</span> <span class="fb">только на японском, перевод готовится</span>'


def test_nothing_at_all_is_no_fallback() -> None:
    assert localized.pick({}, "en") == Localized("", "en", False)


def test_a_shown_text_is_escaped() -> None:
    with override("en"):
        assert "<b>" not in portal.localized(Localized("<b>", "ru", True))
        assert portal.localized("<b>") == "&lt;b&gt;"
        assert portal.phrases("<b>") == "&lt;b&gt;"
    with override("ja"):
        assert "<b>" not in portal.phrases("<b>太字</b>")


# --- Typography -----------------------------------------------------------------------------------------------------
def test_japanese_headings_break_between_phrases_only() -> None:
    with override("ja"):
        shown = portal.phrases("派遣も受入も、2年続けて計画を上回りました")
    assert "<wbr>" in shown
    assert shown.replace("<wbr>", "") == '<span class="keep">派遣も受入も、2年続けて計画を上回りました</span>'


def test_russian_keeps_prepositions_and_dashes() -> None:
    assert portal.nbsp_ru("План по направлению и приёму — факт") == f"План по{NB}направлению и{NB}приёму{NB}— факт"


def test_the_query_keeps_what_is_not_changed(rf) -> None:
    template = Template("{% with_query year=2018 after='' %}")
    context = Context({"request": rf.get("/en/", {"direction": "outbound", "after": "x", "year": "2017"})})
    assert template.render(context) == "?direction=outbound&amp;year=2018"


BEGUN, PLANNED = date(2026, 11, 20), date(2027, 3, 5)


@pytest.mark.parametrize(
    ("code", "both", "planned", "begun", "over"),
    [
        ("ja", "2026/11/20〜2027/03/05", "2026/11/20〜（予定 2027/03/05）", "2026/11/20〜", "〜2027/03/05"),
        ("en", "2026-11-20 – 2027-03-05", "2026-11-20 – (planned 2027-03-05)", "from 2026-11-20", "until 2027-03-05"),
        ("ru", "20.11.2026 — 05.03.2027", "20.11.2026 — (план 05.03.2027)", "с 20.11.2026", "по 05.03.2027"),
    ],
)
def test_a_period_says_what_is_open_and_what_is_only_planned(code, both, planned, begun, over):
    written = (
        formats.period(BEGUN, PLANNED, code),
        formats.period(BEGUN, None, code, planned_end=PLANNED),
        formats.period(BEGUN, None, code),
        formats.period(None, PLANNED, code),
        formats.period(None, None, code),
    )
    assert tuple(text.replace(formats.NBSP, " ") for text in written) == (both, planned, begun, over, "")


def test_a_series_has_the_comma_of_its_language():
    assert formats.series("カザン", "2018年度", language="ja") == "カザン、2018年度"
    assert formats.series("Kazan", "FY2018", language="en") == "Kazan, FY2018"
