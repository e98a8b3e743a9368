"""A new spelling reaches what is stored: the keys of people and institutions are written anew from their names."""

from typing import Any

import pytest
from django.core.management import call_command

from kanazawa_exchange.accounts.models import Person, PersonWord, tracked_writes_allowed
from kanazawa_exchange.accounts.queries.namesakes import Newcomer
from kanazawa_exchange.accounts.services import people, people_words
from partners.models import Institution
from partners.queries.institutions import find
from partners.services import institutions

NAMES = [("latin", "Ivanova", "Vera", ""), ("kana", "イワノワ", "ヴェラ", "")]


@pytest.fixture
def outdated(world: Any, sato: Any) -> tuple[Person, Institution]:
    """A person and an institution whose keys were written by other rules."""
    person = people.register(Newcomer(NAMES, student_number="S1"), by=sato)
    institutions.edit(world.kazan, {"aliases": "KFU"}, by=sato, version=None)
    with tracked_writes_allowed():
        Person.objects.filter(pk=person.pk).update(sort_ru="as it was")
        Institution.objects.filter(pk=world.kazan.pk).update(search_key="as it was", loose_key="as it was")
    PersonWord.objects.filter(person=person).update(exact="as it was")
    return person, Institution.objects.get(pk=world.kazan.pk)


def test_keys_are_written_anew_and_nothing_else_changes(outdated: tuple[Person, Institution]) -> None:
    person, institution = outdated
    lines = person.history.count(), institution.history.count()

    call_command("rebuild_search_keys")

    assert [line.slug for line in find("kfu").lines] == [institution.slug]
    stored = Person.objects.get(pk=person.pk)
    expected = people_words.order_columns(NAMES)
    assert {name: getattr(stored, name) for name in expected} == expected
    assert {word.exact for word in stored.words.all()} >= {"ivanovavera", "いわのわゔぇら", "s1"}
    assert (stored.version, Institution.objects.get(pk=institution.pk).version) == (person.version, institution.version)
    assert (person.history.count(), institution.history.count()) == lines


def test_the_number_counts_people_whose_order_or_whose_words_differed(world: Any, sato: Any, capsys: Any) -> None:
    ordered, worded, both, _right = (people.register(Newcomer(NAMES), by=sato) for _ in range(4))
    call_command("rebuild_search_keys")
    capsys.readouterr()
    with tracked_writes_allowed():
        Person.objects.filter(pk__in=[ordered.pk, both.pk]).update(sort_ru="as it was")
    PersonWord.objects.filter(person__in=[worded, both]).update(exact="as it was")
    call_command("rebuild_search_keys")
    assert capsys.readouterr().out == "3 people and 0 institutions have new keys\n"


def test_only_who_has_no_words_is_filled(world: Any, sato: Any, capsys: Any) -> None:
    empty, outdated, former = (people.register(Newcomer(NAMES), by=sato) for _ in range(3))
    PersonWord.objects.filter(person__in=[empty, former]).delete()
    PersonWord.objects.filter(person=outdated).update(exact="as it was")
    call_command("rebuild_search_keys", missing=True)
    assert capsys.readouterr().out == "2 people and 0 institutions have new keys\n"
    assert {word.exact for word in empty.words.all()} >= {"ivanovavera"}
    assert {word.exact for word in outdated.words.all()} == {"as it was"}
    call_command("rebuild_search_keys", missing=True)
    assert capsys.readouterr().out == ""


def test_what_is_right_already_is_not_written(outdated: tuple[Person, Institution], capsys: Any) -> None:
    call_command("rebuild_search_keys")
    call_command("rebuild_search_keys")
    assert capsys.readouterr().out.splitlines()[-1] == "0 people and 0 institutions have new keys"
