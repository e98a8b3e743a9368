"""Whom a search finds exactly, whom nearly, and whom not at all: a table of what is stored and what is typed."""

from typing import Any

import pytest

from kanazawa_exchange.accounts.models import Person
from mobility.queries import lists, persons
from mobility.queries.filters import Filters
from mobility.queries.runs import Runs
from tests.factories import PersonFactory, World
from tests.names.pairs import FOUND, NEAR, NOTHING, PAIRS, PEOPLE


@pytest.fixture
def known(db: None) -> dict[str, Person]:
    """Everybody of the table."""
    return {
        name: PersonFactory(names=list(names), student_number=number, nationality="")
        for name, (names, number) in PEOPLE.items()
    }


def outcomes(text: str) -> tuple[set[Any], set[Any]]:
    everybody = Person.objects.all()
    return {row.uid for row in persons.page(everybody, text=text).rows}, {
        row.uid for row in persons.near(everybody, text)
    }


def test_the_table_is_long_enough() -> None:
    assert len(PAIRS) >= 200
    assert len({(person, text) for person, text, _outcome in PAIRS}) == len(PAIRS)


def test_every_pair_is_found_as_it_must_be(known: dict[str, Person]) -> None:
    wrong = []
    for person, text, outcome in PAIRS:
        exact, near = outcomes(text)
        uid = known[person].uid
        got = FOUND if uid in exact else NEAR if uid in near else NOTHING
        assert not exact & near, text
        if got != outcome:
            wrong.append(f"{person}: {text!r} is {got}, not {outcome}")
    assert wrong == []


@pytest.mark.parametrize("text", ["---", "・", "'", "　", "%", "_"])
def test_words_without_letters_find_nobody(known: dict[str, Person], text: str) -> None:
    exact, near = outcomes(text)
    assert exact == ({person.uid for person in known.values()} if not text.strip() else set())
    assert near == set()


def test_records_are_found_by_the_same_words(world: World, sato: Any) -> None:
    names, number = PEOPLE["koroleva"]
    stay = world.received(person=PersonFactory(names=list(names), student_number=number))
    for text in ("королева алена", "Alena Королёва", "a2020777"):
        assert [row.uid for row in lists.page(sato, Filters(q=text), Runs.read()).rows] == [stay.uid], text
    assert lists.page(sato, Filters(q="コロレワ"), Runs.read()).rows == ()
    assert [row.uid for row in lists.near(sato, Filters(q="コロレワ"), Runs.read())] == [stay.uid]


def test_nobody_is_said_only_when_nobody_is_near(world: World, sato: Any, sign_in: Any) -> None:
    person = PersonFactory(names=[("latin", "Ohno", "Ken", "")])
    page = sign_in(sato).get("/en/people/", {"q": "Ōno"}).text
    assert "Nobody’s name is written exactly so. These sound alike:" in page
    assert f"/en/people/{person.uid}/" in page
    assert "Nobody of that name is registered." not in page
    assert "Nobody of that name is registered." in sign_in(sato).get("/en/people/", {"q": "Xyz"}).text


def test_a_near_name_is_chosen_and_not_searched_again(world: World, sato: Any, sign_in: Any) -> None:
    person = PersonFactory(names=[("latin", "Ohno", "Ken", "")])
    page = sign_in(sato).get("/en/mobility-records/register/", {"run": world.outbound.uid, "q": "Ōno"}).text
    assert f"person={person.uid}" in page
