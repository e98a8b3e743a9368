"""Each reader finds nothing that the page does not show to that reader."""

import re
from itertools import product
from typing import Any

import pytest
from django.utils.html import strip_tags
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kanazawa_exchange.accounts.models import FormerName, User
from kanazawa_exchange.accounts.services.people_words import write_words
from kanazawa_exchange.lib.name_words import asked, exact_key, number_key
from kanazawa_exchange.lib.near import near_keys
from tests.factories import PersonFactory, World

NAMES = [
    ("kanji", "櫻井", "美咲", ""),
    ("kana", "サクライ", "ミサキ", ""),
    ("latin", "SAKURAI", "MISAKI", ""),
    ("cyrillic", "Сакураева", "Мисаки", "Петровна"),
]
NUMBER, FORMER = "1712040402", ("cyrillic", "Довлатская", "Нина", "")
LISTS = {"records": "mobility-records/", "people": "people/"}
SEEN_ON = {
    "sato": ("records", "people"),
    "kimura": ("records", "people"),
    "mori": ("records",),
    "petrova": ("records",),
}
LANGUAGES = ("ja", "en", "ru")


@pytest.fixture
def someone(world: World) -> None:
    """One person with a name in every script, a number, a former name, a date of birth and a stay that each reader may see."""
    person = PersonFactory(names=NAMES, student_number=NUMBER, birth_date="1999-12-31", nationality="RU")
    FormerName.objects.create(person=person, script=FORMER[0], family=FORMER[1], given=FORMER[2])
    write_words(person)
    world.sent(person=person)


@pytest.fixture
def readers(world: World, sato: User, kimura: User, mori: User, petrova: User) -> dict[str, User]:
    return {"sato": sato, "kimura": kimura, "mori": mori, "petrova": petrova}


ROW = re.compile(r'<tr role="row".*?</tr>', re.DOTALL)


def rows_of(page: str) -> tuple[str, str]:
    """The rows that are found exactly, and those that are near: the box of the search repeats what was typed, and is neither."""
    exact, _heading, near = page.partition('id="near-')
    return tuple(" ".join(strip_tags(row) for row in ROW.findall(part) if "rowheader" in row) for part in (exact, near))  # type: ignore[return-value]


def shows(text: str, word: str) -> bool:
    """Whether the word, or another way of writing it, can be read in the text."""
    return exact_key(word).replace("-", " ") in exact_key(text) or number_key(word) in number_key(text)


def sounds(text: str, word: str) -> bool:
    """Whether something in the text sounds like each word."""
    heard = [
        near
        for part in re.split(r"[\W_]+", exact_key(text))
        for start in range(len(part))
        for near in near_keys(part[start:])
    ]
    return all(any(key.startswith(near) for near in one.near for key in heard) for one in asked(word))


def every_value() -> list[str]:
    parts = [part for _script, *parts in (*NAMES, FORMER) for part in parts if part]
    return [*parts, NUMBER, NUMBER[:5], "1999", "1999-12-31", "RU"]


def test_whoever_is_found_by_a_value_is_shown_it(someone: None, readers: dict[str, User], sign_in: Any) -> None:
    unseen, seen = [], 0
    for name, lang in product(readers, LANGUAGES):
        browser = sign_in(readers[name])
        for where, value in product(SEEN_ON[name], every_value()):
            exact, near = rows_of(browser.get(f"/{lang}/{LISTS[where]}", {"q": value}).text)
            seen += bool(exact)
            unseen += [(name, lang, where, value)] if exact and not shows(exact, value) else []
            unseen += [(name, lang, where, value, near)] if near and not sounds(near, value) else []
    assert unseen == []
    assert seen > 60  # control: most of them are found


@pytest.mark.parametrize("reader", ["mori", "petrova"])
@pytest.mark.parametrize("typed", [NUMBER, NUMBER[:8], NUMBER[:1], "１７１２", "Довлатская", "1999"])
def test_neither_numbers_nor_former_names_are_found_by_others(
    someone: None, readers: dict[str, User], sign_in: Any, reader: str, typed: str
) -> None:
    for lang in LANGUAGES:
        page = sign_in(readers[reader]).get(f"/{lang}/mobility-records/", {"q": typed}).text
        assert rows_of(page) == ("", "")


@pytest.mark.parametrize(
    ("lang", "found"), [("ru", "Сакураева"), ("en", "Sakurai"), ("ja", "櫻井"), ("ja", "さくらい")]
)
@pytest.mark.usefixtures("kazan_may_read")
def test_other_readers_search_the_name_of_their_screen(
    someone: None, petrova: User, sign_in: Any, lang: str, found: str
) -> None:
    browser = sign_in(petrova)
    for screen in LANGUAGES:
        exact, _near = rows_of(browser.get(f"/{screen}/mobility-records/", {"q": found}).text)
        assert bool(exact) == (screen == lang)


def test_the_keeper_reads_why_somebody_is_found(someone: None, sato: User, sign_in: Any) -> None:
    browser = sign_in(sato)
    assert "Довлатская Нина" in browser.get("/ja/people/", {"q": "Довлатская"}).text
    assert "Довлатская" not in browser.get("/ja/people/", {"q": "櫻井"}).text
    assert "Довлатская" not in browser.get("/ja/people/").text
    assert NUMBER in rows_of(browser.get("/ja/mobility-records/", {"q": NUMBER}).text)[0]
    assert NUMBER not in browser.get("/ja/mobility-records/", {"q": "櫻井"}).text


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(start=st.integers(0, 9), length=st.integers(1, 10), value=st.sampled_from(every_value()))
def test_no_part_of_a_value_is_found_and_not_shown(
    someone: None, readers: dict[str, User], sign_in: Any, start: int, length: int, value: str
) -> None:
    typed = value[start : start + length]
    if not typed.strip():
        return
    for name, lang in (("petrova", "ru"), ("mori", "en"), ("kimura", "ja")):
        exact, near = rows_of(sign_in(readers[name]).get(f"/{lang}/mobility-records/", {"q": typed}).text)
        assert not exact or shows(exact, typed), (name, typed)
        assert not near or sounds(near, typed), (name, typed)
