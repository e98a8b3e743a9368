"""What a form takes, and how it says no."""

import sys
import unicodedata
from datetime import date
from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from kanazawa_exchange.lib import fields
from kanazawa_exchange.lib.search_key import SHAPELESS
from tests.lib import corpus


def refusal(field: forms.Field, value: object) -> str:
    """The one sentence with which a field refuses a value, in English."""
    with translation.override("en"), pytest.raises(ValidationError) as refused:
        field.clean(value)
    with translation.override("en"):
        (sentence,) = refused.value.messages
    return sentence


TEXT_FIELDS = {
    "person_name": fields.NameField, "passport_name": fields.NameField, "place_name": fields.NameField,
    "organisation_name": fields.NameField, "free_text": fields.TextField, "number": fields.WholeNumberField,
    "date": fields.FlexibleDateField,
}  # fmt: skip


@pytest.mark.parametrize(
    "item", [item for item in corpus.ITEMS if item["field"] in TEXT_FIELDS], ids=corpus.name_of
)  # fmt: skip
def test_every_typed_item_of_the_corpus_is_taken_or_refused_as_it_says(item):
    field, checks = TEXT_FIELDS[item["field"]](), item["checks"]
    if checks["outcome"] == "refuse":
        assert refusal(field, corpus.value(item))
        return
    cleaned = field.clean(corpus.value(item))
    assert cleaned == checks.get("stored", cleaned)
    assert cleaned == checks.get("number", cleaned)
    assert (fields.mixed_script(str(cleaned)) is not None) is (checks["outcome"] == "accept_warn")


@pytest.mark.parametrize("item", corpus.having("length"), ids=corpus.name_of)
def test_length_is_counted_in_code_points(item):
    text, length = item["value"], item["checks"]["length"]["code_points"]
    assert fields.TextField(max_length=length).clean(text) == text
    if length > 1:
        assert "the limit is" in refusal(fields.TextField(max_length=length - 1), text)
    assert "maxlength" not in fields.NameField().widget.attrs


@given(st.text(max_size=60))
def test_a_name_is_kept_as_typed_or_refused(text):
    field = fields.NameField(required=False)
    hidden = any(unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for char in text.strip())
    broken = any(c & 0xFFFE == 0xFFFE or c == 0xFFFD or 0xFDD0 <= c <= 0xFDEF for c in map(ord, text))
    if hidden or broken:
        assert any(words in refusal(field, text) for words in ("cannot be used here", "several cells of a table"))
    else:
        assert field.clean(text) == text.strip()


def is_refused(check, text: str) -> bool:
    try:
        check(text)
    except ValidationError:
        return True
    return False


def test_of_all_characters_those_are_refused_that_are_unseen_or_none():
    """Most texts are known to be sound at once; here the rule is asked of every character there is."""
    broken = {0xFFFD, *range(0xD800, 0xE000), *range(0xFDD0, 0xFDF0)}
    broken |= {plane + last for plane in range(0, sys.maxunicode, 0x10000) for last in (0xFFFE, 0xFFFF)}
    kinds = {code: unicodedata.category(chr(code)) for code in range(sys.maxunicode + 1)}
    unseen = {code for code, kind in kinds.items() if kind in {"Cc", "Cf", "Zl", "Zp"}} | set(map(ord, SHAPELESS))
    controls = {code for code, kind in kinds.items() if kind == "Cc" and chr(code) not in "\t\n\r"}
    for check, refused in ((fields.refuse_in_name, broken | unseen), (fields.refuse_in_text, broken | controls)):
        assert {code for code in kinds if is_refused(check, f"a{chr(code)}")} == refused


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Анна\u202e", "Character 5 cannot be used here: a mark that turns the direction of writing (U+202E)."),
        ("a\x00b", "Character 2 cannot be used here: a control character (U+0000)."),
        ("a\ud800", "Character 2 cannot be used here: a broken character (U+D800)."),
        ("a\u200bb", "Character 2 cannot be used here: an invisible character (U+200B)."),
        ("a\u2028b", "Character 2 cannot be used here: a line break (U+2028)."),
    ],
)
def test_a_refused_character_is_named_with_its_place(text, sentence):
    assert refusal(fields.NameField(), text).startswith(sentence)


@pytest.mark.parametrize(
    ("language", "word"), [("ja", "長すぎます"), ("ru", "Слишком длинный текст"), ("en", "Too long")]
)
def test_a_name_of_a_megabyte_is_refused_in_the_language_of_the_screen(language, word):
    with translation.override(language), pytest.raises(ValidationError) as refused:
        fields.NameField().clean("a" * 1_048_576)
    with translation.override(language):
        assert refused.value.messages[0].startswith(word)
        assert len(refused.value.messages[0]) < 200


@pytest.mark.parametrize("field", [fields.NameField(), fields.TextField()])
def test_what_got_lost_on_the_way_is_not_stored_as_if_it_were_typed(field):
    assert refusal(field, "A\ufffdB").startswith("Character 2 cannot be used here: a broken character (U+FFFD).")


