"""An offer is accepted or refused until the moment its time is over, and lapses then; its place goes on, with the reason."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import translation

from kanazawa_exchange.accounts.models import Letter
from kanazawa_exchange.lib import mails
from kanazawa_exchange.lib.states import MoveRefused, Step
from mobility.models import Application
from mobility.queries.applications.letters import number_of
from mobility.queries.selection.periods import overlap, overlapping
from mobility.services.applications import machine
from mobility.services.selection import deciding, offers, places, waitlist
from mobility.services.selection.deciding import Wanted
from mobility.services.selection.waitlist import CannotPromote
from programs.models import ProgramRun
from tests.factories import RunFactory
from tests.mobility.applications.paths import WHY

from .paths import NOW, call_with, in_review, log_of, offered, place_of, released, waiting

MS = timedelta(milliseconds=1)


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def kinds(application):
    account = application.person.user
    found = Letter.objects.filter(address=account.email, kind__startswith="place_").order_by("pk")
    return list(found.values_list("kind", flat=True))


def test_accepted_the_place_is_taken_and_twice_is_once(world, aiko, sato):
    application = offered(world, aiko)
    confirmed = offers.confirm(application, by=aiko, now=NOW)
    assert confirmed.status == "confirmed"
    assert offers.confirm(application, by=aiko, now=NOW).version == confirmed.version
    assert kinds(confirmed) == ["place_offered", "place_confirmed"]
    assert places.free(confirmed.place) == 0
    office = Letter.objects.get(kind="place_news")
    assert office.address == sato.email
    assert "Place accepted." in office.body or "参加" in office.body


def test_one_millisecond_decides(world, aiko):
    application = offered(world, aiko)
    until = application.offer_until
    with pytest.raises(MoveRefused, match="The time to answer this offer is over"):
        offers.confirm(application, by=aiko, now=until)
    with pytest.raises(MoveRefused, match="The time to answer this offer is over"):
        offers.refuse(application, by=aiko, now=until)
    assert offers.lapse_due(now=until - MS) == 0
    assert offers.confirm(application, by=aiko, now=until - MS).status == "confirmed"
    assert offers.lapse_due(now=until + MS) == 0


def test_over_it_lapses_once_and_both_sides_are_told(world, aiko, sato):
    application = offered(world, aiko)
    assert offers.lapse_due(now=application.offer_until) == 1
    assert offers.lapse_due(now=application.offer_until) == 0
    assert log_of(application)[-1] == ("lapse", "", "")
    assert kinds(application) == ["place_offered", "place_lapsed"]
    assert Letter.objects.filter(kind="place_news", address=sato.email).count() == 1


def test_a_clock_that_steps_back_brings_no_offer_back(world, aiko):
    application = offered(world, aiko)
    offers.lapse_due(now=application.offer_until)
    with pytest.raises(MoveRefused):
        offers.confirm(application, by=aiko, now=application.offer_until - timedelta(hours=1))


def test_before_the_task_ran_the_place_is_still_taken(world, aiko, sato):
    call = call_with(world)
    application = offered(world, aiko, call)
    [next_one] = waiting(world, call, 1)
    with pytest.raises(CannotPromote):
        waitlist.promote(next_one, place_of(call), by=sato, now=application.offer_until + MS)


@pytest.mark.parametrize("way", ["refuse", "lapse", "withdraw", "cancel"])
@pytest.mark.parametrize("promotion", ["automatic", "by_hand"])
def test_a_place_that_is_given_back_goes_to_the_next_with_the_reason(world, aiko, sato, way, promotion):
    call = call_with(world, promotion=promotion)
    application = offered(world, aiko, call)
    first, second = waiting(world, call, 2)
    leave(application, way, aiko, sato)
    if promotion == "by_hand":
        assert Application.objects.get(pk=first.pk).status == "waitlisted"
        assert waitlist.next_in_line(place_of(call)) == first
        waitlist.promote(first, place_of(call), by=sato, now=NOW)
    first.refresh_from_db()
    assert (first.status, first.place, first.waitlist_rank) == ("offered", place_of(call), None)
    assert log_of(first)[-1] == ("promote", way, number_of(application))
    assert kinds(first) == ["place_waitlisted", "place_promoted"]
    assert Application.objects.get(pk=second.pk).status == "waitlisted"


@pytest.mark.parametrize("number", [1, 2])
def test_whoever_leaves_the_line_as_its_turn_comes_is_passed_over_and_the_act_stands(world, aiko, monkeypatch, number):
    """Between the look and the offer: the withdrawal of the other goes through, and the place to the next who is there."""
    call = call_with(world, promotion="automatic")
    held = offered(world, aiko, call)
    line = waiting(world, call, 3)
    leaving, seen = line[:number], waitlist.next_in_line

    def late(place, *but):
        found = seen(place, *but)
        if found in leaving:
            machine.move(found, "withdraw", Step(), by=None, now=NOW)
        return found

    monkeypatch.setattr(waitlist, "next_in_line", late)
    machine.move(held, "withdraw", Step(), by=aiko, now=NOW)
    states = [Application.objects.get(pk=one.pk).status for one in (held, *line)]
    assert states == ["withdrawn", *["withdrawn"] * number, "offered", *["waitlisted"] * (2 - number)]


def leave(application, way, aiko, sato):
    if way == "refuse":
        offers.refuse(application, by=aiko, now=NOW, reason="I go elsewhere")
        assert log_of(application)[-1] == ("refuse", "", "I go elsewhere")
    elif way == "lapse":
        offers.lapse_due(now=application.offer_until)
    elif way == "withdraw":
        machine.move(application, "withdraw", Step(), by=aiko, now=NOW)
    else:
        machine.move(application, "cancel", Step(**WHY), by=sato, now=NOW)


def test_a_hidden_offer_that_is_withdrawn_frees_its_place_too(world, aiko):
    call = call_with(world, promotion="automatic")
    application = in_review(world, call, aiko)
    application = deciding.decide([Wanted(application, "offer", place_of(call))], by=None, now=NOW).done[0]
    machine.move(application, "withdraw", Step(), by=aiko, now=NOW)
    assert places.free(place_of(call)) == 1
    assert kinds(application) == []


def test_a_place_that_nobody_had_is_given_with_how_many_are_taken(world, sato):
    call = call_with(world, places=2)
    offered(world, None, call)
    [first] = waiting(world, call, 1)
    waitlist.promote(first, place_of(call), by=sato, now=NOW)
    assert log_of(first)[-1] == ("promote", "vacant", "1/2")


def test_out_of_the_order_of_the_line_somebody_is_promoted_for_a_reason_only(world, sato):
    call = call_with(world)
    _first, second = waiting(world, call, 2)
    with pytest.raises(CannotPromote, match="Somebody else is the next in line") as refused:
        waitlist.promote(second, place_of(call), by=sato, now=NOW)
    assert list(refused.value.errors) == ["reason"]
    waitlist.promote(second, place_of(call), by=sato, now=NOW, reason="The first cannot be reached")
    assert log_of(second)[-1] == ("promote", "vacant", "0/1 · The first cannot be reached")


def test_nobody_is_promoted_where_no_place_is_free_or_elsewhere(world, aiko, sato, kimura):
    call, other = call_with(world), call_with(world, run=world.basic_outbound)
    offered(world, aiko, call)
    [first] = waiting(world, call, 1)
    [theirs] = waiting(world, other, 1)
    with pytest.raises(CannotPromote, match="No place is free any more"):
        waitlist.promote(first, place_of(call), by=sato, now=NOW)
    with pytest.raises(CannotPromote, match="no destination of the call"):
        waitlist.promote(first, place_of(other), by=sato, now=NOW)
    with pytest.raises(PermissionDenied):
        waitlist.promote(theirs, place_of(other), by=kimura, now=NOW)


# --- One place for one person -----------------------------------------------------------------------------------------


def run_of(world, **fields):
    return RunFactory(program=world.basic, **fields)


@pytest.mark.parametrize(
    ("one", "other", "meets"),
    [
        (("2018-04-01", "2018-08-31"), ("2018-08-31", "2018-09-30"), True),
        (("2018-04-01", "2018-08-31"), ("2018-09-01", "2018-09-30"), False),
        (("2018-04-01", "2018-08-31"), None, True),
    ],
)
def test_one_place_for_one_period(world, aiko, one, other, meets):
    """Runs without days are compared by their terms in one fiscal year."""
    days = [
        dict(zip(("starts_on", "ends_on"), map(date.fromisoformat, pair or ()), strict=False)) for pair in (one, other)
    ]
    first = offered(world, aiko, call_with(world, run=run_of(world, **days[0])))
    second = offered(world, aiko, call_with(world, run=run_of(world, **days[1])))
    offers.confirm(first, by=aiko, now=NOW)
    if not meets:
        assert offers.confirm(second, by=aiko, now=NOW).status == "confirmed"
        return
    with pytest.raises(MoveRefused, match="You have accepted a place for the same period already"):
        offers.confirm(second, by=aiko, now=NOW)


@pytest.mark.parametrize(
    ("one", "other", "meets"),
    [
        (("spring", 2018), ("autumn", 2018), False),
        (("spring", 2018), ("spring", 2018), True),
        (("year", 2018), ("autumn", 2018), True),
        (("year", 2018), ("year", 2019), False),
    ],
)
def test_terms_meet_within_a_fiscal_year(world, one, other, meets):
    runs = [run_of(world, term=term, fiscal_year=year) for term, year in (one, other)]
    assert overlap(*runs) is overlap(*reversed(runs)) is meets
    assert ProgramRun.objects.filter(overlapping(runs[0]), pk=runs[1].pk).exists() is meets


def test_whoever_holds_a_place_in_the_period_is_passed_over(world, aiko):
    offers.confirm(offered(world, aiko, call_with(world)), by=aiko, now=NOW)
    call = call_with(world, promotion="automatic")
    other = offered(world, None, call)
    [mine] = released(world, call, Wanted(in_review(world, call, aiko), "waitlist", None, 1))
    [next_one] = waiting(world, call, 1, first=2)
    offers.lapse_due(now=other.offer_until)
    assert Application.objects.get(pk=mine.pk).status == "waitlisted"
    assert Application.objects.get(pk=next_one.pk).status == "offered"


# --- Reminded ---------------------------------------------------------------------------------------------------------


def test_whoever_has_not_answered_is_reminded_once(world, aiko):
    application = offered(world, aiko)
    until = application.offer_until
    assert offers.remind_due(now=until - timedelta(days=2) - MS) == 0
    assert offers.remind_due(now=until - timedelta(days=2)) == 1
    assert offers.remind_due(now=until - timedelta(days=1)) == 0
    assert kinds(application) == ["place_offered", "place_reminder"]
    assert Letter.objects.get(kind="place_reminder").useful_until == until


def test_nobody_is_reminded_who_was_told_today_or_has_answered(world, aiko, ivan):
    soon = offered(world, aiko, offer_days=1)
    assert offers.remind_due(now=NOW + timedelta(hours=3)) == 0
    assert offers.remind_due(now=NOW + timedelta(days=1)) == 1
    answered = offered(world, ivan)
    offers.confirm(answered, by=ivan, now=NOW)
    assert offers.remind_due(now=answered.offer_until - timedelta(hours=3)) == 0
    assert soon.status == "offered"


def test_a_letter_that_asks_is_overtaken_by_the_answer(world, aiko):
    application = offered(world, aiko)
    letter = Letter.objects.get(kind="place_offered")
    assert not mails.is_overtaken(letter.kind, letter.ref, NOW)
    assert mails.is_overtaken(letter.kind, letter.ref, application.offer_until)
    offers.confirm(application, by=aiko, now=NOW)
    assert mails.is_overtaken(letter.kind, letter.ref, NOW)


def test_an_offer_of_a_call_that_was_called_off_is_not_answered(world, aiko):
    application = offered(world, aiko)
    application.call.status, application.call.called_off_at = "called_off", datetime(2018, 4, 11, tzinfo=UTC)
    application.call.save()
    with pytest.raises(MoveRefused, match="called off"):
        offers.confirm(application, by=aiko, now=NOW)
