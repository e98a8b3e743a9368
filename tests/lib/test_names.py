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


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("JUN'ICHI", "Jun'ichi"),
        ("ŌNO", "Ōno"),
        ("SHIN’ICHI", "Shin’ichi"),
        ("PROKOF'EV", "Prokof'ev"),
        ("IL'YA", "Il'ya"),
        ("L'VOV", "L'vov"),
        ("D'YAKONOV", "D'yakonov"),
        ("D'ARC", "D'Arc"),
        ("D'ANGELO", "D'Angelo"),
        ("O'NEIL", "O'Neil"),
        ("N'DIAYE", "N'Diaye"),
        ("MCDONALD", "McDonald"),
        ("IBN SINA", "Ibn Sina"),
        ("ABU ALI IBN SINA", "Abu Ali ibn Sina"),
        ("ANNA-MARIA", "Anna-Maria"),
        ("Mcdonald", "Mcdonald"),
        ("van Dyk", "van Dyk"),
        ("d'Arc", "d'Arc"),
    ],
)
@pytest.mark.parametrize("lang", ["ja", "ru"])
def test_capitals_of_a_passport_are_eased_and_what_was_typed_stays(typed, text, lang):
    assert display([Spelling("latin", typed, typed)], lang) == f"{text} {text}"


@pytest.mark.parametrize(
    ("family", "text"),
    [("PROKOF'EV", "PROKOF'EV"), ("Ivanova", "IVANOVA"), ("McDonald", "McDonald"), ("van Dyk", "van Dyk")],
)
def test_an_english_screen_has_the_family_in_capitals_unless_they_say_something(family, text):
    assert display([Spelling("latin", family, "IL'YA")], "en") == f"{text} Il'ya"


def test_capitals_are_eased_in_cyrillic_too():
    assert display([Spelling("cyrillic", "ИВАНОВА", "АННА", "Петровна")], "ru") == "Иванова Анна Петровна"


def test_nobody_has_an_empty_name():
    assert display([], "ja") == ""
