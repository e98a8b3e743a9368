"""Who leaves one place and arrives at the next on the same day: two stages of one stay, never two stays."""

from datetime import timedelta
from itertools import pairwise

import pytest

from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.states import MoveRefused, Step
from mobility.models import Mobility, StageLink
from mobility.queries import integrity, warnings
from mobility.services import mobilities, stages
from mobility.services.mobilities import CannotRegister
from mobility.services.refusals import CannotLink
from tests.factories import PersonFactory

from .paths import END, START, WHY, in_state, make, new_stay, registered
from .test_one_stay import drop_the_guard

NEXT_END = END + timedelta(days=20)


@pytest.fixture
def first(world, sato):
    return registered(world, sato, actual_starts_on=START, actual_ends_on=END)


def arriving(world, first, **fields):
    """Fields of a stay elsewhere that begins on the last day of the first."""
    return {"person": first.person, "receiving": world.irkutsk, "actual_starts_on": END} | fields


def pairs():
    return list(StageLink.objects.order_by("pk").values_list("first_id", "second_id"))


def refused(world, by, **fields):
    with pytest.raises(CannotRegister) as refusal:
        registered(world, by, **fields)
    return refusal.value.errors


# --- Registering -----------------------------------------------------------------------------------------------------
def test_t12_the_next_stage_may_begin_on_the_last_day_of_the_one_before(world, sato, first):
    second = registered(world, sato, **arriving(world, first, actual_ends_on=NEXT_END, is_stage=True))
    assert pairs() == [(first.pk, second.pk)]
    assert StageLink.history.get().history_user == sato
    assert list(integrity.one_stay_at_a_time()) == []
    assert warnings.of_record(second, sato) == ()


def test_t12_without_a_word_about_it_the_day_is_refused_and_the_question_named(world, sato, first):
    errors = refused(world, sato, **arriving(world, first))
    assert set(errors) == {"is_stage"}
    assert "カザン連邦大学" in errors["is_stage"]


def test_t12_the_stage_before_may_be_entered_after_the_one_that_follows(world, sato, first):
    before = registered(
        world,
        sato,
        **arriving(world, first, actual_starts_on=START - timedelta(days=9), actual_ends_on=START, is_stage=True),
    )
    assert pairs() == [(before.pk, first.pk)]


@pytest.mark.parametrize(
    ("order", "all_are"), [((0, 1, 2), False), ((0, 1, 2), True), ((2, 0, 1), True), ((1, 2, 0), True)]
)
def test_t12_three_stages_that_follow_on_each_other_are_registered_at_once(world, sato, order, all_are):
    person = PersonFactory()
    days = [START, END, NEXT_END, NEXT_END + timedelta(days=5)]
    stays = [
        new_stay(world, person=person, actual_starts_on=begin, actual_ends_on=end, is_stage=all_are or begin != START)
        for begin, end in pairwise(days)
    ]
    records = mobilities.register_all([stays[place] for place in order], by=sato, now=clock.now())
    one, two, three = sorted(records, key=lambda stay: stay.actual_starts_on)
    assert set(pairs()) == {(one.pk, two.pk), (two.pk, three.pk)}


@pytest.mark.parametrize("days", [-1, 1])
def test_a_stage_that_shares_no_day_or_two_is_no_change_of_place(world, sato, first, days):
    errors = refused(world, sato, **arriving(world, first, actual_starts_on=END + timedelta(days=days), is_stage=True))
    assert set(errors) == {"actual_starts_on" if days < 0 else "is_stage"}


def test_a_stay_of_one_day_shares_it_with_none_that_begins_on_it(world, sato):
    day = registered(world, sato, actual_starts_on=START, actual_ends_on=START)
    errors = refused(world, sato, **arriving(world, day, actual_starts_on=START, is_stage=True))
    assert set(errors) == {"actual_starts_on"}


def test_a_stage_that_is_followed_already_is_not_linked_again(world, sato, first):
    online = registered(world, sato, **arriving(world, first, mode="online", actual_ends_on=NEXT_END))
    stages.link_stages(first, online, by=sato)
    assert set(refused(world, sato, **arriving(world, first, is_stage=True))) == {"is_stage"}


def test_the_form_asks_and_links(world, sato, sign_in, first):
    typed = {
        "person": first.person.uid,
        "run": world.outbound.uid,
        "sending": world.kanazawa.uid,
        "receiving": world.irkutsk.uid,
        "category": "student",
        "level": "bachelor",
        "activity": "studies",
        "mode": "in_person",
        "actual_starts_on": END.isoformat(),
        **{f"{rows}-{name}": 0 for rows in ("legs", "fundings") for name in ("TOTAL_FORMS", "INITIAL_FORMS")},
    }
    browser = sign_in(sato)
    page = browser.get(f"/en/mobility-records/register/?person={first.person.uid}").content.decode()
    assert 'name="is_stage"' not in page
    page = browser.post("/en/mobility-records/register/", typed).content.decode()
    assert 'name="is_stage"' in page
    assert "Only stages of one stay may share the day of the change" in page
    answer = browser.post("/en/mobility-records/register/", typed | {"is_stage": "on"})
    assert answer.status_code == 302
    assert pairs() == [(first.pk, Mobility.objects.latest("pk").pk)]


