"""A person's name on screens in three languages."""

import pytest

from kanazawa_exchange.lib.names import Spelling, display, shown

HANAKO = (
    Spelling("kanji", "山田", "花子"),
    Spelling("kana", "ヤマダ", "ハナコ"),
    Spelling("latin", "YAMADA", "HANAKO"),
    Spelling("cyrillic", "Ямада", "Ханако"),
)
ANNA = (
    Spelling("cyrillic", "Иванова", "Анна", "Петровна"),
    Spelling("latin", "IVANOVA", "ANNA"),
    Spelling("kana", "イワノワ", "アンナ"),
)


@pytest.mark.parametrize(
    ("names", "lang", "text"),
    [
        (HANAKO, "ja", "山田 花子（ヤマダ ハナコ）"),
        (HANAKO, "en", "YAMADA Hanako"),
        (HANAKO, "ru", "Ямада Ханако"),
        (ANNA, "ja", "イワノワ・アンナ（Ivanova Anna）"),
        (ANNA, "en", "IVANOVA Anna"),
        (ANNA, "ru", "Иванова Анна Петровна"),
    ],
)
def test_each_screen_shows_the_spelling_its_readers_read(names, lang, text):
    assert display(names, lang) == text
    assert display(reversed(names), lang) == text


def test_lists_may_leave_the_brackets_out():
    assert display(HANAKO, "ja", reading=False) == "山田 花子"
    assert display(ANNA, "ja", reading=False) == "イワノワ・アンナ"


@pytest.mark.parametrize(
    ("name", "lang", "text", "language"),
    [
        (Spelling("latin", "", "SUHARTO"), "ru", "Suharto", "en"),
        (Spelling("latin", "O'BRIEN", "ANNA-MARIA"), "ja", "O'Brien Anna-Maria", "en"),
        (Spelling("latin", "van Dyk", "Jo"), "ja", "van Dyk Jo", "en"),
        (Spelling("cyrillic", "Иванова", "Анна"), "en", "Иванова Анна", "ru"),
        (Spelling("kanji", "林", ""), "ru", "林", "ja"),
    ],
)
def test_without_the_fitting_spelling_another_is_shown_and_says_its_language(name, lang, text, language):
    found = shown([name], lang)
    assert (found.text, found.lang) == (text, language)


def test_nobody_has_an_empty_name():
    assert display([], "ja") == ""