def test_a_text_that_nobody_can_read_is_empty():
    assert refusal(fields.TextField(), " \u200b\n\u2060") == refusal(fields.TextField(), "")
    assert fields.TextField(required=False).clean("\u200b") == ""
    assert fields.TextField().clean("👩\u200d🔬") == "👩\u200d🔬"


def test_free_text_keeps_its_lines_and_has_one_kind_of_line_break():
    assert fields.TextField().clean("one\r\ntwo\rthree\tfour") == "one\ntwo\nthree\tfour"
    assert "a line break" in refusal(fields.TextField(multiline=False), "one\r\ntwo")


@pytest.mark.parametrize(("typed", "number"), [("１２", 12), (" 7 ", 7), ("+3", 3), ("007", 7), ("", None), (0, 0)])
def test_a_number_is_read_in_any_width(typed, number):
    assert fields.WholeNumberField(required=False).clean(typed) == number


@pytest.mark.parametrize(
    "typed", ["1_000", "٣", "三", "1e3", "NaN", "0x1f", "--1", "10 00", "1,00,000", "1,000 000", "円"]
)
def test_what_is_no_whole_number_is_refused(typed):
    assert refusal(fields.WholeNumberField(), typed) == "Enter a whole number in digits, for example 25."


@pytest.mark.parametrize(
    "typed",
    [
        "80,000", "80 000", "80\u00a0000", "80\u2009000", "80\u202f000", "８０，０００", "80000円", "¥80,000",
        "￥ ８０，０００", "80 000 иен", "JPY 80,000", "8万円", "８万", "80'000", "\\80,000", "80,000 yen",
    ],
)  # fmt: skip
def test_money_is_read_as_people_write_it(typed):
    assert fields.YenField().clean(typed) == 80_000


@pytest.mark.parametrize(
    ("typed", "number"), [("1,5", "1.5"), ("２．５", "2.5"), ("−3", "-3"), (" 7 ", "7"), ("0,125", "0.125"), ("", None)]
)
def test_a_number_with_decimals_is_read_with_a_point_or_a_comma(typed, number):
    read = fields.DecimalField(decimals=3, min_value=-9, required=False).clean(typed)
    assert read == (None if number is None else Decimal(number))


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("1.2345", "Enter a number with 3 decimals at most, for example 2 or 2.5."),
        ("x", "Enter a number with 3 decimals at most, for example 2 or 2.5."),
        ("1,500", "“1,500” could mean 1500 or 1.5. Write it in digits alone: 1500 or 1.5."),
        ("10000", "Enter a number from 0 to 9999."),
        ("-0.5", "Enter a number from 0 to 9999."),
    ],
)
def test_a_number_with_decimals_that_cannot_be_meant_is_refused(typed, sentence):
    assert refusal(fields.DecimalField(decimals=3), typed) == sentence


@pytest.mark.parametrize(("typed", "number"), [("1,200", 1200), ("1 000 000", 1_000_000), ("１２，０００", 12_000)])
def test_groups_of_three_are_read_in_every_number(typed, number):
    assert fields.WholeNumberField().clean(typed) == number


def test_ten_thousands_with_a_rest_are_read_as_money():
    assert fields.YenField().clean("8万5,000円") == 85_000


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("80.000", "“80.000” could mean 80000 or 80. Write it in digits alone: 80000 or 80."),
        ("8,00", "“8,00” could mean 800 or 8. Write it in digits alone: 800 or 8."),
        ("８０．０００円", "“80.000” could mean 80000 or 80. Write it in digits alone: 80000 or 80."),
        ("80,000.00", "“80,000.00” could mean 8000000 or 80000. Write it in digits alone: 8000000 or 80000."),
        ("1,0000", "“1,0000” could mean 10000 or 1. Write it in digits alone: 10000 or 1."),
        ("80.500", "“80.500” could mean 80500 or a fraction. Write it in digits alone: 80500."),
        ("1,5", "“1,5” is not a whole number. Round it, and write it in digits alone."),
        ("80.5千円", "Enter a whole number in digits, for example 25."),
    ],
)
def test_a_number_that_can_be_read_twice_is_refused_with_both_readings(typed, sentence):
    assert refusal(fields.YenField(), typed) == sentence


@pytest.mark.parametrize("language", ["ja", "ru"])
def test_the_way_to_write_a_number_is_said_in_the_language_of_the_screen(language):
    with translation.override(language), pytest.raises(ValidationError) as refused:
        fields.YenField().clean("80.000")
    assert "80000" in refused.value.messages[0]
    assert "could mean" not in refused.value.messages[0]


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        (fields.NameField(), "山田\t花子\tヤマダ\tハナコ"),
        (fields.NameField(), "Иванова\tАнна\r\n"),
        (fields.TextField(multiline=False), "one\ttwo"),
        (fields.WholeNumberField(), "12\t18"),
        (fields.FlexibleDateField(), "2018/8/20\t2018/9/3"),
    ],
)
def test_a_row_of_a_table_is_said_to_be_one(field, typed):
    cells = typed.split("\t")
    expected = (
        f"These are several cells of a table ({len(cells)}), the first is “{cells[0]}”. Put each into its own box."
    )
    assert refusal(field, typed) == expected


