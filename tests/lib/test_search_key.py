"""Search, suggestion and sorting of names in four scripts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyuca.collator import Collator_10_0_0

from kanazawa_exchange.lib.search_key import (
    FOLD_MAP,
    SORT_KEY_LENGTH,
    _collator,
    is_invisible,
    loose_key,
    search_key,
    search_text,
    sort_key,
)
from tests.lib import corpus

COLLATOR = Collator_10_0_0()
sort_key("")  # the first key builds a table of the same kind, which no single example has the time for


def test_the_fold_map_is_that_of_the_corpus():
    assert corpus.RULES["fold_map"] == FOLD_MAP


@pytest.mark.parametrize("item", corpus.having("search_key"), ids=corpus.name_of)
def test_the_key_is_that_of_the_corpus(item):
    assert search_key(corpus.value(item)) == item["checks"]["search_key"]


@pytest.mark.parametrize("item", corpus.having("found_by"), ids=corpus.name_of)
def test_a_text_is_found_by_its_other_spellings(item):
    for words in item["checks"]["found_by"]:
        assert search_key(words) in search_key(corpus.value(item))


@pytest.mark.parametrize("item", corpus.having("not_found_by"), ids=corpus.name_of)
def test_a_text_is_not_found_by_a_spelling_of_another(item):
    for words in item["checks"]["not_found_by"]:
        assert search_key(words) not in search_key(corpus.value(item))


@given(st.text(max_size=100))
def test_keys_have_single_inner_spaces_only_and_no_text_breaks_them(text):
    assert search_key(text) == " ".join(search_key(text).split())
    assert " " not in loose_key(text)
    assert len(sort_key(text)) <= SORT_KEY_LENGTH


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("さいとう", "サイトウ"),
        ("ｻｲﾄｳ", "さいとう"),
        ("うぉるが", "ウォルガ"),
        ("Koetsu", "Kōetsu"),
        ("Гузәл", "Гүзәл"),
        ("Гузал", "Гүзәл"),
        ("Елкина", "ЁЛКИНА"),
        ("obrien", "O’Brien"),
        ("петрова белая", "Петрова-Белая"),
        ("イワノワアンナ", "イワノワ・アンナ"),
        ("山田花子", "山田　花子"),
        ("Nguyen", "Nguyễn"),
    ],
)
def test_the_loose_key_suggests_what_was_meant(typed, stored):
    assert loose_key(typed) in loose_key(stored)


@pytest.mark.parametrize(
    ("one", "other"), [("Майский", "Маиский"), ("かな", "がな"), ("はな", "ぱな"), ("コース", "コス"), ("斉藤", "斎藤")]
)
def test_the_loose_key_keeps_letters_apart_that_only_look_like_accents(one, other):
    assert loose_key(one) != loose_key(other)


@pytest.mark.parametrize("decomposed", ["Маи\u0306скии\u0306", "か\u3099くせい", "カ\u3099"])
def test_decomposed_letters_have_the_loose_key_of_composed_ones(decomposed):
    composed = {"М": "Майский", "か": "がくせい", "カ": "が"}[decomposed[0]]
    assert loose_key(decomposed) == loose_key(composed)


def test_names_sort_as_in_a_dictionary():
    kana = ["がくせい", "カザン", "かなざわ"]
    cyrillic = ["Андрей", "Әлмәт", "Елена", "Ёлкина", "Емельян", "Жанна"]
    assert sorted({*kana}, key=sort_key) == kana
    assert sorted({*cyrillic}, key=sort_key) == cyrillic
    assert sorted(cyrillic) != cyrillic  # control: plain order puts Ё before А


@given(st.text(alphabet="あアがガabАЁе- ", max_size=12), st.text(alphabet="あアがガabАЁе- ", max_size=12))
def test_the_stored_sort_key_orders_as_the_collation_does(one, other):
    a, b = (" ".join(text.split()) for text in (one, other))
    assert (sort_key(a) < sort_key(b)) == (COLLATOR.sort_key(a) < COLLATOR.sort_key(b))


@given(st.text(max_size=40) | st.text(alphabet="lLaeñ·\u0301\u0306ийёЙがか\u3099ーแก山 \u3000-", max_size=12))
def test_the_sort_key_is_what_the_collation_weighs_the_whole_text(text):
    weights = COLLATOR.sort_key(search_text(text))
    assert sort_key(text) == "".join(f"{weight:04x}" for weight in weights)[:SORT_KEY_LENGTH]


@given(st.text(alphabet=st.characters(), max_size=20))
def test_no_invisible_character_is_left_in_a_text(text):
    assert search_text(text) == " ".join("".join(char for char in text if not is_invisible(char)).split())


def test_every_letter_of_the_collation_weighs_what_it_weighs_there():
    ours = _collator()
    assert ours.implicit_weights == COLLATOR.implicit_weights
    entries = list(entries_below(COLLATOR.table.root))
    assert len(entries) > 30_000
    assert [key for key in entries if ours.table.find_prefix(key) != COLLATOR.table.find_prefix(key)] == []


def entries_below(node, before=()):
    for letter, below in (node.children or {}).items():
        yield [*before, letter]
        yield from entries_below(below, (*before, letter))
