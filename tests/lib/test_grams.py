"""What the index of the search asks for: nothing that a text with the word lacks, and enough where it is not looked at again."""

import random

import pytest
from django.db import connection

from kanazawa_exchange.lib.grams import FIRST_IDEOGRAPH, _number, grams_of, says_all

TEXTS = (
    "год до карантина: снег, лед и 100% воды",
    "金沢大学の雪、カザンの冬 2018年",
    "snow in kazan — c++ & co",
    "𠮷野家 \U0001f469\u200d\U0001f393 end",
    "я",
    "",
)


def known_of(text: str) -> set[int]:
    """What the function of the database makes of a text."""
    words = text.split(" ")
    ones = {_number(letter) for letter in text if letter != " "}
    twos = {_number(word[at : at + 2]) for word in words for at in range(len(word) - 1)}
    threes = {word[at : at + 3] for word in words for at in range(len(word) - 2)}
    return ones | twos | {_number(three) for three in threes if max(map(ord, three)) < FIRST_IDEOGRAPH}


@pytest.mark.parametrize("text", TEXTS)
def test_each_piece_of_a_text_is_found_by_what_the_index_knows(text: str) -> None:
    known = known_of(text)
    for start in range(len(text)):
        for end in range(start + 1, min(len(text), start + 12) + 1):
            assert known.issuperset(grams_of(text[start:end]))


def test_where_the_text_is_not_looked_at_the_index_says_all() -> None:
    draw = random.Random(1)
    seen = {True: 0, False: 0}
    for _ in range(4000):
        text = "".join(draw.choices("аб雪国 ", k=9))
        piece = "".join(draw.choices("аб雪国", k=draw.randint(1, 3)))
        if says_all(piece):
            known = known_of(" ".join(text.split())).issuperset(grams_of(piece))
            assert known == (piece in text)
            seen[known] += 1
    assert min(seen.values()) > 100
    assert not says_all("а б"), "a blank is no gram"
    assert not says_all("雪国だ")
    assert not says_all("снег")


def test_a_long_word_of_an_alphabet_asks_for_no_pairs() -> None:
    assert len(grams_of("байкал")) == 4
    assert grams_of("第2回") == sorted([_number("第2"), _number("2回")])
    assert grams_of("да нет") == sorted([_number("да"), _number("нет")])


@pytest.mark.django_db
@pytest.mark.parametrize("text", TEXTS)
def test_the_database_knows_the_same(text: str) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite reads the texts themselves")
    with connection.cursor() as cursor:
        cursor.execute("SELECT text_grams(%s)", [text])
        (found,) = cursor.fetchone()
    assert set(found or ()) == known_of(text)
