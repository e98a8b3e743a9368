"""The checker finds each planted violation, and nothing where nothing is wrong."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from kanazawa_exchange.accounts.models import tracked_writes_allowed
from mobility.facts import LegValues
from mobility.models import Leg, Mobility, StageLink
from mobility.queries import integrity
from programs.models import ProjectHome

from .paths import END, START, in_state, registered


def open_the_guards():
    """Constraints and triggers step aside, as they would for a hand in the database."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA ignore_check_constraints = ON")
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            for (name,) in cursor.fetchall():
                cursor.execute(f'DROP TRIGGER "{name}"')
            return
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            "SELECT c.conname, r.relname FROM pg_constraint c JOIN pg_class r ON r.oid = c.conrelid "
            "WHERE c.contype IN ('c', 'x') AND r.relname LIKE 'mobility\\_%%' ESCAPE '\\'".replace("%%", "%")
        )
        for name, table in cursor.fetchall():
            cursor.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"')


@pytest.fixture
def broken(world):
    """A world whose guards are open until the test ends."""
    open_the_guards()
    yield world
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA ignore_check_constraints = OFF")


def codes():
    return {finding.code for finding in integrity.findings()}


def plant(stay, **fields):
    with tracked_writes_allowed():
        Mobility.objects.filter(pk=stay.pk).update(**fields)


def test_nothing_is_found_where_nothing_is_wrong(world, sato, capsys):
    for state in (
        "planned",
        "ready",
        "on_site",
        "returned",
        "completed",
        "closed",
        "cancelled",
        "interrupted",
        "voided",
    ):
        in_state(world, sato, state, legs=[LegValues(world.kazan, START, END)])
    call_command("check_integrity")
    assert "nothing is wrong" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("state", "fields", "code"),
    [
        ("on_site", {"status": "ready"}, "state_is_last_move"),
        ("planned", {"actual_starts_on": START}, "dates_fit_state"),
        ("returned", {"actual_ends_on": None}, "dates_fit_state"),
        ("returned", {"actual_ends_on": START - timedelta(days=1)}, "dates_fit_state"),
        ("voided", {"uncounted_from": None}, "uncounted_has_date"),
        ("returned", {"version": 99}, "history_is_complete"),
    ],
)
def test_a_planted_contradiction_of_one_record_is_found(broken, sato, state, fields, code):
    stay = in_state(broken, sato, state)
    plant(stay, **fields)
    assert code in codes()


def test_a_void_that_begins_too_late_is_found(broken, sato):
    stay = registered(broken, sato, actual_starts_on=START, actual_ends_on=END)
    plant(stay, status="voided", uncounted_from=END)
    assert "void_reaches_back" in codes()


def test_a_direction_that_does_not_follow_is_found(broken, sato):
    stay = registered(broken, sato)
    plant(stay, run=broken.inbound)
    assert codes() == {"direction_is_derived"}


def test_a_change_of_the_home_side_is_found_in_the_records(broken, sato):
    registered(broken, sato)
    ProjectHome.objects.create(project=broken.project, institution=broken.kazan, starts_on=START)
    assert codes() == {"direction_is_derived"}


def test_two_stays_at_one_time_are_found(broken, sato):
    first = registered(broken, sato, actual_starts_on=START, actual_ends_on=END)
    second = registered(broken, sato, actual_starts_on=START, actual_ends_on=END)
    plant(second, person=first.person)
    assert "one_stay_at_a_time" in codes()


@pytest.mark.parametrize(
    ("days", "code"),
    [
        ((START - timedelta(days=1), START), "legs_inside"),
        ((START, START), "legs_apart"),
        ((END, START), "legs_inside"),
    ],
)
def test_a_leg_that_is_wrong_is_found(broken, sato, days, code):
    stay = registered(broken, sato, legs=[LegValues(broken.kazan, START, END)])
    Leg.objects.create(mobility=stay, host=broken.irkutsk, starts_on=days[0], ends_on=days[1])
    assert code in codes()


@pytest.mark.parametrize("code", ["stages_one_person", "stages_in_order", "stages_live"])
def test_stages_that_do_not_belong_together_are_found(broken, sato, code):
    first = in_state(broken, sato, "cancelled") if code == "stages_live" else registered(broken, sato)
    person = None if code == "stages_one_person" else first.person
    day = START - timedelta(days=30) if code == "stages_in_order" else END
    second = registered(broken, sato, person=person, planned_starts_on=day)
    StageLink.objects.create(first=first, second=second)
    assert codes() == {code}


def test_the_command_ends_with_an_error_and_names_the_record(broken, sato, capsys):
    stay = in_state(broken, sato, "on_site")
    plant(stay, status="ready")
    with pytest.raises(CommandError):
        call_command("check_integrity")
    assert str(stay.uid) in capsys.readouterr().out