# --- Moving ----------------------------------------------------------------------------------------------------------
@pytest.fixture
def awaited(world, sato, first):
    fields = arriving(world, first, planned_starts_on=END, planned_ends_on=NEXT_END)
    del fields["actual_starts_on"]
    return in_state(world, sato, "ready", **fields)


def test_t12_a_linked_stage_arrives_on_the_day_the_one_before_ends(first, awaited, sato):
    assert [(warned.code, warned.link) for warned in warnings.of_record(awaited, sato)] == [("gap", True)]
    with pytest.raises(MoveRefused) as refusal:
        make(awaited, "arrive", sato, Step(END))
    assert list(refusal.value.errors) == ["starts_on"]
    stages.link_stages(first, awaited, by=sato)
    assert make(awaited, "arrive", sato, Step(END)).status == "on_site"


def test_a_link_that_a_shared_day_needs_is_not_taken_back(world, sato, first, sign_in):
    second = registered(world, sato, **arriving(world, first, is_stage=True))
    with pytest.raises(CannotLink):
        stages.unlink_stages(StageLink.objects.get(), by=sato)
    browser = sign_in(sato)
    page = browser.post(f"/en/mobility-records/{second.uid}/stages/unlink/", {"other": first.uid}, follow=True)
    assert "share the day of the change" in page.content.decode()
    assert pairs() == [(first.pk, second.pk)]
    make(second, "correct", sato, Step(END + timedelta(days=1), **WHY, answers={"actual_ends_on": None}))
    stages.unlink_stages(StageLink.objects.get(), by=sato)
    assert pairs() == []


def test_a_correction_that_turns_the_order_cannot_leave_a_shared_day_alone(world, sato, first):
    second = registered(world, sato, **arriving(world, first, actual_ends_on=NEXT_END, is_stage=True))
    answers = {"actual_ends_on": START, "order": "take_back"}
    before = START - timedelta(days=9)
    with pytest.raises(MoveRefused) as refusal:
        make(second, "correct", sato, Step(before, **WHY, answers=answers))
    assert list(refusal.value.errors) == ["order"]
    make(second, "correct", sato, Step(before, **WHY, answers=answers | {"order": "turn"}))
    assert pairs() == [(second.pk, first.pk)]


def test_a_stage_between_two_that_share_a_day_leaves_them_linked(world, sato, first):
    between = registered(
        world, sato, **arriving(world, first, actual_starts_on=START + timedelta(days=1), mode="online")
    )
    stages.link_stages(first, between, by=sato)
    awaited = in_state(world, sato, "ready", person=first.person, planned_starts_on=END, planned_ends_on=NEXT_END)
    stages.link_stages(between, awaited, by=sato)
    after = make(awaited, "arrive", sato, Step(END))
    make(between, "void", sato)
    assert pairs() == [(first.pk, after.pk)]
    assert list(integrity.one_stay_at_a_time()) == []


def test_a_shared_day_without_a_link_is_found(world, first):
    stay = world.sent(person=first.person, actual_starts_on=END, actual_ends_on=NEXT_END, status="returned")
    assert [(found.code, found.record) for found in integrity.one_stay_at_a_time()] == [
        ("one_stay_at_a_time", stay.uid)
    ]


def test_three_that_share_one_day_are_found(world):
    """The stay of that one day stands between the two and belongs to neither."""
    drop_the_guard()
    person = PersonFactory()
    one, two, three = (
        world.sent(person=person, actual_starts_on=start, actual_ends_on=end, status="returned")
        for start, end in ((START, END), (END, END), (END, NEXT_END))
    )
    StageLink(first=one, second=two).save()
    StageLink(first=two, second=three).save()
    assert [found.record for found in integrity.one_stay_at_a_time()] == [three.uid]


def test_a_longer_plan_is_refused_where_it_was_typed(world, sato, first):
    there = registered(
        world, sato, person=first.person, actual_starts_on=END + timedelta(days=5), planned_ends_on=NEXT_END
    )
    later = NEXT_END + timedelta(days=3)
    world.sent(
        person=first.person, receiving=world.irkutsk, status="on_site", actual_starts_on=later, actual_ends_on=None
    )
    with pytest.raises(mobilities.CannotEdit) as refusal:
        mobilities.edit(there, {"planned_ends_on": later + timedelta(days=1)}, by=sato, version=there.version)
    assert set(refusal.value.errors) == {"planned_ends_on"}


def test_two_that_go_opposite_ways_are_told_that_they_overlap(world, sato, first):
    errors = refused(
        world,
        sato,
        person=first.person,
        sending=world.kazan,
        receiving=world.kanazawa,
        run=world.inbound,
        actual_starts_on=END,
    )
    assert set(errors) == {"actual_starts_on"}
