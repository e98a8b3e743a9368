"""Whoever made a move undoes it within seconds, while nothing has happened since: as if it had not been; the log keeps both."""

import re
from datetime import timedelta
from itertools import pairwise

import pytest
from django.core.exceptions import PermissionDenied

from kanazawa_exchange.accounts.models import Transition
from kanazawa_exchange.accounts.services import undoing
from kanazawa_exchange.accounts.services.editing import write
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.states import MoveRefused, Step
from mobility.models import Leg, Mobility, StageLink
from mobility.queries import history, integrity
from mobility.services import mobilities, moves, stages
from partners.models import Agreement
from partners.services import agreements
from tests.factories import LegFactory

from .paths import END, START, WHY, in_state, make, registered
from .test_replacing import replaced

KEPT = {"version", "updated_at"}


def columns(stay):
    stored = Mobility.objects.filter(pk=stay.pk).values().get()
    return {name: value for name, value in stored.items() if name not in KEPT}


def parts(stay):
    legs = stay.legs.order_by("pk").values_list("pk", "host", "starts_on", "ends_on", "is_main")
    links = StageLink.objects.filter(first__person=stay.person_id).order_by("first").values_list("first", "second")
    return list(legs), list(links)


def undo(stay, by, **more):
    return moves.undo(stay, by=by, **{"now": clock.now(), **more})


MADE = [
    ("planned", "make_ready"),
    ("ready", "arrive"),
    ("on_site", "return"),
    ("on_site", "interrupt"),
    ("on_site", "correct"),
    ("returned", "complete"),
    ("completed", "close"),
    ("planned", "cancel"),
    ("returned", "void"),
    ("voided", "restore"),
    ("on_site", "take_back_arrival"),
    ("interrupted", "take_back_early_end"),
]


@pytest.mark.parametrize(("state", "move"), MADE)
def test_the_record_is_what_it_was_whatever_the_move(world, sato, state, move):
    stay = in_state(world, sato, state)
    before = columns(stay), parts(stay)
    after = undo(make(stay, move, sato), sato)
    assert (columns(after), parts(after)) == before
    assert after.version == stay.version + 2
    assert integrity.findings() == ()
    log = Transition.objects.filter(record_type="mobility", record_id=stay.pk).order_by("sequence")
    assert list(log.values_list("move", flat=True))[-2:] == [move, "undo"]


def test_hosts_that_were_shortened_have_their_days_again(world, sato):
    stay = in_state(world, sato, "on_site")
    LegFactory(mobility=stay, host=world.kazan, starts_on=START, ends_on=END)
    before = parts(stay)
    after = make(stay, "return", sato, Step(END - timedelta(days=4)))
    assert parts(after) != before
    undo(after, sato)
    assert parts(after) == before


@pytest.mark.parametrize("move", ["void", "correct"])
def test_links_are_what_they_were_also_between_other_stages(world, sato, move):
    days = [START + timedelta(days=30 * n) for n in range(4)]
    first = registered(world, sato, actual_starts_on=days[0], actual_ends_on=days[0] + timedelta(days=9))
    chain = [first] + [
        registered(world, sato, person=first.person, actual_starts_on=day, actual_ends_on=day + timedelta(days=9))
        for day in days[1:]
    ]
    for one, two in pairwise(chain):
        stages.link_stages(one, two, by=sato)
    before = parts(first)
    earlier = START - timedelta(days=60)
    step = Step(earlier, **WHY, answers={"actual_ends_on": earlier, "order": "turn"}) if move == "correct" else None
    after = make(chain[2], move, sato, step)
    assert parts(first) != before
    undo(after, sato)
    assert parts(first) == before
    assert integrity.findings() == ()


def test_the_history_tells_both(world, sato):
    stay = undo(make(in_state(world, sato, "ready"), "arrive", sato), sato)
    told = [entry.what for entry in history.history(stay, sato)]
    assert told[0].startswith("直後に元に戻した操作")
    assert told[1].startswith("到着を確認")


def test_after_undoing_another_move_is_made_and_the_log_replays(world, sato):
    stay = undo(make(in_state(world, sato, "ready"), "cancel", sato), sato)
    stay = make(stay, "void", sato)
    stay = make(undo(make(stay, "restore", sato), sato), "restore", sato)
    assert stay.status == "ready"
    assert integrity.findings() == ()


# --- Who, when, and what followed ----------------------------------------------------------------------------------
def test_somebody_else_does_not_undo_it(world, sato, admin, aiko):
    stay = make(in_state(world, sato, "ready"), "arrive", sato)
    with pytest.raises(MoveRefused, match="本人だけ"):
        undo(stay, admin)
    with pytest.raises(PermissionDenied):
        undo(stay, aiko)


@pytest.mark.parametrize(("seconds", "holds"), [(0, True), (19, True), (21, False), (86_400, False)])
def test_after_some_seconds_it_is_too_late(world, sato, seconds, holds):
    stay = make(in_state(world, sato, "ready"), "arrive", sato)
    later = Transition.objects.latest("pk").recorded_at + timedelta(seconds=seconds)
    if holds:
        assert undo(stay, sato, now=later).status == "ready"
        return
    with pytest.raises(MoveRefused, match="時間を過ぎました"):
        undo(stay, sato, now=later)


