"""How a Japanese name in Latin letters is read."""

import pytest

from kanazawa_exchange.lib.romaji import kana_of


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("KUGA Mio", "くが みお"),
        ("ŌNO JUN'ICHI", "おうの じゅんいち"),
        ("Ohtani", "おうたに"),
        ("Ohno Kenichi", "おうの けにち"),  # as the letters say
        ("Hattori Etsuko", "はっとり えつこ"),
        ("Matchi", "まっち"),
        ("SHIMBASHI", "しんばし"),
        ("Tyuuzyo", "ちゅうじょ"),
        ("Ｏｚａｗａ", "おざわ"),
    ],
)
def test_the_ways_of_passports_and_of_schools_are_read_alike(typed: str, read: str) -> None:
    assert kana_of(typed) == read


@pytest.mark.parametrize("typed", ["", "IVANOVA ANNA", "Smith", "Zhang Wei", "Lee", "山田", "Nguyễn"])
def test_what_is_no_japanese_name_has_no_reading(typed: str) -> None:
    assert kana_of(typed) == ""
