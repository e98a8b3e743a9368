"""Typed dates."""

from datetime import date

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from kanazawa_exchange.lib import dates, formats, period
from tests.lib import corpus


@pytest.mark.parametrize("item", corpus.having("outcome", group="dates"), ids=corpus.name_of)
def test_every_date_of_the_corpus_is_read_or_refused_as_it_says(item):
    checks = item["checks"]
    if checks["outcome"] == "accept":
        assert dates.parse(item["value"]) == date.fromisoformat(checks["iso"])
        return
    with pytest.raises(dates.InvalidDate) as refused:
        dates.parse(item["value"])
    if "suggest" in checks:
        assert isinstance(refused.value, dates.WrongEra)
        assert refused.value.suggestion == date.fromisoformat(checks["suggest"])
        assert checks["suggest"] in str(refused.value)


@pytest.mark.parametrize(
    "text",
    [
        "2019-07-16", "2019/7/16", "2019.7.16", "2019年7月16日", "16.07.2019", "16.7.2019 г.", "20190716",
        "R1.7.16", "r1/7/16", "令和元年7月16日", "令和1年7月16日", "㋿元年7月16日", "２０１９／７／１６",
        " 2019－07－16　", "16/07/2019", "07/16/2019",
    ],
)  # fmt: skip
def test_one_day_is_read_in_all_its_forms(text):
    assert dates.parse(text) == date(2019, 7, 16)


@pytest.mark.parametrize(
    "text",
    [
        "2018年8月20日（月）", "20 августа 2018 г.", "2018/08/20 0:00", "平30.8.20",
        "2018年8月20日(月・祝)", "2018年8月20日月曜日", "2018年8月20日㈪", "20 августа 2018 года, понедельник",
        "пн, 20 авг. 2018", "Monday, 20 August 2018", "20 Aug 2018 (Mon.)", "August 20th, 2018", "20-Aug-2018",
        "2018-08-20T00:00:00", "20.08.2018 0:00:00", "2018年8月20日（月） 0:00", "H30.8.20", "㍻30年8月20日", "平成30年8月20日（月）",
        "２０　августа　２０１８　г．", "20. 8. 2018", "2018 Aug 20",
    ],
)  # fmt: skip
def test_a_day_is_read_as_people_write_it(text):
    assert dates.parse(text) == date(2018, 8, 20)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("8/20", date(2018, 8, 20)),
        ("2/20", date(2019, 2, 20)),
        ("20.08", date(2018, 8, 20)),
        ("31.03.", date(2019, 3, 31)),
        ("４月１日", date(2018, 4, 1)),
        ("3月31日（日）", date(2019, 3, 31)),
        ("20 января", date(2019, 1, 20)),
        ("Aug 20", date(2018, 8, 20)),
        ("5/5", date(2018, 5, 5)),
    ],
)
def test_a_day_without_its_year_lies_in_the_fiscal_year_that_is_known(text, day):
    assert dates.parse(text, fiscal_year=2018) == day


def test_two_readings_of_a_day_without_its_year_are_both_named():
    with translation.override("en"), pytest.raises(dates.AmbiguousDate) as refused:
        dates.parse("3/4", fiscal_year=2018)
    assert str(refused.value).startswith("This could be 2019-03-04 or 2018-04-03.")


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("ja", "2018/08/20は月曜日です。火曜日ではありません。日付を確かめてください。"),
        ("en", "2018-08-20 is a Monday, not a Tuesday. Check the date."),
        ("ru", "20.08.2018 — понедельник, а не вторник. Проверьте дату."),
    ],
)
def test_a_wrong_weekday_is_said(language, sentence):
    with translation.override(language), pytest.raises(dates.WrongWeekday) as refused:
        dates.parse("2018年8月20日（火）")
    assert str(refused.value) == sentence


@given(st.dates(date(1912, 7, 30), date(2199, 12, 31)))
def test_every_shown_form_is_read_back(day):
    shown = [write(day, lang) for write in (dates.numeric, formats.long_date) for lang in ("ja", "en", "ru")]
    for text in (day.isoformat(), period.era_date(day), *shown):
        assert dates.parse(text) == day


@given(st.text(max_size=60))
def test_any_text_gives_a_day_or_a_named_refusal(text):
    try:
        found: date | str = dates.parse(text)
    except dates.InvalidDate as refused:
        found = str(refused)
    assert found


def test_the_end_of_heisei_is_explained_in_the_language_of_the_screen():
    sentences = {}
    for language in ("ja", "en", "ru"):
        with translation.override(language), pytest.raises(dates.WrongEra) as refused:
            dates.parse("平成31年5月1日")
        sentences[language] = str(refused.value)
    assert sentences["en"] == "平成 had ended by that day. Did you mean 令和元年5月1日 (2019-05-01)?"
    assert sentences["ja"] == "平成はその日より前に終わっています。令和元年5月1日（2019-05-01）ではありませんか。"
    assert (
        sentences["ru"]
        == "К этому дню эпоха 平成 уже закончилась. Возможно, имелось в виду 令和元年5月1日 (2019-05-01)?"
    )


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("03/04/2019", dates.AmbiguousDate),
        ("2019-02-29", dates.ImpossibleDate),
        ("2019-13-01", dates.ImpossibleDate),
        ("31/11/2019", dates.ImpossibleDate),
        ("0001-01-01", dates.DateOutOfRange),
        ("9999-12-31", dates.DateOutOfRange),
        ("令和0年1月1日", dates.WrongEra),
        ("平成元年1月7日", dates.WrongEra),
        ("43555", dates.UnreadableDate),
        ("16.07.19", dates.AmbiguousDate),
        ("20-Aug-18", dates.AmbiguousDate),
        ("30.8.20", dates.AmbiguousDate),
        ("31.12.00", dates.UnreadableDate),
        ("8/20", dates.UnreadableDate),
        ("20 августа", dates.UnreadableDate),
        ("31 июня 2018 г.", dates.ImpossibleDate),
        ("2018年8月20日（火）", dates.WrongWeekday),
        ("вторник, 20 августа 2018 г.", dates.WrongWeekday),
        ("2018/08/20 24:00", dates.UnreadableDate),
        ("平31.5.1", dates.WrongEra),
        ("٢٠١٩-٠٧-١٦", dates.UnreadableDate),
        ("2019-07-16\x00", dates.UnreadableDate),
    ],
)
def test_each_kind_of_wrong_date_has_its_name(text, kind):
    with pytest.raises(kind):
        dates.parse(text)
