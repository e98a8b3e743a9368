"""A group arrives on a common day or each on a day of one's own; a day weeks from the plan is asked about."""

from datetime import date, timedelta

import pytest
from django.utils.translation import override

from kanazawa_exchange.lib import clock, formats
from kanazawa_exchange.lib.refusals import Doubted
from mobility.models import Mobility
from mobility.services import groups

from .paths import END, START, in_state

ARRIVALS, RETURNS = "/en/mobility-records/arrivals/", "/en/mobility-records/returns/"
FAR = START - timedelta(days=69)


@pytest.fixture
def group(world, sato):
    return [in_state(world, sato, "ready") for _ in range(3)]


def days(group, name="actual_starts_on"):
    stays = Mobility.objects.filter(pk__in=[stay.pk for stay in group]).order_by("pk")
    return list(stays.values_list(name, flat=True))


def far_code(stay):
    """How the form names the doubt about this person's arrival on that day."""
    return f"arrive:{START}:{FAR}:{stay.uid.hex}"


def box(stay):
    return f"on_{stay.uid.hex}"


def test_the_label_says_which_day_is_meant_and_the_planned_days_stand_beside_each_name(world, group, sato, sign_in):
    browser = sign_in(sato)
    page = browser.get(f"{ARRIVALS}?run={world.outbound.uid}").text
    assert "Date of arrival (first day of the stay)" in page
    with override("en"):
        assert page.count(formats.period(START, END)) == 3
    japanese = browser.get(f"/ja/mobility-records/arrivals/?run={world.outbound.uid}").text
    assert "到着日（滞在の初日）" in japanese


def test_whoever_has_another_day_arrives_on_it(world, group, sato, sign_in):
    browser = sign_in(sato)
    address = f"{ARRIVALS}?run={world.outbound.uid}"
    form = {"on": "2018-08-20", box(group[1]): "2018-08-22", "members": [str(stay.uid) for stay in group]}
    assert "2018" in browser.post(address, form).text
    assert browser.post(address, form | {"confirm": "1"}).status_code == 302
    assert days(group) == [START, START + timedelta(days=2), START]


def test_without_a_common_day_each_needs_one(world, group, sato, sign_in):
    browser = sign_in(sato)
    address = f"{ARRIVALS}?run={world.outbound.uid}"
    form = {"on": "", box(group[0]): "2018-08-21", "members": [str(group[0].uid), str(group[1].uid)]}
    assert "Enter the day." in browser.post(address, form | {"confirm": "1"}).text
    assert days(group) == [None] * 3
    form["members"] = [str(group[0].uid)]
    assert browser.post(address, form | {"confirm": "1"}).status_code == 302
    assert days(group) == [START + timedelta(days=1), None, None]


@pytest.mark.parametrize("typed", ["2018-02-30", "2999-01-01"])
def test_a_wrong_day_of_ones_own_confirms_nobody_and_is_still_there(world, group, sato, sign_in, typed):
    browser = sign_in(sato)
    form = {"on": "2018-08-20", box(group[1]): typed, "members": [str(stay.uid) for stay in group], "confirm": "1"}
    page = browser.post(f"{ARRIVALS}?run={world.outbound.uid}", form)
    assert typed in page.text
    assert days(group) == [None] * 3


# --- Far from the plan -------------------------------------------------------------------------------------------------
def test_a_day_far_from_the_plan_is_asked_about_and_can_be_meant(world, group, sato, sign_in):
    browser = sign_in(sato)
    address = f"{ARRIVALS}?run={world.outbound.uid}"
    form = {"on": FAR.isoformat(), "members": [str(stay.uid) for stay in group]}
    assert "69 days before the planned" in browser.post(address, form).text
    page = browser.post(address, form | {"confirm": "1"})
    assert "This is meant so" in page.text
    names = [member.name for member in page.context["form"].offered]
    assert [doubt.text.partition(": ")[0] for doubt in page.context["doubts"]] == names
    assert days(group) == [None] * 3
    meant = " ".join(far_code(stay) for stay in group)
    assert browser.post(address, form | {"confirm": "1", "overruled": meant}).status_code == 302
    assert days(group) == [FAR] * 3


