"""Very many records come into the database as few do: the same values, the same history."""

import ast
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction

from kanazawa_exchange.accounts.models import Person, PersonName, PersonWord, Transition
from kanazawa_exchange.accounts.queries.namesakes import Newcomer
from kanazawa_exchange.accounts.services import people
from kanazawa_exchange.accounts.services.editing import write_many
from kanazawa_exchange.accounts.services.ledger import MOVE, Line, log_moves
from kanazawa_exchange.lib import bulk, clock
from kanazawa_exchange.lib.catalogs import SOURCES
from tests.factories import PersonFactory
from tests.names.pairs import PEOPLE

OWN = {"id", "uid", "created_at", "updated_at", "history_id", "history_date"}
"""What every record has for itself."""
NAMES = [("latin", "YAMADA", "Hana\\n\t\\"), ("kanji", "山田", "花"), ("kana", "ヤマダ", "ハナ")]


def newcomers():
    return [
        Newcomer(
            [(script, family, given, "") for script, family, given in NAMES[: number % 3 + 1]],
            None,
            f"17{number}",
            "JP",
        )
        for number in range(7)
    ]


def stored(made):
    """All that is stored of these people, but what is of each record alone."""
    found = []
    for person in Person.objects.filter(pk__in=[one.pk for one in made]).order_by("student_number"):
        rows = [
            *person.names.order_by("script"),
            *person.history.all(),
            *PersonWord.objects.filter(person=person).order_by("exact", "near", "kind"),
        ]
        rows += [line for name in person.names.order_by("script") for line in name.history.all()]
        told = [
            {f.name: getattr(row, f.attname) for f in row._meta.concrete_fields if f.name not in OWN}
            for row in [person, *rows]
        ]
        found.append([{key: value for key, value in one.items() if key != "person"} for one in told])
    return found


def test_many_are_stored_as_few_are(world, sato, monkeypatch):
    few = stored(people.register_all(newcomers(), by=sato))
    monkeypatch.setattr(bulk, "FROM", 1)
    many = people.register_all(newcomers(), by=sato)
    assert stored(many) == few
    assert len({person.pk for person in many}) == 7
    assert PersonFactory().pk > max(person.pk for person in many)  # the next key is given by the database as ever


def test_four_hundred_at_once_are_what_each_would_be_alone(world, sato):
    """By their own number, with no threshold moved: rows, search words and history of one in ten beside those of `register`."""
    told = list(PEOPLE.values())
    crowd = [
        Newcomer(
            told[number % len(told)][0], date(1990 + number % 9, 1, 31), f"{told[number % len(told)][1]}-{number}", "JP"
        )
        for number in range(bulk.FROM + 3)
    ]
    many = people.register_all(crowd, by=sato)[::10]
    with transaction.atomic():
        alone = [people.register(newcomer, by=sato) for newcomer in crowd[::10]]
        expected = stored(alone)
        transaction.set_rollback(True)
    assert stored(many) == expected
    assert {len(name.history.all()) for name in PersonName.objects.filter(person__in=many)} == {1}


def test_a_line_of_history_is_what_the_record_holds(world, sato, monkeypatch):
    monkeypatch.setattr(bulk, "FROM", 1)
    first, second = people.register_all(newcomers()[:2], by=sato)
    for person in (first, second):
        (line,) = person.history.all()
        told = {field.attname: getattr(line, field.attname) for field in Person.history.model.tracked_fields}
        now = Person.objects.get(pk=person.pk)
        assert told == {name: getattr(now, name) for name in told}
        assert (line.history_user, line.history_type, line.history_change_reason) == (sato, "+", None)
        assert now.created_at <= line.history_date


def test_a_wrong_value_among_many_is_refused(world, sato, monkeypatch):
    monkeypatch.setattr(bulk, "FROM", 1)
    with pytest.raises(ValidationError):
        people.register_all([*newcomers(), Newcomer([("runes", "a", "b", "")])], by=sato)
    assert not Person.objects.filter(student_number="170").exists()


def test_whose_value_is_wrong_is_told_as_of_one(world, sato, monkeypatch):
    monkeypatch.setattr(bulk, "FROM", 1)
    with pytest.raises(ValidationError) as refused:
        people.register_all([*newcomers(), Newcomer([("latin", "a", "b" * 201, "")])], by=sato)
    assert set(refused.value.message_dict) == {"given"}


def test_the_log_of_many_is_that_of_few(world, sato, monkeypatch):
    """Numbered within each record, with the words behind a move beside it."""
    lines = [
        Line(PersonFactory.build(pk=key), move, source, "there", date(2019, 4, number + 1), code, reason)
        for key in (1_000_001, 1_000_002)
        for number, (move, source, code, reason) in enumerate(
            [("arrive", "", "", ""), ("return", "there", "ill", " Fever. ")]
        )
    ]

    def logged():
        rows = Transition.objects.filter(record_id__gt=1_000_000)
        return list(rows.values_list(*(name for name in MOVE if name != "id"), "note__text"))

    now = clock.now()
    with transaction.atomic():
        log_moves(lines, by=sato, now=now)
        few = logged()
        transaction.set_rollback(True)
    monkeypatch.setattr(bulk, "FROM", 1)
    assert logged() == []
    log_moves(lines, by=sato, now=now)
    assert logged() == few
    assert [row[-1] for row in few] == [None, "Fever.", None, "Fever."]


CLEAN = {"mobility/services/mobilities.py": "value_faults has asked each field"}
"""Who hands over records that are not cleaned once more, and why they are clean."""


def test_only_who_is_named_here_says_that_records_are_clean():
    root = Path(settings.BASE_DIR)
    sources = {path: path.read_text() for source in SOURCES for path in (root / source).rglob("*.py")}
    told = {path: text for path, text in sources.items() if "is_clean" in text}
    saying = {str(path.relative_to(root)) for path, text in told.items() if _says_clean(ast.parse(text))}
    assert saying == set(CLEAN)


def _says_clean(tree):
    words = [word for node in ast.walk(tree) if isinstance(node, ast.Call) for word in node.keywords]
    return any(word.arg == "is_clean" for word in words)


@pytest.mark.parametrize("at_once", [1, 400])
def test_what_is_said_to_be_clean_is_stored_as_it_is(world, sato, monkeypatch, at_once):
    monkeypatch.setattr(bulk, "FROM", at_once)
    made = [Person(student_number=f" {number} ", nationality="JP") for number in range(3)]
    written = write_many(made, by=sato, is_clean=True)
    assert [person.student_number for person in written] == [" 0 ", " 1 ", " 2 "]
    assert [person.history.count() for person in Person.objects.filter(nationality="JP", student_number=" 1 ")] == [1]
