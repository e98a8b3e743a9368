"""What the office may register, what is refused at which field, and what is told about the beginning."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from kanazawa_exchange.accounts.models import Transition
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.states import Step
from mobility.facts import FundingValues, LegValues
from mobility.models import Funding, Leg, Mobility
from mobility.services import mobilities
from mobility.services.mobilities import CannotEdit, CannotRegister
from programs.models import ProjectHome
from tests.factories import InstitutionFactory

from .paths import END, START, in_state, make, registered


def refused(world, by, **fields):
    """The fields at which the registration is refused; nothing is stored."""
    before = (Mobility.objects.count(), Transition.objects.count(), Leg.objects.count())
    with pytest.raises(CannotRegister) as refusal:
        registered(world, by, **fields)
    assert (Mobility.objects.count(), Transition.objects.count(), Leg.objects.count()) == before
    return refusal.value.errors


def moves_of(stay):
    return list(Transition.objects.filter(record_id=stay.pk).values_list("move", "source", "target", "effective_on"))


def test_a_planned_record_begins_on_the_day_it_is_entered(world, sato):
    stay = registered(world, sato)
    assert moves_of(stay) == [("register", "", "planned", clock.today())]


def test_a_past_stay_begins_on_its_first_day_and_ends_on_its_last(world, sato):
    stay = registered(world, sato, actual_starts_on=START, actual_ends_on=END)
    assert (stay.status, stay.fiscal_year) == ("returned", 2018)
    assert moves_of(stay) == [("register_arrived", "", "on_site", START), ("return", "on_site", "returned", END)]


def test_somebody_who_is_there_may_have_a_planned_end(world, sato):
    stay = registered(world, sato, actual_starts_on=START, planned_ends_on=END)
    assert (stay.status, stay.planned_starts_on) == ("on_site", START)


def test_a_plan_that_is_sent_twice_is_registered_once(world, sato):
    first = registered(world, sato, planned_starts_on=START, planned_ends_on=END)
    again = {"person": first.person, "planned_starts_on": START, "planned_ends_on": END}

    errors = refused(world, sato, **again)

    assert list(errors) == ["planned_starts_on"]
    assert "2018/08/20" in errors["planned_starts_on"]
    assert registered(world, sato, **again | {"planned_ends_on": None}).pk != first.pk
    make(first, "void", sato)
    assert registered(world, sato, **again).status == "planned"


def test_legs_and_funding_are_kept_with_the_record(world, sato):
    stay = registered(
        world,
        sato,
        legs=[LegValues(world.kazan, START, START, True), LegValues(world.irkutsk, END, END)],
        fundings=[FundingValues("jasso", 70_000)],
        credits_expected=Decimal("2.5"),
    )
    assert [(leg.host, leg.is_main) for leg in stay.legs.order_by("starts_on")] == [
        (world.kazan, True),
        (world.irkutsk, False),
    ]
    assert list(stay.fundings.values_list("source", "monthly_yen")) == [("jasso", 70_000)]


@pytest.mark.parametrize(
    ("dates", "field"),
    [
        ({"planned_starts_on": END, "planned_ends_on": START}, "planned_ends_on"),
        ({"actual_starts_on": END, "actual_ends_on": START}, "actual_ends_on"),
        ({"planned_starts_on": START, "actual_ends_on": END}, "actual_starts_on"),
        ({"planned_starts_on": None, "planned_ends_on": None}, "planned_starts_on"),
        ({"planned_starts_on": None, "planned_ends_on": END}, "planned_starts_on"),
    ],
)
def test_dates_that_contradict_each_other_are_refused_at_their_field(world, sato, dates, field):
    assert field in refused(world, sato, **dates)


def test_no_arrival_of_the_future_is_registered(world, sato):
    assert set(refused(world, sato, actual_starts_on=clock.today() + timedelta(days=1))) == {"actual_starts_on"}


def test_the_direction_follows_from_the_side_that_is_ours(world, sato):
    back = {"sending": world.kazan, "receiving": world.kanazawa}
    assert registered(world, sato, run=world.inbound, **back).run.direction == "inbound"
    assert set(refused(world, sato, run=world.outbound, **back)) == {"run"}
    assert set(refused(world, sato, run=world.inbound)) == {"run"}


def test_neither_or_both_sides_ours_is_refused(world, sato):
    assert set(refused(world, sato, sending=world.irkutsk)) == {"receiving"}
    ProjectHome.objects.create(project=world.project, institution=world.kazan, starts_on=date(2010, 4, 1))
    assert set(refused(world, sato)) == {"receiving"}


def test_the_home_side_of_the_first_day_decides(world, sato):
    ProjectHome.objects.create(project=world.project, institution=world.kazan, starts_on=END)
    assert registered(world, sato).status == "planned"
    assert set(refused(world, sato, planned_starts_on=END, planned_ends_on=None)) == {"receiving"}


def test_a_home_student_placed_at_home_is_no_dispatch(world, sato):
    company = InstitutionFactory(city=world.kanazawa.city, kind="company")
    assert set(refused(world, sato, receiving=company)) == {"receiving"}


def test_one_institution_cannot_be_both_sides(world, sato):
    assert set(refused(world, sato, receiving=world.kanazawa)) == {"receiving"}


def test_a_closed_run_takes_no_new_record(world, sato):
    world.outbound.is_closed = True
    world.outbound.save()
    assert set(refused(world, sato)) == {"run"}


@pytest.mark.parametrize(
    "legs",
    [
        [(START - timedelta(days=1), END, False)],
        [(START, END + timedelta(days=1), False)],
        [(END, START, False)],
        [(START, END, False), (END, END, False)],
        [(START, START, True), (END, END, True)],
    ],
)
def test_legs_lie_inside_apart_and_have_one_main_host(world, sato, legs):
    assert set(refused(world, sato, legs=[LegValues(world.kazan, *leg) for leg in legs])) == {"legs"}


def test_a_source_of_money_stands_once(world, sato):
    twice = [FundingValues("jasso", 1), FundingValues("jasso", 2)]
    assert set(refused(world, sato, fundings=twice)) == {"fundings"}


def test_a_programme_coordinator_registers_in_the_own_programmes_only(world, kimura):
    assert registered(world, kimura).pk
    with pytest.raises(PermissionDenied):
        registered(world, kimura, run=world.basic_outbound)


def test_a_student_registers_nothing(world, aiko):
    with pytest.raises(PermissionDenied):
        registered(world, aiko)


# --- Editing -------------------------------------------------------------------------------------------------------------
def test_an_edit_changes_facts_legs_and_money_and_writes_one_line_of_history(world, sato):
    stay = registered(world, sato, legs=[LegValues(world.kazan, START, END)], fundings=[FundingValues("jasso", 1)])
    moved = START + timedelta(days=60)
    mobilities.edit(
        stay,
        {
            "planned_starts_on": moved,
            "planned_ends_on": moved,
            "level": "master",
            "legs": (LegValues(world.irkutsk, moved, moved),),
            "fundings": (FundingValues("self"),),
        },
        by=sato,
        version=stay.version,
    )
    stay.refresh_from_db()
    assert (stay.level, stay.version, stay.history.count()) == ("master", 2, 2)
    assert stay.history.first().history_user == sato
    assert list(Leg.objects.values_list("host", "starts_on")) == [(world.irkutsk.pk, moved)]
    assert list(Funding.objects.values_list("source", "monthly_yen")) == [("self", None)]


def test_an_edit_that_leaves_a_leg_outside_is_refused_whole(world, sato):
    stay = registered(world, sato, legs=[LegValues(world.kazan, START, END)])
    with pytest.raises(CannotEdit) as refusal:
        mobilities.edit(stay, {"planned_ends_on": START}, by=sato, version=stay.version)
    stay.refresh_from_db()
    assert (set(refusal.value.errors), stay.planned_ends_on) == ({"legs"}, END)


@pytest.mark.parametrize("state", ["closed", "cancelled", "voided"])
def test_a_record_at_its_end_is_read_only(world, sato, state):
    stay = in_state(world, sato, state)
    with pytest.raises(CannotEdit):
        mobilities.edit(stay, {"note": "x"}, by=sato, version=stay.version)


@pytest.mark.parametrize("name", ["person", "sending", "receiving", "status", "actual_starts_on"])
def test_an_edit_has_no_way_to_change_who_where_or_what_moves_change(world, sato, name):
    stay = registered(world, sato)
    with pytest.raises(ValueError, match=name):
        mobilities.edit(stay, {name: None}, by=sato, version=stay.version)


def test_an_edit_into_a_foreign_programme_is_refused(world, kimura):
    stay = registered(world, kimura)
    with pytest.raises(PermissionDenied):
        mobilities.edit(stay, {"run": world.basic_outbound}, by=kimura, version=stay.version)


def test_the_arrival_shortens_a_leg_that_began_with_the_plan(world, sato):
    stay = in_state(world, sato, "ready", legs=[LegValues(world.kazan, START, END)])
    later = START + timedelta(days=3)
    make(stay, "arrive", sato, Step(later))
    assert list(stay.legs.values_list("starts_on", "ends_on")) == [(later, END)]
