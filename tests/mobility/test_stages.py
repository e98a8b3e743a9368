"""Two stages of one stay: linked by a person only, of one person, and taken apart when one of them counts no more."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from kanazawa_exchange.accounts.services.editing import Gone
from kanazawa_exchange.lib.states import MoveRefused, Step
from mobility.models import StageLink
from mobility.queries import warnings
from mobility.services import mobilities, stages
from mobility.services.refusals import CannotLink

from .paths import END, START, WHY, make, registered


@pytest.fixture
def first(world, sato):
    return registered(world, sato, actual_starts_on=START, actual_ends_on=END)


@pytest.fixture
def second(world, sato, first):
    """Begins a week later at another place."""
    start = END + timedelta(days=7)
    return registered(
        world, sato, person=first.person, receiving=world.irkutsk, actual_starts_on=start, actual_ends_on=start
    )


def test_a_short_gap_suggests_a_link_and_sets_none(first, second, sato):
    assert [(warned.code, warned.other, warned.link) for warned in warnings.of_record(first, sato)] == [
        ("gap", second.uid, True)
    ]
    assert not StageLink.objects.exists()


def test_a_link_ends_the_suggestion(first, second, sato):
    stages.link_stages(first, second, by=sato)
    assert warnings.of_record(first, sato) == ()


def test_a_gap_of_more_than_a_fortnight_suggests_nothing(world, sato, first):
    start = END + timedelta(days=15)
    registered(world, sato, person=first.person, actual_starts_on=start, actual_ends_on=start)
    assert warnings.of_record(first, sato) == ()


def test_both_of_two_near_stays_are_asked_also_when_one_is_online_and_lasts(world, sato, first):
    start = END + timedelta(days=2)
    online = registered(world, sato, person=first.person, mode="online", actual_starts_on=start)
    asked = {stay.uid: [one.other for one in warnings.of_record(stay, sato) if one.link] for stay in (first, online)}
    assert asked == {first.uid: [online.uid], online.uid: [first.uid]}


def test_stages_of_two_people_are_refused(world, sato, first):
    other = registered(world, sato, actual_starts_on=END, actual_ends_on=END)
    with pytest.raises(CannotLink):
        stages.link_stages(first, other, by=sato)


def test_the_second_stage_begins_later(first, second, sato):
    with pytest.raises(CannotLink):
        stages.link_stages(second, first, by=sato)


def test_a_stage_has_one_before_and_one_after(world, sato, first, second):
    stages.link_stages(first, second, by=sato)
    with pytest.raises(CannotLink):
        stages.link_stages(first, second, by=sato)


def test_t02_two_links_make_no_circle(world, sato, first):
    again = registered(world, sato, person=first.person, mode="online", actual_starts_on=START, actual_ends_on=START)
    stages.link_stages(first, again, by=sato)
    with pytest.raises(CannotLink):
        stages.link_stages(again, first, by=sato)


def test_t02_three_links_make_no_circle(world, sato, first):
    circle = [first]
    for number in range(2):
        days = {"actual_starts_on": START, "actual_ends_on": START + timedelta(days=number)}
        circle.append(registered(world, sato, person=first.person, mode="online", **days))
    stages.link_stages(circle[0], circle[1], by=sato)
    stages.link_stages(circle[1], circle[2], by=sato)
    with pytest.raises(CannotLink):
        stages.link_stages(circle[2], circle[0], by=sato)


# --- Days that turn the order --------------------------------------------------------------------------------------------
LATE = END + timedelta(days=30)
CORRECTED = "/en/mobility-records/{}/moves/correct/"


def corrected(stay, by, day, **answers):
    return make(stay, "correct", by, Step(day, **WHY, answers={"actual_ends_on": day, **answers}))


def pairs():
    return list(StageLink.objects.order_by("pk").values_list("first_id", "second_id"))


def test_t03_a_correction_that_turns_the_order_asks(first, second, sato):
    stages.link_stages(first, second, by=sato)
    with pytest.raises(MoveRefused) as refused:
        corrected(first, sato, LATE, order="")
    assert list(refused.value.errors) == ["order"]
    first.refresh_from_db()
    assert first.actual_starts_on == START
    assert pairs() == [(first.pk, second.pk)]


def test_t03_the_link_is_turned_or_taken_back_as_answered(first, second, sato):
    stages.link_stages(first, second, by=sato)
    corrected(first, sato, LATE, order="turn")
    assert pairs() == [(second.pk, first.pk)]
    corrected(first, sato, START, order="take_back")
    assert pairs() == []


def test_t03_a_correction_by_a_command_turns_the_link(first, second, sato):
    stages.link_stages(first, second, by=sato)
    corrected(second, sato, START - timedelta(days=30))
    assert pairs() == [(second.pk, first.pk)]


def test_t03_a_stage_that_leaps_over_two_finds_its_new_place(world, sato, first, second):
    third = registered(world, sato, person=first.person, actual_starts_on=LATE, actual_ends_on=LATE)
    stages.link_stages(first, second, by=sato)
    stages.link_stages(second, third, by=sato)
    corrected(first, sato, LATE + timedelta(days=9), order="turn")
    assert pairs() == [(second.pk, third.pk), (third.pk, first.pk)]


def test_t03_only_the_link_in_the_wrong_order_is_taken_back(world, sato, first, second):
    third = registered(world, sato, person=first.person, actual_starts_on=LATE, actual_ends_on=LATE)
    stages.link_stages(first, second, by=sato)
    stages.link_stages(second, third, by=sato)
    corrected(first, sato, LATE + timedelta(days=9), order="take_back")
    assert pairs() == [(second.pk, third.pk)]


def test_t03_a_correction_that_keeps_the_order_asks_nothing(first, second, sato):
    stages.link_stages(first, second, by=sato)
    corrected(first, sato, START + timedelta(days=1), order="")
    assert pairs() == [(first.pk, second.pk)]


def test_t03_an_arrival_later_than_planned_turns_the_link(world, sato, first, second):
    planned = registered(
        world, sato, person=first.person, planned_starts_on=START - timedelta(days=90), planned_ends_on=START - timedelta(days=80)
    )  # fmt: skip
    stages.link_stages(planned, first, by=sato)
    make(make(planned, "make_ready", sato), "arrive", sato, Step(LATE))
    assert pairs() == [(first.pk, planned.pk)]


def test_t03_another_plan_turns_the_link(world, sato, first):
    day = END + timedelta(days=20)
    one, other = (
        registered(world, sato, person=first.person, planned_starts_on=day + plus, planned_ends_on=day + plus)
        for plus in (timedelta(0), timedelta(days=5))
    )
    stages.link_stages(one, other, by=sato)
    later = {"planned_starts_on": LATE, "planned_ends_on": LATE}
    mobilities.edit(one, later, by=sato, version=one.version)
    assert pairs() == [(other.pk, one.pk)]


def test_t03_the_page_asks_and_the_history_tells(first, second, sato, sign_in):
    stages.link_stages(first, second, by=sato)
    browser, page = sign_in(sato), CORRECTED.format(first.uid)
    typed = {"actual_starts_on": LATE.isoformat(), "actual_ends_on": LATE.isoformat(), **WHY, "version": first.version}
    answer = browser.post(page, typed)
    assert "The first of two linked stages would begin after the second." in answer.text
    browser.post(page, typed | {"order": "turn"})
    assert pairs() == [(second.pk, first.pk)]
    history = browser.get(f"/en/mobility-records/{first.uid}/").text
    assert history.index("Linked with another stage of the same stay") < history.index("Stage link taken back")


def test_t03_the_page_asks_for_the_order_only_where_stages_are_linked(first, second, sato, sign_in):
    browser, page = sign_in(sato), CORRECTED.format(first.uid)
    assert 'name="order"' not in browser.get(page).text
    stages.link_stages(first, second, by=sato)
    assert 'name="order"' in browser.get(page).text


def test_a_programme_coordinator_links_only_what_is_the_own(first, second, world):
    elsewhere = world.program_coordinator("elsewhere", world.basic)
    with pytest.raises(PermissionDenied):
        stages.link_stages(first, second, by=elsewhere)


@pytest.mark.parametrize("which", [0, 1])
def test_voiding_one_stage_takes_the_link_back_and_history_keeps_it(first, second, sato, which):
    link = stages.link_stages(first, second, by=sato)
    make((first, second)[which], "void", sato)
    assert not StageLink.objects.exists()
    assert list(StageLink.history.filter(id=link.id).values_list("history_type", "history_user")) == [
        ("-", sato.pk),
        ("+", sato.pk),
    ]


def test_the_record_page_links_and_unlinks(first, second, sato, sign_in):
    browser = sign_in(sato)
    page = browser.get(f"/en/mobility-records/{first.uid}/")
    assert "Link as stages of one stay" in page.text
    browser.post(f"/en/mobility-records/{first.uid}/stages/link/", {"other": second.uid})
    assert StageLink.objects.get().first == first
    assert "Next stage of the same stay" in browser.get(f"/en/mobility-records/{first.uid}/").text
    browser.post(f"/en/mobility-records/{second.uid}/stages/unlink/", {"other": first.uid})
    assert not StageLink.objects.exists()
    history = browser.get(f"/en/mobility-records/{first.uid}/").text
    assert history.index("Stage link taken back") < history.index("Linked with another stage of the same stay")


def test_a_link_is_taken_back_once(first, second, sato):
    link = stages.link_stages(first, second, by=sato)
    stages.unlink_stages(link, by=sato)
    with pytest.raises(Gone):
        stages.unlink_stages(link, by=sato)


def test_the_screen_links_two_of_one_first_day_in_the_order_of_their_ends(world, sato, first, sign_in):
    days = {"actual_starts_on": START, "actual_ends_on": START}
    online = registered(world, sato, person=first.person, mode="online", **days)
    sign_in(sato).post(f"/en/mobility-records/{first.uid}/stages/link/", {"other": online.uid})
    assert pairs() == [(online.pk, first.pk)]