def test_what_was_meant_for_one_day_is_not_meant_for_another(group, sato):
    meant = {far_code(group[0])}
    act = {"by": sato, "now": clock.now(), "overruled": meant}
    with pytest.raises(Doubted):
        groups.move_all(group[:1], "arrive", on=FAR - timedelta(days=1), **act)
    assert groups.move_all(group[:1], "arrive", on=FAR, **act)


@pytest.mark.parametrize(("off", "asks"), [(-15, True), (-14, False), (14, False), (15, True)])
def test_two_weeks_are_near_enough(world, group, sato, off, asks):
    outcomes = groups.preview(group[:1], "arrive", on=START + timedelta(days=off), by=sato, now=clock.now())
    assert [bool(outcome.doubt) for outcome in outcomes] == [asks]


def test_the_return_is_compared_with_the_planned_end(world, sato):
    stay = in_state(world, sato, "on_site")
    for day, asks in ((END, False), (END + timedelta(days=30), True)):
        (outcome,) = groups.preview([stay], "return", on=day, by=sato, now=clock.now())
        assert bool(outcome.doubt) is asks


def test_a_stay_without_a_planned_end_is_far_from_nothing(world, sato):
    stay = in_state(world, sato, "on_site", planned_starts_on=START)
    (outcome,) = groups.preview([stay], "return", on=date(2020, 1, 1), by=sato, now=clock.now())
    assert outcome.doubt is None


# --- The page ----------------------------------------------------------------------------------------------------------
def test_going_back_loses_no_day(world, group, sato, sign_in):
    form = {"on": "2018-08-20", box(group[1]): "2018-08-22", "members": [str(group[1].uid)], "again": "1"}
    page = sign_in(sato).post(f"{ARRIVALS}?run={world.outbound.uid}", form).text
    assert 'value="2018-08-22"' in page
    assert page.count("checked") == 1


@pytest.mark.parametrize("address", [ARRIVALS, RETURNS])
def test_where_nobody_waits_the_page_says_so(world, sato, sign_in, address):
    browser = sign_in(sato)
    page = browser.get(address).text
    assert "nobody waits for this confirmation" in page
    assert "<select" not in page
    assert "nobody waits for this confirmation" in browser.get(f"{address}?run={world.outbound.uid}").text


def test_where_nobody_of_this_run_waits_any_more_the_others_are_offered(world, group, sato, sign_in):
    page = sign_in(sato).get(f"{ARRIVALS}?run={world.basic_outbound.uid}").text
    assert "Nobody in this run" in page
    assert str(world.outbound.uid) in page


@pytest.mark.parametrize("count", [1, 3])
def test_a_longer_group_asks_the_database_no_more(world, sato, sign_in, django_assert_num_queries, count):
    for _ in range(count):
        in_state(world, sato, "ready")
    browser = sign_in(sato)
    browser.get(ARRIVALS)
    with django_assert_num_queries(8):
        browser.get(f"{ARRIVALS}?run={world.outbound.uid}")


# --- One person ----------------------------------------------------------------------------------------------------------
def test_the_arrival_of_one_person_is_asked_about_in_the_same_words(world, sato, sign_in):
    stay = in_state(world, sato, "ready")
    browser, address = sign_in(sato), f"/en/mobility-records/{stay.uid}/moves/arrive/"
    form = {"version": stay.version, "starts_on": FAR.isoformat()}
    page = browser.post(address, form)
    assert "69 days before the planned" in page.text
    assert days([stay]) == [None]
    form["overruled"] = far_code(stay)
    assert browser.post(address, form).status_code == 302
    assert days([stay]) == [FAR]
