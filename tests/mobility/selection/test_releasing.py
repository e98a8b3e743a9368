"""What was decided is told: everybody once, in the own language; asked twice, or by two at once, once."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kanazawa_exchange.accounts.models import Letter
from mobility.models import Application
from mobility.services.selection import deciding, releasing
from mobility.services.selection.deciding import Wanted
from mobility.services.selection.releasing import CannotRelease

from .paths import NOW, applicants, call_with, in_review, place_of

KINDS = ("place_offered", "place_waitlisted", "place_declined", "place_promoted")


def letters():
    return sorted(Letter.objects.filter(kind__in=KINDS).values_list("kind", "language"))


def decided(world, call, languages=("ja", "en", "ru")):
    """Three applicants who read three languages: an offer, rank 1, not selected."""
    made = applicants(world, call, 3)
    for application, language in zip(made, languages, strict=True):
        application.person.user.language = language
        application.person.user.save()
    offer, wait, decline = made
    deciding.decide(
        [Wanted(offer, "offer", place_of(call)), Wanted(wait, "waitlist", None, 1), Wanted(decline, "decline")],
        by=None,
        now=NOW,
    )
    return made


def test_everybody_is_told_once_in_the_own_language(world, sato):
    call = call_with(world)
    offer, wait, decline = decided(world, call)
    assert letters() == []
    told = releasing.release(call, by=sato, now=NOW)
    assert (
        [one.pk for one in told.offered],
        [one.pk for one in told.waitlisted],
        [one.pk for one in told.declined],
    ) == (
        [offer.pk],
        [wait.pk],
        [decline.pk],
    )
    assert (told.number, told.barred, told.promoted) == (3, (), ())
    assert letters() == [("place_declined", "ru"), ("place_offered", "ja"), ("place_waitlisted", "en")]
    again = releasing.release(call, by=sato, now=NOW)
    assert (again.number, len(letters())) == (0, 3)


def test_an_offer_runs_until_the_end_of_a_day_in_the_zone_of_the_call(world, sato):
    call = call_with(world, offer_days=7)
    decided(world, call)
    told = releasing.release(call, by=sato, now=NOW)  # noon of 10 April in Tokyo
    assert told.offered[0].offer_until == datetime(2018, 4, 17, 15, tzinfo=UTC)
    elsewhere = call_with(world, offer_days=1, zone="Asia/Vladivostok")
    decided(world, elsewhere)
    told = releasing.release(elsewhere, by=sato, now=datetime(2018, 4, 10, 13, 59, 59, 999000, tzinfo=UTC))
    assert told.offered[0].offer_until == datetime(2018, 4, 11, 14, tzinfo=UTC)


def test_only_those_named_are_told(world, sato):
    call = call_with(world)
    offer, wait, _decline = decided(world, call)
    told = releasing.release(call, by=sato, now=NOW, applications=[wait])
    assert told.number == 1
    assert Application.objects.get(pk=offer.pk).status == "decided"


def test_nobody_releases_the_own_decision(world, sato):
    call = call_with(world)
    own = in_review(world, call, sato)
    deciding.decide([Wanted(own, "decline")], by=None, now=NOW)
    with pytest.raises(PermissionDenied):
        releasing.release(call, by=sato, now=NOW)
    assert Application.objects.get(pk=own.pk).status == "decided"


def test_a_call_that_was_called_off_tells_nothing(world, sato):
    call = call_with(world)
    decided(world, call)
    call.status, call.called_off_at = "called_off", NOW
    call.save()
    with pytest.raises(CannotRelease):
        releasing.release(call, by=sato, now=NOW)


def test_a_coordinator_of_another_programme_releases_nothing(world, kimura):
    with pytest.raises(PermissionDenied):
        releasing.release(call_with(world, run=world.basic_outbound), by=kimura, now=NOW)


def test_no_subject_tells_on_a_locked_screen_how_it_went(world, sato):
    call = call_with(world)
    decided(world, call, languages=("ja", "ja", "ja"))
    releasing.release(call, by=sato, now=NOW)
    assert set(Letter.objects.filter(kind__in=KINDS).values_list("subject", flat=True)) == {"選考結果のお知らせ"}


def test_many_are_told_with_as_many_questions_as_few(world, sato):
    counts = []
    for number in (1, 2, 9):
        call = call_with(world, places=20)
        wanted = [Wanted(one, "offer", place_of(call)) for one in applicants(world, call, number)]
        deciding.decide(wanted, by=None, now=NOW)
        with CaptureQueriesContext(connection) as asked:
            assert len(releasing.release(call, by=sato, now=NOW).offered) == number
        counts.append(len(asked))
    assert counts[1] == counts[2], "who may is asked once"


def test_in_a_call_that_promotes_by_itself_a_free_place_goes_to_whoever_is_told_to_wait(world, sato):
    call = call_with(world, places=2, promotion="automatic")
    _offer, wait, _decline = decided(world, call)
    told = releasing.release(call, by=sato, now=NOW)
    assert [one.pk for one in told.promoted] == [wait.pk]
    assert Application.objects.get(pk=wait.pk).status == "offered"
