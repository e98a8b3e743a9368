"""Lists of people stand in the order of the script that is shown."""

import pytest
from django.utils import translation

from kanazawa_exchange.accounts.forms.records import countries
from kanazawa_exchange.accounts.models import Person
from mobility.queries import persons
from tests.factories import PersonFactory

RUSSIAN = ["Волкова", "Воробьёв", "Зайцев", "Иванова", "Козлова", "Королёва", "Кузнецов", "Орлов"]
JAPANESE = [("阿部", "アベ"), ("大野", "オオノ"), ("加藤", "カトウ"), ("神崎", "カンザキ"), ("渡邊", "ワタナベ")]


def listed(lang: str) -> list[str]:
    with translation.override(lang):
        return [row.name.text for row in persons.page(Person.objects.all()).rows]


@pytest.mark.django_db
def test_russian_names_stand_in_the_order_of_the_alphabet_whatever_their_kana() -> None:
    for place, family in enumerate(reversed(RUSSIAN)):
        PersonFactory(names=[("cyrillic", family, "Анна", ""), ("kana", "アイウエオカキク"[place], "アンナ", "")])
    assert listed("ru") == [f"{family} Анна" for family in RUSSIAN]


@pytest.mark.django_db
def test_yo_follows_ye_and_latin_names_follow_cyrillic_ones_on_a_russian_screen() -> None:
    families = ["Елагина", "Елкина", "Ёлкина", "Ельцова", "Ёлочкина", "Жукова"]
    for family in reversed(families):
        PersonFactory(names=[("cyrillic", family, "", "")])
    PersonFactory(names=[("latin", "ABE", "", "")])
    assert listed("ru") == ["Елагина", "Елкина", "Ёлкина", "Ёлочкина", "Ельцова", "Жукова", "Abe"]


@pytest.mark.django_db
def test_japanese_names_stand_in_the_order_of_their_reading() -> None:
    for kanji, kana in reversed(JAPANESE):
        PersonFactory(names=[("kanji", kanji, "", ""), ("kana", kana, "", ""), ("latin", "Z", "", "")])
    assert listed("ja") == [kanji for kanji, _kana in JAPANESE]


@pytest.mark.django_db
def test_a_name_without_a_reading_stands_where_its_latin_letters_read() -> None:
    """Behind everybody only where they spell no Japanese name."""
    PersonFactory(names=[("kanji", "張", "", ""), ("latin", "ZHANG", "", "")])
    PersonFactory(names=[("kanji", "久我", "澪", ""), ("latin", "KUGA", "Mio", "")])
    PersonFactory(names=[("kanji", "服部", "", ""), ("latin", "HATTORI", "", "")])
    for kanji, kana in JAPANESE:
        PersonFactory(names=[("kanji", kanji, "", ""), ("kana", kana, "", "")])
    assert listed("ja") == ["阿部", "大野", "加藤", "神崎", "久我 澪", "服部", "渡邊", "張"]


@pytest.mark.django_db
def test_english_lists_stand_in_the_order_of_the_latin_names() -> None:
    for latin, cyrillic in (("Ōno", "А"), ("Núñez", "Б"), ("Nuttall", "В")):
        PersonFactory(names=[("latin", latin, "", ""), ("cyrillic", cyrillic, "", "")])
    assert listed("en") == ["NÚÑEZ", "NUTTALL", "ŌNO"]
    assert listed("ru") == ["А", "Б", "В"]


def test_countries_stand_in_the_order_of_the_script_behind_the_two_of_the_project() -> None:
    def names(lang: str) -> list[str]:
        with translation.override(lang):
            return [name for _code, name in countries()]

    russian, japanese, english = names("ru"), names("ja"), names("en")
    assert set(russian[:2]) == {"Россия", "Япония"}
    assert russian.index("Австрия") < russian.index("Йемен") < russian.index("Кабо-Верде")
    assert english.index("Åland Islands") < english.index("Albania")
    assert (
        japanese.index("アフガニスタン")
        < japanese.index("ウクライナ")
        < japanese.index("韓国")
        < japanese.index("キューバ")
    )
    assert japanese.index("タジキスタン") < japanese.index("中国") < japanese.index("チリ")
