"""Decisions take places while they are hidden: as many as there are, and each refusal says why."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from kanazawa_exchange.accounts.models import Letter
from kanazawa_exchange.lib.states import MoveRefused
from mobility.models import Application
from mobility.services.selection import deciding, places
from mobility.services.selection.deciding import Wanted

from .paths import NOW, applicants, call_with, in_review, log_of, place_of, released


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def decide(*wanted, by=None):
    return deciding.decide(wanted, by=by, now=NOW)


def test_a_decision_takes_its_place_and_nobody_is_written_to(world, sato):
    call = call_with(world, places=2)
    before = Letter.objects.count()
    application = in_review(world, call)
    letters = Letter.objects.count()
    decided = decide(Wanted(application, "offer", place_of(call)), by=sato)
    assert [one.status for one in decided.done] == ["decided"]
    assert decided.done[0].place == place_of(call)
    assert places.free(place_of(call)) == 1
    assert Letter.objects.count() == letters > before
    assert log_of(application)[-1][0] == "decide"


def test_whoever_comes_first_in_the_list_has_the_last_place(world):
    call = call_with(world, places=2)
    first, second, third = applicants(world, call, 3)
    kazan = place_of(call)
    decided = decide(Wanted(third, "offer", kazan), Wanted(first, "offer", kazan), Wanted(second, "offer", kazan))
    assert [one.pk for one in decided.done] == [first.pk, third.pk]
    assert decided.refused == ((second, "No place is left at “Kazan Federal University”."),)
    assert Application.objects.get(pk=second.pk).status == "in_review"


def test_each_refusal_says_why(world, sato, aiko):
    call, other = call_with(world), call_with(world)
    kazan = place_of(call)
    here, draft, elsewhere = in_review(world, call), in_review(world, other), in_review(world, other)
    wanted = {
        Wanted(here, "perhaps"): "Choose a decision.",
        Wanted(here, "offer"): "Choose the destination of the offer.",
        Wanted(here, "offer", place_of(other)): "This is no destination of the call.",
        Wanted(here, "waitlist"): "Enter the rank on the waitlist: 1 or more.",
        Wanted(here, "waitlist", None, 0): "Enter the rank on the waitlist: 1 or more.",
        Wanted(here, "offer", kazan, None, here.version + 1): "The application was changed since this page was opened. "
        "Look at it once more.",
    }
    for one, sentence in wanted.items():
        assert decide(one, by=sato).refused == ((one.application, sentence),)
    assert decide(Wanted(here, "decline"), Wanted(here, "offer", kazan), by=sato).refused == (
        (here, "Two decisions were sent about this application; the first one counts."),
    )
    again = decide(Wanted(here, "decline"), by=sato)
    assert again.refused[0][1] == "This is not possible now: the state is “Decided, not released”."
    other.status, other.called_off_at = "called_off", NOW
    other.save()
    assert decide(Wanted(draft, "decline"), Wanted(elsewhere, "decline"), by=sato).refused == (
        (draft, "The call was called off."),
        (elsewhere, "The call was called off."),
    )


def test_a_rank_is_given_once_in_a_line(world):
    call = call_with(world)
    one, two, three = applicants(world, call, 3)
    decided = decide(
        Wanted(one, "waitlist", None, 1), Wanted(two, "waitlist", None, 1), Wanted(three, "waitlist", place_of(call), 1)
    )
    assert [each.pk for each in decided.done] == [one.pk, three.pk]
    assert decided.refused == ((two, "The rank 1 on the waitlist is given already."),)
    assert decide(Wanted(two, "waitlist", None, 1)).refused[0][1] == "The rank 1 on the waitlist is given already."


def test_a_decision_that_is_taken_back_frees_its_place_and_needs_a_reason(world, sato):
    call = call_with(world)
    application = in_review(world, call)
    application = decide(Wanted(application, "offer", place_of(call))).done[0]
    with pytest.raises(MoveRefused):
        deciding.reconsider(application, " ", by=sato, now=NOW)
    application = deciding.reconsider(application, "The meeting sat once more.", by=sato, now=NOW)
    assert (application.status, application.decision, application.place) == ("in_review", "", None)
    assert places.free(place_of(call)) == 1


def test_what_was_told_is_not_taken_back(world, sato):
    call = call_with(world)
    application = in_review(world, call)
    [application] = released(world, call, Wanted(application, "offer", place_of(call)))
    with pytest.raises(MoveRefused):
        deciding.reconsider(application, "Too late", by=sato, now=NOW)


def test_three_hundred_decisions_ask_as_often_as_three(world, sato):
    call = call_with(world, places=100)
    counts = []
    decide(Wanted(in_review(world, call), "decline"), by=sato)  # who may is asked once
    for number in (3, 12):
        wanted = [Wanted(one, "offer", place_of(call), seen=one.version) for one in applicants(world, call, number)]
        with CaptureQueriesContext(connection) as asked:
            assert decide(*wanted, by=sato).refused == ()
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_coordinator_decides_in_the_own_programme_only(world, kimura):
    call, elsewhere = call_with(world), call_with(world, run=world.basic_outbound)
    mine, theirs = in_review(world, call), in_review(world, elsewhere)
    assert len(decide(Wanted(mine, "decline"), by=kimura).done) == 1
    with pytest.raises(PermissionDenied):
        decide(Wanted(theirs, "decline"), by=kimura)
