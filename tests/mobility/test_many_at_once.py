"""Many stays are registered like one: the same checks, the same log and history, and no query more."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kanazawa_exchange.accounts.models import Transition
from kanazawa_exchange.lib import bulk, clock
from mobility.facts import FundingValues, LegValues
from mobility.models import Funding, Leg, Mobility
from mobility.services import mobilities
from mobility.services.mobilities import CannotRegister

from .paths import END, START, new_stay, registered

QUERIES = 17
"""Roles, savepoint and release, seven to know, two a table with its history (record, leg, funding), the log, as stored."""


def by_copy() -> int:
    """What the log costs beside, once it is long enough to go by COPY: its keys, a savepoint and its release; COPY itself is not seen."""
    return 2 if connection.vendor == "postgresql" else 3


def stays(world, count):
    return [
        new_stay(
            world,
            actual_starts_on=START,
            actual_ends_on=END,
            legs=[LegValues(world.kazan, START, END)],
            fundings=[FundingValues("jasso", 70_000)],
        )
        for _ in range(count)
    ]


@pytest.mark.parametrize("count", [3, 300])
def test_three_and_three_hundred_cost_the_same_queries(world, sato, count):
    new = stays(world, count)
    with CaptureQueriesContext(connection) as queries:
        records = mobilities.register_all(new, by=sato, now=clock.now())
    assert len(queries) == QUERIES + (by_copy() if 2 * count >= bulk.FROM else 0), [
        query["sql"][:90] for query in queries
    ]
    assert [record.person for record in records] == [stay.person for stay in new]
    assert Mobility.objects.count() == Leg.objects.count() == Funding.objects.count() == count
    assert Mobility.history.count() == Leg.history.count() == Funding.history.count() == count
    assert Transition.objects.count() == 2 * count


def trace_of(record):
    """Everything that is stored about a record, apart from who and when."""
    left_out = {"id", "uid", "person_id", "created_at", "updated_at", "history_id", "history_date", "mobility_id"}

    def plain(row):
        return {name: value for name, value in row.items() if name not in left_out}

    moves = Transition.objects.filter(record_id=record.pk).values_list("sequence", "move", "target", "effective_on")
    rows = [Mobility.objects.filter(pk=record.pk), record.legs.all(), record.fundings.all(), record.history.all()]
    histories = [Leg.history.filter(mobility=record), Funding.history.filter(mobility=record)]
    return [[plain(row) for row in queryset.values()] for queryset in (*rows, *histories)], list(moves)


@pytest.mark.parametrize("many", [bulk.FROM, 1])
def test_the_log_and_the_history_are_those_of_one_by_one(world, sato, monkeypatch, many):
    """Also where two are very many."""
    one_by_one = [
        mobilities.register(stay.person, stay.places, stay.facts, stay.confirmed, by=sato, now=clock.now())
        for stay in stays(world, 2)
    ]
    monkeypatch.setattr(bulk, "FROM", many)
    together = mobilities.register_all(stays(world, 2), by=sato, now=clock.now())
    assert [trace_of(record) for record in together] == [trace_of(record) for record in one_by_one]
    assert {record.history.get().history_user for record in together} == {sato}


def test_one_wrong_stay_refuses_all_and_every_wrong_one_is_told(world, sato):
    new = stays(world, 3)
    new[1] = new_stay(world, planned_starts_on=END, planned_ends_on=START)
    new.append(new_stay(world, person=new[0].person, actual_starts_on=START + timedelta(days=1)))
    with pytest.raises(CannotRegister) as refusal:
        mobilities.register_all(new, by=sato, now=clock.now())
    assert {number: set(errors) for number, errors in refusal.value.rows.items()} == {
        1: {"planned_ends_on"},
        3: {"actual_starts_on"},
    }
    assert Mobility.objects.count() == Transition.objects.count() == 0


def test_a_stay_in_a_foreign_programme_refuses_all(world, kimura):
    with pytest.raises(PermissionDenied):
        mobilities.register_all(
            [*stays(world, 1), new_stay(world, run=world.basic_outbound)], by=kimura, now=clock.now()
        )
    assert Mobility.objects.count() == 0


def test_the_next_move_is_numbered_after_those_written_together(world, sato):
    record = registered(world, sato, actual_starts_on=START, actual_ends_on=END)
    assert list(Transition.objects.filter(record_id=record.pk).values_list("sequence", flat=True)) == [1, 2]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"credits_expected": -1}, "credits_expected"),
        ({"mode": "by balloon"}, "mode"),
        ({"level": "x" * 40}, "level"),
        ({"fundings": [FundingValues("jasso", -5)]}, "fundings"),
        ({"fundings": [FundingValues("a rich uncle")]}, "fundings"),
    ],
)
def test_what_no_form_lets_through_is_refused_by_row_and_field(world, sato, values, field):
    new = [*stays(world, 1), new_stay(world, actual_starts_on=START, **values)]
    with pytest.raises(CannotRegister) as refusal:
        mobilities.register_all(new, by=sato, now=clock.now())
    assert {number: set(errors) for number, errors in refusal.value.rows.items()} == {1: {field}}