def test_nothing_is_undone_under_something_newer(world, sato):
    stay = make(in_state(world, sato, "ready"), "arrive", sato)
    mobilities.edit(stay, {"note": "A word"}, by=sato, version=stay.version)
    for version in (None, stay.version):
        with pytest.raises(MoveRefused, match="別の操作"):
            undo(stay, sato, version=version)


def test_a_link_that_was_made_later_is_something_newer(world, sato, monkeypatch):
    monkeypatch.setattr(undoing, "ONE_ACT", timedelta(0))
    stay = make(in_state(world, sato, "ready"), "arrive", sato)
    other = registered(world, sato, person=stay.person, planned_starts_on=END + timedelta(days=9))
    stages.link_stages(stay, other, by=sato)
    with pytest.raises(MoveRefused, match="別の操作"):
        undo(stay, sato)


def test_what_somebody_else_does_in_the_same_second_is_no_part_of_it(world, sato, admin):
    stay = make(in_state(world, sato, "ready"), "arrive", sato)
    other = registered(world, sato, person=stay.person, planned_starts_on=END + timedelta(days=9))
    stages.link_stages(stay, other, by=admin)
    with pytest.raises(MoveRefused, match="別の操作"):
        undo(stay, sato)
    assert parts(stay)[1] == [(stay.pk, other.pk)]


def test_nor_is_what_the_portal_itself_does(world, sato):
    stay = make(in_state(world, sato, "ready"), "arrive", sato)
    write(Leg(mobility=stay, host=world.kazan, starts_on=START, ends_on=END), by=None)
    with pytest.raises(MoveRefused, match="別の操作"):
        undo(stay, sato)


def test_undone_once_is_undone(world, sato):
    stay = undo(make(in_state(world, sato, "ready"), "arrive", sato), sato)
    with pytest.raises(MoveRefused, match="すでに"):
        undo(stay, sato)


def test_a_registration_is_no_move_to_undo(world, sato):
    with pytest.raises(MoveRefused, match="ありません"):
        undo(registered(world, sato), sato)


def test_a_stay_registered_meanwhile_stands_in_the_way(world, sato):
    stay = in_state(world, sato, "on_site", planned_starts_on=START, planned_ends_on=END + timedelta(days=40))
    after = make(stay, "return", sato, Step(END))
    registered(world, sato, person=stay.person, receiving=world.irkutsk, actual_starts_on=END + timedelta(days=1))
    with pytest.raises(MoveRefused, match="国立イルクーツク大学"):
        undo(after, sato)


def test_a_record_that_counted_nowhere_comes_back_as_one_that_is_restored(world, sato):
    """Its run was closed meanwhile, or another record stands in its place."""
    stay = make(in_state(world, sato, "planned"), "void", sato)
    world.outbound.is_closed = True
    world.outbound.save()
    with pytest.raises(MoveRefused, match="締め切"):
        undo(stay, sato)
    world.outbound.is_closed = False
    world.outbound.save()
    assert undo(stay, sato).status == "planned"


def test_nor_beside_the_same_journey_registered_again(world, sato):
    stay = make(in_state(world, sato, "planned"), "void", sato)
    registered(world, sato, person=stay.person)
    with pytest.raises(MoveRefused, match="カザン連邦大学"):
        undo(stay, sato)


def test_control_without_the_question_it_comes_back_beside_it(world, sato, monkeypatch):
    monkeypatch.setattr(moves, "_refuse_return_to_life", lambda stay: None)
    stay = make(in_state(world, sato, "planned"), "void", sato)
    registered(world, sato, person=stay.person)
    assert undo(stay, sato).status == "planned"


def test_a_replaced_record_does_not_come_back_beside_the_new_one(world, sato):
    old = in_state(world, sato, "planned")
    replaced(old, sato, world)
    old.refresh_from_db()
    with pytest.raises(MoveRefused, match="国立イルクーツク大学"):
        undo(old, sato)


# --- On the screen -------------------------------------------------------------------------------------------------
def test_the_notice_carries_the_button_once(world, sato, sign_in):
    stay = in_state(world, sato, "ready")
    browser = sign_in(sato)
    address = f"/en/mobility-records/{stay.uid}/"
    page = browser.post(
        f"{address}moves/arrive/", {"version": stay.version, "starts_on": "2018-08-20"}, follow=True
    ).text
    assert re.search(rf'action="{address}undo/" data-undo-seconds="\d+"', page)
    assert "data-undo-seconds" not in browser.get(address).text
    done = browser.post(f"{address}undo/", {"version": stay.version + 1}, follow=True).text
    assert "Undone: the record is what it was before." in done
    assert "data-undo-seconds" not in done
    stay.refresh_from_db()
    assert (stay.status, stay.actual_starts_on) == ("ready", None)
    again = browser.post(f"{address}undo/", {"version": stay.version - 1}, follow=True).text
    assert "This is undone already." in again


def test_an_agreement_is_undone_as_well(world, sato):
    draft = Agreement.objects.create(title_en="A", type="exchange", scope="university")
    begun = agreements.move(draft, "negotiate", Step(), by=sato, now=clock.now())
    assert agreements.undo(begun, by=sato, now=clock.now(), version=begun.version).status == "draft"
