"""Tables spoilt at random: exactly what was planted is told, and neither a look nor a refusal writes anything."""

from importlib import import_module

import pytest
from django.db import connection
from hypothesis import HealthCheck, Phase, given, settings

from kanazawa_exchange.lib import clock
from mobility.services import imports
from mobility.services.imports import CannotApply
from tests.factories import PersonFactory

from .corruptions import WAYS, person, spoilt_tables
from .digests import differing, digests, rolled_back
from .importing import furnish, imported, told

CHECK = import_module("mobility.services.import_stays.check")


@pytest.fixture
def places(world):
    furnish(world)
    return world


@pytest.mark.parametrize("part", range(4))
def test_exactly_the_planted_faults_are_told_and_nothing_is_written(places, sato, part):
    before = digests()

    @settings(max_examples=20, phases=[Phase.generate], deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(spoilt_tables(first=100 * part))
    def run(planted):
        with rolled_back():
            batch = imported(planted.rows, sato)
            assert told(batch) == planted.told
            assert differing(before, digests()) == set()
            wrong = sorted({number for number, _column, _code in planted.told})
            if wrong:
                with pytest.raises(CannotApply) as refusal:
                    imports.apply(batch, [row.number for row in batch.rows.all()], by=sato, now=clock.now())
                assert list(refusal.value.numbers) == wrong
                assert differing(before, digests()) == set()

    run()


# --- Controls: what would make these tests say nothing --------------------------------------------------------------------


def right(number):
    """A row with nothing wrong in it."""
    student, name = person(number)
    return {column: ways[0] for column, ways in WAYS.items()} | {"student_number": student, "name_latin": name}


def test_control_a_single_letter_in_any_table_changes_its_digest(places):
    somebody = PersonFactory(student_number="K-1")
    before = digests()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_person SET student_number = 'K-2' WHERE id = %s", [somebody.pk])
    assert differing(before, digests()) == {"accounts_person"}


def test_control_a_check_that_writes_is_noticed(places, sato, monkeypatch):
    real = CHECK.find_stays

    def writing(*asked):
        places.kazan.save()
        return real(*asked)

    monkeypatch.setattr(CHECK, "find_stays", writing)
    before = digests()
    imported([right(1)], sato)
    assert differing(before, digests()) != set()


def test_control_a_check_that_overlooks_a_fault_is_noticed(places, sato, monkeypatch):
    twice = [right(1), right(2), right(1)]
    assert told(imported(twice, sato)) == {(4, "", "row.twice")}
    monkeypatch.setattr(CHECK, "find_twice", lambda drafts: set())
    assert told(imported(twice, sato)) != {(4, "", "row.twice")}
