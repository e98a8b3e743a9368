"""A new spelling reaches what is stored: the keys of people and institutions are written anew from their names."""

from typing import Any

import pytest
from django.core.management import call_command

from kanazawa_exchange.accounts.models import Person, tracked_writes_allowed
from kanazawa_exchange.accounts.services import people
from partners.models import Institution
from partners.queries.institutions import find
from partners.services import institutions

NAMES = [("latin", "Ivanova", "Vera", ""), ("kana", "イワノワ", "ヴェラ", "")]


@pytest.fixture
def outdated(world: Any, sato: Any) -> tuple[Person, Institution]:
    """A person and an institution whose keys were written by other rules."""
    person = people.create_person(NAMES, student_number="S1", by=sato)
    institutions.edit(world.kazan, {"aliases": "KFU"}, by=sato, version=None)
    with tracked_writes_allowed():
        for rows in (Person.objects.filter(pk=person.pk), Institution.objects.filter(pk=world.kazan.pk)):
            rows.update(search_key="as it was", loose_key="as it was")
    return person, Institution.objects.get(pk=world.kazan.pk)


def test_keys_are_written_anew_and_nothing_else_changes(outdated: tuple[Person, Institution]) -> None:
    person, institution = outdated
    lines = person.history.count(), institution.history.count()

    call_command("rebuild_search_keys")

    assert [line.slug for line in find("kfu").lines] == [institution.slug]
    stored = Person.objects.get(pk=person.pk)
    expected = people.keys_of(NAMES, "S1")
    assert {name: getattr(stored, name) for name in expected} == expected
    assert (stored.version, Institution.objects.get(pk=institution.pk).version) == (person.version, institution.version)
    assert (person.history.count(), institution.history.count()) == lines


def test_what_is_right_already_is_not_written(outdated: tuple[Person, Institution], capsys: Any) -> None:
    call_command("rebuild_search_keys")
    call_command("rebuild_search_keys")
    assert capsys.readouterr().out.splitlines()[-1] == "0 people and 0 institutions have new keys"
