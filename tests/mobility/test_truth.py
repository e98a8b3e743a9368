"""Stays that came out wrong or that no rule covered: what registering and moving make of them now. Figures: tests/reports."""

from datetime import date, timedelta

import pytest

from kanazawa_exchange.accounts.models import Transition, TransitionNote
from kanazawa_exchange.lib.states import Step
from mobility.services.mobilities import CannotRegister
from programs.models import ProjectHome

from .paths import END, START, registered


def refused(world, by, **fields):
    with pytest.raises(CannotRegister) as refusal:
        registered(world, by, **fields)
    return refusal.value.errors


def test_t05_the_very_same_online_stay_is_registered_once(world, sato):
    days = {"actual_starts_on": START, "actual_ends_on": END, "mode": "online"}
    first = registered(world, sato, **days)
    assert set(refused(world, sato, person=first.person, **days)) == {"actual_starts_on"}
    other_days = days | {"actual_ends_on": END + timedelta(days=1)}
    assert registered(world, sato, person=first.person, **other_days).status == "returned"
    assert registered(world, sato, person=first.person, **days, receiving=world.irkutsk).status == "returned"


EARLY = Step(reason_code="health", reason="Came home ill")


def test_t14_a_past_stay_that_ended_early_is_one_act_even_after_a_later_stay(world, sato):
    later = registered(world, sato, actual_starts_on=date(2018, 7, 24))
    past = registered(
        world,
        sato,
        person=later.person,
        planned_starts_on=date(2017, 9, 26),
        planned_ends_on=date(2018, 9, 25),
        actual_starts_on=date(2017, 9, 26),
        actual_ends_on=date(2018, 1, 25),
        ended_early=EARLY,
    )
    assert (past.status, past.interruption_counts, past.uncounted_from) == ("interrupted", True, None)
    log = Transition.objects.filter(record_id=past.pk)
    assert list(log.values_list("move", "reason_code")) == [("register_arrived", ""), ("interrupt", "health")]
    assert TransitionNote.objects.get(transition__in=log).text == "Came home ill"


def test_t14_the_reason_decides_whether_it_counts_unless_the_office_does(world, sato):
    days = {"actual_starts_on": START, "actual_ends_on": END}
    own_wish = Step(reason_code="own_wish", reason="Wanted to go home")
    left_out = registered(world, sato, **days, ended_early=own_wish)
    assert (left_out.interruption_counts, left_out.uncounted_from) == (False, END)
    decided = Step(reason_code="own_wish", reason="Wanted to go home", answers={"counts": True})
    assert registered(world, sato, **days, ended_early=decided).interruption_counts is True


@pytest.mark.parametrize(
    ("step", "days", "field"),
    [
        (EARLY, {"actual_starts_on": START}, "actual_ends_on"),
        (Step(reason_code="nonsense", reason="x"), {"actual_starts_on": START, "actual_ends_on": END}, "reason_code"),
        (Step(reason_code="health", reason=" "), {"actual_starts_on": START, "actual_ends_on": END}, "reason"),
    ],
)
def test_t14_an_early_end_without_day_or_reason_is_refused_at_its_field(world, sato, step, days, field):
    assert set(refused(world, sato, **days, ended_early=step)) == {field}


def test_t15_the_sentence_names_the_day_from_which_an_institution_is_ours(world, sato):
    home = ProjectHome.objects.get(institution=world.kanazawa)
    before = home.starts_on - timedelta(days=30)
    errors = refused(world, sato, planned_starts_on=before, planned_ends_on=before)
    assert "金沢大学" in errors["planned_starts_on"]
    assert f"{home.starts_on:%Y/%m/%d}" in errors["planned_starts_on"]
    never = refused(world, sato, sending=world.irkutsk, planned_starts_on=before, planned_ends_on=before)
    assert "金沢大学" not in never["receiving"]
