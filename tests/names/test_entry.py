"""What is typed into the boxes of a name: kana made one, odd letters asked about, names without a letter refused."""

from typing import Any

import pytest

from kanazawa_exchange.accounts.forms.people import PersonForm
from kanazawa_exchange.accounts.models import Person, User
from kanazawa_exchange.lib.name_doubts import doubtful
from mobility.queries import persons
from tests.factories import World

ADD = "/en/roles/people/add/"


@pytest.mark.parametrize(
    ("script", "typed", "meant"),
    [
        ("cyrillic", "ACMAPA", "АСМАРА"),
        ("cyrillic", "KOTOBA", "КОТОВА"),
        ("cyrillic", "Ivanova", ""),
        ("latin", "ОСАКА", "OCAKA"),
        ("kana", "八ナコ", "ハナコ"),
        ("kana", "サト－", "サトー"),
        ("kana", "オ−ノ", "オーノ"),
        ("kana", "サト-", "サトー"),
        ("kana", "口シア", "ロシア"),
        ("kana", "Sato", ""),
        ("kanji", "⻑谷川", "長谷川"),
        ("kanji", "⼭⽥", "山田"),
        ("kanji", "Yamada", ""),
    ],
)
def test_letters_of_another_script_are_doubted(script: str, typed: str, meant: str) -> None:
    found = doubtful(script, typed)
    assert found is not None
    assert found.suggestion == meant


@pytest.mark.parametrize(
    ("script", "typed"),
    [
        ("cyrillic", "Сухово-Замужняя"), ("cyrillic", "Гүзәл"), ("cyrillic", "О’Нил"), ("latin", "Núñez-Ybáñez"),
        ("latin", "JUN'ICHI"), ("latin", "Ilʼia"), ("kana", "サトー"), ("kana", "アンナ-マリア"), ("kana", "イワノワ・アンナ"),
        ("kana", "ヴェラ"), ("kanji", "櫻井"), ("kanji", "佐々木"), ("kanji", "ひなの"), ("kanji", "龍ヶ崎"), ("kanji", "𠮷田"),
    ],
)  # fmt: skip
def test_letters_of_the_script_are_not(script: str, typed: str) -> None:
    assert doubtful(script, typed) is None


@pytest.mark.parametrize("typed", ["\u3164", "\u115f", "\u2800", "－", "---", "123", "･", "'"])
def test_a_name_without_a_letter_that_can_be_seen_is_refused(typed: str) -> None:
    form = PersonForm({"latin_family": typed})
    assert not form.is_valid()
    assert form.errors["latin_family"].as_data()[0].code == "letter"


def test_an_unseen_letter_inside_a_name_is_refused_with_its_place() -> None:
    form = PersonForm({"latin_family": "Iva\u3164nova"})
    assert not form.is_valid()
    assert form.errors["latin_family"].as_data()[0].code == "character"


@pytest.mark.parametrize("typed", ["たなべ", "ﾀﾅﾍﾞ", "タナベ", "たナベ"])
def test_kana_are_stored_as_katakana(typed: str) -> None:
    form = PersonForm({"kana_family": typed, "kanji_family": "ひなの"})
    assert form.is_valid()
    assert form.names() == [("kanji", "ひなの", "", ""), ("kana", "タナベ", "", "")]


def test_the_common_form_is_offered_and_taken(world: World, sato: User, sign_in: Any) -> None:
    browser = sign_in(sato)
    typed = {"kanji_family": "⻑谷川", "kanji_given": "⻘葉"}
    asked = browser.post(ADD, typed).text
    assert "Probably meant: “長谷川”." in asked
    assert 'name="as_suggested"' in asked
    assert not Person.objects.filter(names__family__endswith="谷川").exists()

    assert browser.post(ADD, {**typed, "as_suggested": "on"}).status_code == 302
    assert Person.objects.filter(names__family="長谷川", names__given="青葉").exists()


def test_what_is_meant_so_is_stored_and_found(world: World, sato: User, sign_in: Any) -> None:
    browser = sign_in(sato)
    typed = {"kana_family": "サト－", "kana_given": "リカ"}
    asked = browser.post(ADD, typed)
    code = next(doubt.code for doubt in asked.context["doubts"])
    assert browser.post(ADD, {**typed, "overruled": code}).status_code == 302
    assert len(persons.page(Person.objects.all(), text="サトー").rows) == 1


def test_another_word_is_another_doubt(world: World, sato: User, sign_in: Any) -> None:
    browser = sign_in(sato)
    code = browser.post(ADD, {"cyrillic_family": "ACMAPA"}).context["doubts"][0].code
    asked = browser.post(ADD, {"cyrillic_family": "HOBA", "overruled": code})
    assert [doubt.code for doubt in asked.context["doubts"]] != [code]
    assert asked.context["overruled_before"] == [code]