@pytest.mark.parametrize("typed", ["山田\n", "\t山田", "山田\t\r\n"])
def test_one_cell_of_a_table_is_what_it_holds(typed):
    assert fields.NameField().clean(typed) == "山田"


@pytest.mark.parametrize("typed", ["-1", "−1", "1000001", str(2**63), "9" * 100_000, "-" + "9" * 100_000])
def test_a_number_outside_the_bounds_is_refused_with_the_bounds(typed):
    assert refusal(fields.WholeNumberField(), typed) == "Enter a number from 0 to 1000000."


def test_a_year_is_read_with_its_era():
    assert fields.YearField().clean("令和元年度") == 2019
    assert refusal(fields.YearField(min_value=2017, max_value=2021), "2016") == "Enter a year from 2017 to 2021."


class Stay(forms.Form):
    starts_on = fields.FlexibleDateField()


@pytest.mark.parametrize(("language", "shown"), [("ja", "2019/07/16"), ("en", "2019-07-16"), ("ru", "16.07.2019")])
def test_a_date_is_shown_in_the_habit_of_the_language_and_read_back(language, shown):
    with translation.override(language):
        form = Stay(initial={"starts_on": date(2019, 7, 16)})
        assert f'value="{shown}"' in str(form["starts_on"])
        again = Stay({"starts_on": shown}, initial={"starts_on": date(2019, 7, 16)})
        assert again.is_valid()
        assert again.cleaned_data == {"starts_on": date(2019, 7, 16)}
        assert again.changed_data == []


def test_a_wrong_date_stays_in_the_box_beside_its_sentence():
    form = Stay({"starts_on": "03/04/2019"})
    with translation.override("en"):
        assert form.errors["starts_on"] == [
            "This could be 2019-04-03 or 2019-03-04. Enter the year first, for example 2019-04-03."
        ]
    assert 'value="03/04/2019"' in str(form["starts_on"])


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("Anna@Example.ORG", "Anna@example.org"),
        ("ａｎｎａ＠ｅｘａｍｐｌｅ．ｏｒｇ", "anna@example.org"),
        ("anna@пример.example", "anna@xn--e1afmkfd.example"),
    ],
)
def test_the_domain_of_an_address_is_stored_in_lower_case_ascii(typed, stored):
    assert fields.EmailField().clean(typed) == stored


@pytest.mark.parametrize("typed", ["anna", "anna@", "a\r\nBcc: x@example.org", "anna@a..b", "anna@exa\u200bmple.org"])
def test_an_address_that_cannot_be_is_refused(typed):
    assert refusal(fields.EmailField(), typed)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("ıvan@example.org", "Before @ only Latin letters"),
        ("İ@example.org", "Before @ only Latin letters"),
        ("иван@example.org", "Before @ only Latin letters"),
        ("josé@example.org", "Before @ only Latin letters"),
        ("x@[127.0.0.1]", "After @ enter the name"),
        ("x@[IPv6:2001:db8::1]", "After @ enter the name"),
        ("x@10.0.0.12", "After @ enter the name"),
        ("x@１０.0.0.１２", "After @ enter the name"),
        ("x@straße.example", "Write the part after @ in Latin letters"),
        ("x@νέος.example", "Write the part after @ in Latin letters"),
    ],
)
def test_an_address_that_not_every_mail_server_takes_is_refused(typed, sentence):
    assert refusal(fields.EmailField(), typed).startswith(sentence)


@pytest.mark.parametrize(
    "typed",
    ["i.van+a_b-1@example.org", "x@1and1.example", "x@3.example", "Ivan@example.org", "x@xn--strae-oqa.example"],
)
def test_control_addresses_that_look_like_them_are_taken(typed):
    assert fields.EmailField().clean(typed) == typed


@pytest.mark.parametrize("typed", ["javascript:alert(1)", "ftp://example.org/", "data:text/html,x", "https://a\r\nb"])
def test_only_web_addresses_are_taken(typed):
    assert refusal(fields.UrlField(), typed)


def test_a_web_address_without_its_beginning_gets_https():
    assert fields.UrlField().clean("example.org/a") == "https://example.org/a"


def test_a_code_is_made_plain_and_has_no_spaces():
    assert fields.CodeField().clean("ＫＵ－ＫＦＵ") == "KU-KFU"
    assert refusal(fields.CodeField(), "ku kfu").startswith("Use Latin letters")


def test_mixed_scripts_are_named_and_the_other_spelling_offered():
    with translation.override("en"):
        found = fields.mixed_script("Иванова A\u043d\u043d\u0430")
        expected = "“A\u043d\u043d\u0430” mixes Latin (A) and Cyrillic (\u043d\u0430) letters. In one script: “Анна”."
        assert str(found) == expected
        assert "Check the spelling" in str(fields.mixed_script("Zанна"))
    assert fields.mixed_script("Иванова Anna") is None
    assert fields.mixed_script("山田 Hanako") is None
