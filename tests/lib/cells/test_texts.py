"""Texts and student numbers in cells."""

import datetime
import unicodedata
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from kanazawa_exchange.lib.cells import (
    Said,
    Unread,
    dates,
    names,
    notes,
    numbers,
    periods,
    reason,
    student_numbers,
    texts,
    words,
)
from kanazawa_exchange.lib.cells.said import Value
from kanazawa_exchange.lib.tables import Formula
from tests.lib import corpus

LINES = {
    "person_name": texts.name_part,
    "passport_name": texts.name_part,
    "place_name": texts.line,
    "organisation_name": texts.line,
}
READ = LINES | {"free_text": texts.text}


@pytest.mark.parametrize("item", [item for item in corpus.ITEMS if item["field"] in READ], ids=corpus.name_of)
def test_every_text_of_the_corpus_passes_unchanged_or_is_refused_as_it_says(item: dict[str, Any]) -> None:
    read, checks = READ[item["field"]](corpus.value(item)), item["checks"]
    assert isinstance(read, Said) is (checks["outcome"] != "refuse")
    if isinstance(read, Said):
        assert read.value == checks.get("stored", corpus.value(item).strip())
        assert (read.value == corpus.value(item)) is (read.note == "")


@pytest.mark.parametrize(
    ("cell", "text", "note"),
    [
        ("金沢　大学", "金沢　大学", ""), ("　金沢大学 ", "金沢大学", "spaces"), ("ｶﾅｻﾞﾜ", "ｶﾅｻﾞﾜ", ""), (None, "", ""), ("  ", "", ""),
        (12, "12", "of_number"), (12.5, "12.5", "of_number"), (12.0, "12", "of_number"), (True, "TRUE", "of_choice"),
        (datetime.datetime(2018, 8, 20), "2018-08-20", "of_date"), (datetime.datetime(2018, 8, 20, 9), "2018-08-20 09:00", "of_date"),
        ("なし", "なし", ""), ("-", "-", ""), ("null", "null", ""),
    ],
)  # fmt: skip
def test_a_line_is_kept_as_it_is_and_other_values_tell_what_they_were(cell: Value, text: str, note: str) -> None:
    assert texts.line(cell) == Said(text, note)


@pytest.mark.parametrize(
    ("cell", "nearest"),
    [
        ("Anna\x07", ("Anna",)), ("\ufeffAnna", ("Anna",)), ("山田\n花子", ("山田 花子",)), ("Anna\u2028Ivanova", ("Anna Ivanova",)),
        ("山田\t花子", ("山田 花子",)), ("Iva\u3164nova", ("Ivanova",)), ("A\ufffdB", ("AB",)), ("x" * 201, ()),
    ],
)  # fmt: skip
def test_what_cannot_be_stored_is_proposed_without_it_and_never_dropped(cell: str, nearest: tuple[str, ...]) -> None:
    read = texts.line(cell)
    assert isinstance(read, Unread)
    assert read.nearest == nearest
    assert all(texts.line(one) == Said(one) for one in nearest)


@pytest.mark.parametrize(
    "read",
    [
        dates.date, numbers.whole, numbers.decimal, numbers.yen, numbers.fiscal_year, texts.line, texts.text, texts.email, texts.phone,
        student_numbers.student_number, names.whole, periods.period, words.yes_no, words.country,
    ],
)  # fmt: skip
def test_a_formula_is_never_worked_out(read: Callable[[Value], object]) -> None:
    for formula in (Formula('=HYPERLINK("https://example.org")', "43332"), Formula("=1+1")):
        answer = read(formula)
        assert isinstance(answer, Unread)
        assert answer.code == "cell.formula"
        assert reason(answer)


def test_lines_of_a_free_text_stay() -> None:
    assert texts.text("one\r\ntwo\rthree\n") == Said("one\ntwo\nthree", "spaces+breaks")
    assert texts.text(" \u200b") == Said("", "unseen")


def test_kana_of_any_kind_become_one_where_the_column_is_of_kana() -> None:
    assert texts.name_part("ﾔﾏﾀﾞ", kana=True) == Said("ヤマダ", "kana")
    assert texts.name_part("やまだ", kana=True) == Said("ヤマダ", "kana")
    assert texts.name_part("ヤマダ", kana=True) == Said("ヤマダ")
    assert texts.name_part("ﾔﾏﾀﾞ") == Said("ﾔﾏﾀﾞ")
    assert isinstance(texts.name_part("123"), Unread)


