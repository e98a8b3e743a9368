"""A whole group arrives or returns at once: looked at first, which writes nothing, then all of them or none."""

import pytest

from kanazawa_exchange.lib import clock
from mobility.models import Mobility
from mobility.services import groups
from tests.permissions.table import digest

from .paths import END, START, in_state, registered

ADDRESS = "/en/mobility-records/arrivals/"


@pytest.fixture
def group(world, sato):
    return [in_state(world, sato, "ready") for _ in range(3)]


def states(group):
    return list(
        Mobility.objects.filter(pk__in=[stay.pk for stay in group]).order_by("pk").values_list("status", flat=True)
    )


def test_all_of_a_group_arrive_on_one_day(group, sato):
    groups.move_all(group, "arrive", on=START, by=sato, now=clock.now())
    assert states(group) == ["on_site"] * 3
    groups.move_all(group, "return", on=END, by=sato, now=clock.now())
    assert states(group) == ["returned"] * 3


def test_one_who_cannot_arrive_keeps_all_of_them(world, group, sato):
    registered(world, sato, person=group[1].person, actual_starts_on=START, actual_ends_on=END)
    with pytest.raises(groups.CannotMoveAll) as refusal:
        groups.move_all(group, "arrive", on=START, by=sato, now=clock.now())
    assert states(group) == ["ready"] * 3
    assert [bool(outcome.refusal) for outcome in refusal.value.outcomes] == [False, True, False]


def test_the_preview_says_the_same_and_writes_nothing(world, group, sato):
    registered(world, sato, person=group[1].person, actual_starts_on=START, actual_ends_on=END)
    before = digest()
    outcomes = groups.preview(group, "arrive", on=START, by=sato, now=clock.now())
    assert [bool(outcome.refusal) for outcome in outcomes] == [False, True, False]
    assert digest() == before


@pytest.mark.parametrize(
    ("wrong", "words"),
    [(1, "without the 1 record that"), (2, "without the 2 records that"), (3, None)],
)
def test_the_button_says_how_many_are_left_out(world, group, sato, sign_in, wrong, words):
    for stay in group[:wrong]:
        registered(world, sato, person=stay.person, actual_starts_on=START, actual_ends_on=END)
    form = {"on": "2018-08-20", "members": [str(stay.uid) for stay in group]}
    page = sign_in(sato).post(f"{ADDRESS}?run={world.outbound.uid}", form).text
    assert (words or "Nothing is saved. Some records cannot be confirmed") in page
    assert ("Look again without" in page) is bool(words)


def test_on_screen_the_group_is_chosen_looked_at_and_confirmed(world, group, sato, sign_in):
    browser = sign_in(sato)
    assert str(world.outbound.uid) in browser.get(ADDRESS).text
    address = f"{ADDRESS}?run={world.outbound.uid}"
    assert browser.get(address).text.count('name="members"') == 3
    form = {"on": "2018-08-20", "members": [str(stay.uid) for stay in group[:2]]}
    before = digest()
    preview = browser.post(address, form)
    assert "Nothing is saved yet." in preview.text
    assert digest() == before
    assert browser.post(address, form | {"confirm": "1"}).status_code == 302
    assert states(group) == ["on_site", "on_site", "ready"]


def test_a_record_of_another_group_is_no_member(world, group, sato, sign_in):
    foreign = in_state(world, sato, "ready", run=world.basic_outbound)
    form = {"on": "2018-08-20", "members": [str(foreign.uid)], "confirm": "1"}
    page = sign_in(sato).post(f"{ADDRESS}?run={world.outbound.uid}", form)
    assert "One of the records is not in this group any more." in page.text
    assert states([foreign]) == ["ready"]


@pytest.mark.parametrize("on", ["", "2018-02-30", "2999-01-01", "\x00"])
def test_a_wrong_day_confirms_nobody(world, group, sato, sign_in, on):
    form = {"on": on, "members": [str(stay.uid) for stay in group], "confirm": "1"}
    page = sign_in(sato).post(f"{ADDRESS}?run={world.outbound.uid}", form)
    assert page.status_code == 200
    assert states(group) == ["ready"] * 3


def test_a_group_returns_also_when_every_run_of_its_programme_is_closed(world, sato, kimura, sign_in):
    for run in (world.outbound, world.basic_outbound):
        in_state(world, sato, "on_site", run=run)
    for run in (world.outbound, world.inbound, world.basic_outbound):
        run.is_closed = True
        run.save()
    office, coordinator = (sign_in(user).get("/en/mobility-records/returns/").text for user in (sato, kimura))
    assert [str(run.uid) in office for run in (world.outbound, world.basic_outbound)] == [True, True]
    assert [str(run.uid) in coordinator for run in (world.outbound, world.basic_outbound)] == [True, False]
