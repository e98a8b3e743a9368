"""What was confirmed of a group is told by name, and undone at once: for all of them or for none, by whoever did it."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils.translation import override

from kanazawa_exchange.accounts.models import Transition
from kanazawa_exchange.lib import clock, formats
from kanazawa_exchange.lib.states import MoveRefused, Step
from mobility.models import Mobility
from mobility.queries import history, integrity
from mobility.services import groups, mobilities, moves
from tests.factories import PersonFactory
from tests.flow.creating import mark_of

from .paths import END, START, in_state, registered

ARRIVALS, LIST, UNDO = "/en/mobility-records/arrivals/", "/en/mobility-records/", "/en/mobility-records/groups/undo/"


@pytest.fixture
def group(world, sato):
    return [registered(world, sato), in_state(world, sato, "ready"), registered(world, sato)]


def states():
    return list(Mobility.objects.order_by("pk").values_list("status", flat=True))


def arrived(group, by, now=None):
    now = now or clock.now()
    groups.move_all(group, "arrive", on=START, by=by, now=now)
    return now


def test_all_of_them_are_what_they_were_and_every_history_tells_it(group, sato):
    made_at = arrived(group, sato)
    assert states() == ["on_site"] * 3
    assert len(groups.undo_all(made_at, by=sato, now=clock.now())) == 3
    assert states() == ["planned", "ready", "planned"]
    for stay in Mobility.objects.all():
        assert history.history(stay, sato)[0].what.startswith("直後に元に戻した操作")
    assert integrity.findings() == ()


def test_a_record_that_changed_in_between_keeps_all_of_them(group, sato):
    made_at = arrived(group, sato)
    stay = Mobility.objects.get(pk=group[1].pk)
    mobilities.edit(stay, {"note": "A word"}, by=sato, version=stay.version)
    with pytest.raises(MoveRefused, match="別の操作"):
        groups.undo_all(made_at, by=sato, now=clock.now())
    assert states() == ["on_site"] * 3


def test_a_later_move_of_one_of_them_is_not_undone_in_its_place(group, sato):
    made_at = arrived(group, sato)
    moves.move(group[2], "return", Step(END), by=sato, now=clock.now())
    with pytest.raises(MoveRefused, match="別の操作"):
        groups.undo_all(made_at, by=sato, now=clock.now())
    assert states() == ["on_site", "on_site", "returned"]


def test_one_that_was_undone_alone_keeps_all_of_them(group, sato):
    made_at = arrived(group, sato)
    moves.undo(group[0], by=sato, now=clock.now())
    with pytest.raises(MoveRefused, match="すでに"):
        groups.undo_all(made_at, by=sato, now=clock.now())
    assert states() == ["planned", "on_site", "on_site"]


@pytest.mark.parametrize(("seconds", "holds"), [(19, True), (21, False)])
def test_after_some_seconds_it_is_too_late(group, sato, seconds, holds):
    made_at = arrived(group, sato)
    later = made_at + timedelta(seconds=seconds)
    if holds:
        assert groups.undo_all(made_at, by=sato, now=later)
        return
    with pytest.raises(MoveRefused, match="時間を過ぎました"):
        groups.undo_all(made_at, by=sato, now=later)
    assert states() == ["on_site"] * 3


def test_nobody_else_undoes_it(group, sato, admin, aiko):
    made_at = arrived(group, sato)
    with pytest.raises(MoveRefused, match="ありません"):
        groups.undo_all(made_at, by=admin, now=clock.now())
    with pytest.raises(PermissionDenied):
        groups.undo_all(made_at, by=aiko, now=clock.now())
    assert states() == ["on_site"] * 3


# --- On the screen -------------------------------------------------------------------------------------------------
def confirm(world, browser, group, follow=True):
    address = f"{ARRIVALS}?run={world.outbound.uid}"
    form = {"on": "2018-08-20", "members": [str(stay.uid) for stay in group], "confirm": "1"}
    return browser.post(address, form | {"form_mark": mark_of(browser.get(address))}, follow=follow)


def called(world, by, family):
    return registered(world, by, person=PersonFactory(names=[("latin", family, "Given", "")]))


def offer(page):
    return re.search(rf'action="{UNDO}".*?name="made_at" value="([^"]+)"', page, re.DOTALL)[1]


def test_the_message_names_the_run_the_day_and_the_people(world, sato, sign_in):
    group = [called(world, sato, f"FAMILY{number}") for number in range(7)]
    page = confirm(world, sign_in(sato), group[:2]).text
    assert "Arrival confirmed. FY2018" in page
    with override("en"):
        assert formats.table_date(START) in page
    assert "FAMILY0 Given and FAMILY1 Given" in page
    page = confirm(world, sign_in(sato), group[2:3]).text
    assert "FAMILY2 Given." in page


def test_of_many_people_five_are_named(world, sato, sign_in):
    group = [called(world, sato, f"FAMILY{number}") for number in range(7)]
    page = confirm(world, sign_in(sato), group).text
    assert "FAMILY4 Given and 2 others" in page
    assert "FAMILY5" not in page.partition("<table")[0]


def test_the_button_undoes_it_once_though_it_is_pressed_twice(world, group, sato, sign_in):
    browser = sign_in(sato)
    page = confirm(world, browser, group)
    form = {"made_at": offer(page.text), "form_mark": mark_of(page)}
    first, second = (browser.post(UNDO, form, follow=True) for _ in range(2))
    assert "Undone: 3 records are what they were before." in first.text
    assert "counts once" in second.text
    assert states() == ["planned", "ready", "planned"]
    assert Transition.objects.filter(move="undo").count() == 5
    assert "This is undone already." in browser.post(UNDO, {"made_at": form["made_at"]}, follow=True).text


UNREADABLE = ["", "x", "9" * 60, "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"]


@pytest.mark.parametrize("moment", [*UNREADABLE, "2018-08-20T00:00:00", "2018-08-20T00:00:00+00:00"])
def test_a_moment_at_which_nothing_was_done_undoes_nothing(world, group, sato, sign_in, moment):
    arrived(group, sato)
    assert "There is nothing to undo." in sign_in(sato).post(UNDO, {"made_at": moment}, follow=True).text
    assert states() == ["on_site"] * 3


def test_whom_nothing_is_undone_for_is_named(world, group, sato, sign_in):
    stay = called(world, sato, "CHANGED")
    browser = sign_in(sato)
    page = confirm(world, browser, [*group, stay])
    stay.refresh_from_db()
    mobilities.edit(stay, {"note": "A word"}, by=sato, version=stay.version)
    answer = browser.post(UNDO, {"made_at": offer(page.text)}, follow=True).text
    assert "Nothing is undone, for nobody of the group. CHANGED Given: Something else" in answer
