"""Typed dates."""

from datetime import date

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from kanazawa_exchange.lib import dates, period
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


@given(st.dates(date(1912, 7, 30), date(2199, 12, 31)))
def test_every_shown_form_is_read_back(day):
    for text in (day.isoformat(), period.era_date(day), *(dates.numeric(day, lang) for lang in ("ja", "en", "ru"))):
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
        ("16.07.19", dates.UnreadableDate),
        ("٢٠١٩-٠٧-١٦", dates.UnreadableDate),
        ("2019-07-16\x00", dates.UnreadableDate),
    ],
)
def test_each_kind_of_wrong_date_has_its_name(text, kind):
    with pytest.raises(kind):
        dates.parse(text)
