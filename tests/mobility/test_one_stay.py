"""Nobody is in two places at once: the database agrees with a brute-force model on random stays, whoever writes them."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kanazawa_exchange.lib.states import MoveRefused, Step
from mobility.models import COUNTABLE, Status
from mobility.services import checks, mobilities
from mobility.services.known import known_about

from .paths import END, START, in_state, make, registered

FIRST = date(2018, 1, 1)
SECOND = START + timedelta(days=1)
STAYS = st.lists(
    st.tuples(
        st.integers(0, 40),
        st.one_of(st.none(), st.integers(0, 12)),
        st.sampled_from(["in_person", "hybrid", "online"]),
        st.sampled_from(["on_site", "returned", "interrupted", "voided"]),
    ),
    min_size=2,
    max_size=5,
)
QUICK = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)


def row(offset, length, mode, status):
    """The fields of one stay; a stay that is over has an end."""
    start = FIRST + timedelta(days=offset)
    ended = status in {"returned", "interrupted"}
    end = start + timedelta(days=length or 0) if ended else None
    planned_end = start + timedelta(days=length) if length is not None and not ended else None
    fields = {"actual_starts_on": start, "actual_ends_on": end, "mode": mode, "status": status}
    fields |= {"planned_starts_on": start, "planned_ends_on": planned_end}
    if status == "interrupted":
        fields["interruption_counts"] = True
    if status == "voided":
        fields["uncounted_from"] = start
    return fields


def days(fields):
    """Every day on which the stay holds its person alone: on its last one the next may begin; an open one holds all to come."""
    if fields["mode"] == "online" or fields["status"] == "voided":
        return set()
    last = fields["actual_ends_on"] or fields["planned_ends_on"] or FIRST + timedelta(days=400)
    start = fields["actual_starts_on"]
    return {start} | {start + timedelta(days=n) for n in range((last - start).days)}


def stored_and_expected(world, stays):
    """Which of these stays the database took, and which a brute-force model takes."""
    person, taken, stored, expected = None, set(), [], []
    for one in stays:
        fields = row(*one)
        free = not (days(fields) & taken)
        expected.append(free)
        try:
            with transaction.atomic():
                stay = world.sent(**fields, **({"person": person} if person else {}))
        except IntegrityError:
            stored.append(False)
            continue
        person = stay.person
        stored.append(True)
        taken |= days(fields) if free else set()
    return stored, expected


@QUICK
@given(stays=STAYS)
def test_the_database_takes_exactly_the_stays_that_do_not_overlap(world, stays):
    with transaction.atomic():
        stored, expected = stored_and_expected(world, stays)
        transaction.set_rollback(True)
    assert stored == expected


def test_the_guard_holds_in_every_state_in_which_a_stay_has_begun(db):
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT sql FROM sqlite_master WHERE name LIKE 'mobility_one_stay_%'")
        else:
            cursor.execute("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'mobility_one_stay'")
        guards = [definition for (definition,) in cursor.fetchall()]
    assert guards
    for definition in guards:
        assert {state for state in Status.values if f"'{state}'" in definition} == set(COUNTABLE)


def drop_the_guard():
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER mobility_one_stay_insert")
            cursor.execute("DROP TRIGGER mobility_one_stay_update")
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what still waits for the commit would forbid it
            cursor.execute("ALTER TABLE mobility_mobility DROP CONSTRAINT mobility_one_stay")


def test_without_the_guard_the_same_comparison_fails(world):
    """The control: with the constraint gone, the database takes what the model refuses."""
    twice = [(0, 5, "in_person", "returned"), (3, 5, "in_person", "returned")]
    with transaction.atomic():
        drop_the_guard()
        stored, expected = stored_and_expected(world, twice)
        transaction.set_rollback(True)
    assert (stored, expected) == ([True, True], [True, False])


def test_the_refusal_names_the_days_and_the_place_of_the_other_stay(world, sato):
    first = registered(world, sato, actual_starts_on=START, actual_ends_on=END)
    with pytest.raises(mobilities.CannotRegister) as refusal:
        registered(world, sato, person=first.person, actual_starts_on=SECOND, receiving=world.irkutsk)
    sentence = refusal.value.errors["actual_starts_on"]
    assert "2018" in sentence
    assert "カザン連邦大学" in sentence


def test_an_arrival_during_another_stay_is_refused_at_its_day(world, sato):
    first = registered(world, sato, actual_starts_on=START, actual_ends_on=END)
    second = in_state(world, sato, "ready", person=first.person)
    with pytest.raises(MoveRefused) as refusal:
        make(second, "arrive", sato, Step(SECOND))
    assert set(refusal.value.errors) == {"starts_on"}


def test_the_database_refusal_is_the_same_sentence(world, sato, monkeypatch):
    """Two coordinators at the same moment: the look beforehand finds nothing, the constraint speaks."""
    first = registered(world, sato, actual_starts_on=START, actual_ends_on=END)
    monkeypatch.setattr(checks, "presence_faults", lambda stay, known, is_stage: {})
    with pytest.raises(mobilities.CannotRegister) as refusal:
        registered(world, sato, person=first.person, actual_starts_on=SECOND)
    assert "カザン連邦大学" in refusal.value.errors["actual_starts_on"]


def test_an_online_stay_beside_another_is_no_overlap_until_it_becomes_one_in_person(world, sato):
    first = registered(world, sato, actual_starts_on=START, actual_ends_on=END)
    online = registered(world, sato, person=first.person, actual_starts_on=START, mode="online")
    with pytest.raises(mobilities.CannotEdit) as refusal:
        mobilities.edit(online, {"mode": "hybrid"}, by=sato, version=online.version)
    assert set(refusal.value.errors) == {"mode"}


def test_two_stays_at_once_that_share_a_day_the_person_is_locked_for(world, sato):
    """The database takes the shared day of any two; so the services look only after they hold the person's row."""
    stay = registered(world, sato, actual_starts_on=START, actual_ends_on=END)
    with CaptureQueriesContext(connection) as queries:
        known_about(stay)
    asked = [query["sql"] for query in queries]
    locks = next(n for n, sql in enumerate(asked) if 'FROM "accounts_person"' in sql)
    looks = next(n for n, sql in enumerate(asked) if 'FROM "mobility_mobility"' in sql)
    assert locks < looks
    assert connection.vendor == "sqlite" or asked[locks].endswith('FOR NO KEY UPDATE OF "accounts_person"')
