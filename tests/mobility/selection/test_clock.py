"""The end of an offer at the border of a fiscal year, in each zone; a clock that steps back; what the calendar does, and when."""

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.utils import translation

from kanazawa_exchange.accounts.models import Letter, Transition
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.receiving import MOST_WAITED
from kanazawa_exchange.lib.states import MoveRefused
from mobility import tasks
from mobility.models import Application
from mobility.queries.applications.standing import standing
from mobility.services.selection import offers
from mobility.services.selection.deciding import Wanted

from .paths import call_with, in_review, offered, place_of, released, waiting

MS = timedelta(milliseconds=1)
ENDS = {
    "Asia/Tokyo": datetime(2018, 3, 31, 15, tzinfo=UTC),
    "Europe/Moscow": datetime(2018, 3, 31, 21, tzinfo=UTC),
    "Asia/Vladivostok": datetime(2018, 3, 31, 14, tzinfo=UTC),
}
"""The first moment after 31 March in Tokyo, Kazan and Vladivostok."""
WORDS = {
    "Asia/Tokyo": "Sat, 31 March 2018, 23:00 (Irkutsk time) · Japan 24:00 · Kazan 18:00",
    "Europe/Moscow": "Sun, 1 April 2018, 5:00 (Irkutsk time) · Japan 6:00 · Kazan Sat, 31 March 2018, 24:00",
    "Asia/Vladivostok": "Sat, 31 March 2018, 22:00 (Irkutsk time) · Japan 23:00 · Kazan 17:00",
}
"""The same end as Irkutsk's student reads it who is offered a place in Kazan."""


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def ends_in_march(world, user, zone):
    """An offer of seven days that was told in the last millisecond of 24 March in that zone."""
    call = call_with(world, zone=zone, offer_days=7)
    application = in_review(world, call, user)
    application.institution = world.irkutsk
    application.save()
    told = ENDS[zone] - timedelta(days=7) - MS
    return released(world, call, Wanted(application, "offer", place_of(call)), now=told)[0]


@pytest.mark.parametrize("zone", ENDS)
def test_the_last_millisecond_of_march_counts_and_the_next_does_not(world, aiko, ivan, zone):
    in_time, late = ends_in_march(world, aiko, zone), ends_in_march(world, ivan, zone)
    assert in_time.offer_until == late.offer_until == ENDS[zone]
    with pytest.raises(MoveRefused, match="The time to answer this offer is over"):
        offers.confirm(late, by=ivan, now=ENDS[zone])
    with pytest.raises(MoveRefused):
        offers.refuse(late, by=ivan, now=ENDS[zone] + MS)
    assert offers.lapse_due(now=ENDS[zone] - MS) == 0
    assert offers.confirm(in_time, by=aiko, now=ENDS[zone] - MS).status == "confirmed"
    assert offers.lapse_due(now=ENDS[zone]) == 1
    assert Application.objects.get(pk=late.pk).status == "lapsed"


@pytest.mark.parametrize("zone", ENDS)
def test_an_offer_that_is_told_a_millisecond_later_ends_a_day_later(world, zone):
    call = call_with(world, zone=zone, offer_days=7)
    told = ENDS[zone] - timedelta(days=7)
    [offer] = released(world, call, Wanted(in_review(world, call), "offer", place_of(call)), now=told)
    assert offer.offer_until == ENDS[zone] + timedelta(days=1)


@pytest.mark.parametrize("zone", ENDS)
def test_the_page_tells_the_end_on_all_clocks_and_changes_with_the_millisecond(world, aiko, zone):
    application = ends_in_march(world, aiko, zone)
    before, after = standing(application, ENDS[zone] - MS), standing(application, ENDS[zone])
    assert (before.until.replace("\xa0", " "), before.may_answer, before.label) == (
        WORDS[zone],
        True,
        "Offered, please reply",
    )
    assert (after.until, after.may_answer, after.label) == ("", False, "Offer closed")


def test_a_clock_that_steps_back_over_the_end(world, aiko, ivan):
    """Until the calendar has passed the offer runs by the clock of now; what has lapsed stays so, and the next keeps the place."""
    call = call_with(world, promotion="automatic")
    application = offered(world, aiko, call)
    [following] = waiting(world, call, 1)
    until = application.offer_until
    assert not standing(application, until).may_answer
    assert standing(application, until - timedelta(hours=1)).may_answer
    offers.lapse_due(now=until)
    application.refresh_from_db()
    assert not standing(application, until - timedelta(hours=1)).may_answer
    with pytest.raises(MoveRefused):
        offers.confirm(application, by=aiko, now=until - timedelta(hours=1))
    following.refresh_from_db()
    offers.confirm(following, by=following.person.user, now=until - timedelta(hours=1))
    log = Transition.objects.filter(record_type="application", record_id=following.pk).order_by("sequence")
    assert [line.move for line in log][-2:] == ["promote", "confirm"], "by their numbers, whatever the clock says"


# --- The calendar -----------------------------------------------------------------------------------------------------


def test_the_calendar_waits_for_answers_that_are_on_their_way(world, aiko, monkeypatch):
    application = offered(world, aiko)
    until = application.offer_until
    assert offers.UNDER_WAY > MOST_WAITED
    monkeypatch.setattr(clock, "now", lambda: until + MOST_WAITED)
    tasks.apply_offers()
    assert offers.confirm(application, by=aiko, now=until - MS).status == "confirmed"


def test_the_calendar_lets_lapse_and_reminds_once_however_often_it_runs(world, aiko, ivan, monkeypatch):
    due = offered(world, aiko)
    soon = offered(world, ivan, offer_days=8)
    monkeypatch.setattr(clock, "now", lambda: due.offer_until + offers.UNDER_WAY)
    for _turn in range(3):
        tasks.apply_offers()
    assert Application.objects.get(pk=due.pk).status == "lapsed"
    assert Application.objects.get(pk=soon.pk).status == "offered"
    told = Letter.objects.filter(kind__in=("place_lapsed", "place_reminder")).values_list("kind", "address")
    assert sorted(told) == [("place_lapsed", aiko.email), ("place_reminder", ivan.email)]


def test_one_offer_that_fails_leaves_the_others_their_turn(world, aiko, ivan, monkeypatch):
    first, second = offered(world, aiko), offered(world, ivan)
    lapse = offers._lapse

    def failing(application, now):
        if application.pk == first.pk:
            raise RuntimeError("The disk is full")
        return lapse(application, now)

    monkeypatch.setattr(offers, "_lapse", failing)
    assert offers.lapse_due(now=first.offer_until) == 1
    assert Application.objects.get(pk=second.pk).status == "lapsed"


def test_the_scheduler_knows_the_calendar_of_offers():
    assert settings.CELERY_BEAT_SCHEDULE["offers"]["task"] == tasks.apply_offers.name