@pytest.mark.parametrize(
    ("read", "answer"),
    [
        (texts.code("ＡＢ－1"), Said("AB-1", "width")),
        (texts.email("ａ.ivanova＠Example.ORG"), Said("a.ivanova@example.org", "width")),
        (texts.phone("０７６－２６４－５１１１"), Said("076-264-5111", "width")),
        (texts.phone(None), Said("")),
        (texts.url("https://example.org/"), Said("https://example.org/")),
        (texts.url("example.org"), Said("https://example.org", "plain")),
    ],
)
def test_codes_and_addresses_are_made_plain_and_say_so(read: texts.TextSaid, answer: Said[str]) -> None:
    assert read == answer


@pytest.mark.parametrize(
    ("read", "nearest"),
    [
        (texts.code("AB 1"), ("AB-1",)),
        (texts.email("Anna <a@example.org>"), ("a@example.org",)),
        (texts.phone(762645111), ()),
        (texts.phone("いいえ"), ()),
    ],
)
def test_codes_and_addresses_that_are_none_propose_what_they_hold(
    read: texts.TextSaid, nearest: tuple[str, ...]
) -> None:
    assert isinstance(read, Unread)
    assert read.nearest == nearest
    assert reason(read)


@given(st.text(max_size=60))
def test_a_line_passes_unchanged_or_is_refused_as_a_form_does(text: str) -> None:
    read = texts.line(text)
    if isinstance(read, Said):
        assert read.value == text.strip()
        assert all(unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Zl", "Zp"} for char in read.value)
    else:
        assert all(texts.line(one) == Said(one) for one in read.nearest)
        assert reason(read)


# --- Student numbers ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "number", "note"),
    [
        ("0712040007", "0712040007", ""), (712040007, "0712040007", "of_number+zeros"), (712040007.0, "0712040007", "of_number+zeros"),
        ("712040007", "0712040007", "zeros"), ("712040007.0", "0712040007", "of_number+zeros"),
        ("０７１２０４０００７", "0712040007", "width"),
        (1712040007, "1712040007", "of_number"), ("'0712040007", "0712040007", "apostrophe"), (" 1712040007", "1712040007", "spaces"),
        ("KFU-17-0451", "KFU-17-0451", ""), ("ＫＦＵ－17", "KFU-17", "width"), ("KFU‐17", "KFU-17", "plain"), (None, "", ""),
        ("なし", "", "nothing"),
    ],
)  # fmt: skip
def test_lost_zeros_are_put_back_where_the_width_is_known_and_said(cell: Value, number: str, note: str) -> None:
    assert student_numbers.student_number(cell, digits=10) == Said(number, note)


def test_lost_zeros_are_not_guessed() -> None:
    assert student_numbers.student_number(712040007) == Said("712040007", "of_number")
    assert student_numbers.student_number("712040007") == Said("712040007")


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("1.71204E+09", "student_number.digits_lost"), (12345678901234567, "student_number.digits_lost"),
        (17.5, "student_number.digits_lost"), ("17120400071", "student_number.too_long"), (True, "student_number.unreadable"),
        (datetime.date(2018, 8, 20), "student_number.unreadable"), ("17\t12", "line.row"), ("#N/A", "cell.error"),
    ],
)  # fmt: skip
def test_a_number_that_lost_its_digits_is_not_read(cell: Value, code: str) -> None:
    read = student_numbers.student_number(cell, digits=10)
    assert isinstance(read, Unread)
    assert read.code == code
    for language in ("ja", "en", "ru"):
        with translation.override(language):
            assert reason(read)


@given(st.integers(0, 9_999_999_999))
def test_a_number_that_passed_through_a_spreadsheet_is_the_same_again(number: int) -> None:
    whole = f"{number:010}"
    for cell in (whole, number, float(number), str(number)):
        read = student_numbers.student_number(cell, digits=10)
        assert isinstance(read, Said)
        assert read.value == whole


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("ja", "表計算ソフトが落とした先頭の0を補いました。"),
        ("en", "Leading zeros that the spreadsheet dropped are put back."),
        ("ru", "Восстановлены нули в начале, которые убрала таблица."),
    ],
)
def test_what_was_done_is_told_in_each_language(language: str, sentence: str) -> None:
    with translation.override(language):
        assert notes("of_number+zeros")[1:] == [sentence]
