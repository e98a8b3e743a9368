"""Many at one moment, on either database: places are given as often as there are any, and of two acts that exclude each other one wins.

The controls do it as one would without thinking: they count, and then write.
"""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import OperationalError, connection

from kanazawa_exchange.accounts.models import Letter, Transition
from kanazawa_exchange.lib.states import MoveRefused, Step
from mobility.models import Application
from mobility.services.applications import machine, steps
from mobility.services.selection import deciding, offers, releasing, waitlist
from mobility.services.selection.deciding import Wanted
from mobility.services.selection.waitlist import CannotPromote
from tests.factories import RunFactory

from .paths import NOW, applicants, call_with, in_review, offered, place_of, waiting

PLACES, WISHES, THREADS = 10, 50, 10


def at_once(jobs: list[Callable[[], Any]], threads: int = THREADS) -> list[Any]:
    """So many threads, which begin together; what each job returned, or raised."""
    meet = threading.Barrier(threads, timeout=60)

    def run(number: int) -> list[Any]:
        found = []
        try:
            meet.wait()
            for job in jobs[number::threads]:
                try:
                    found.append(job())
                except Exception as fault:
                    found.append(fault)
        finally:
            connection.close()
        return found

    with ThreadPoolExecutor(threads) as pool:
        return [one for found in pool.map(run, range(threads)) for one in found]


@pytest.fixture
def world(transactional_db: None, request: pytest.FixtureRequest) -> Any:
    from tests.factories import World

    return World.build()


def taken(call: Any) -> int:
    return Application.objects.filter(place=place_of(call), status__in=("decided", "offered", "confirmed")).count()


def test_fifty_offers_at_once_for_ten_places_are_ten(world):
    call = call_with(world, places=PLACES)
    kazan, wishes = place_of(call), applicants(world, call, WISHES)
    jobs = [lambda one=one: deciding.decide([Wanted(one, "offer", kazan)], by=None, now=NOW) for one in wishes]
    outcomes = at_once(jobs)
    assert [one for one in outcomes if isinstance(one, Exception)] == []
    assert sum(len(one.done) for one in outcomes) == PLACES == taken(call)
    assert sum(len(one.refused) for one in outcomes) == WISHES - PLACES
    assert Transition.objects.filter(record_type="application", move="decide").count() == PLACES


def naively(application: Application, place: Any) -> None:
    """Counts, and then writes: between the two there is room for others."""
    free = place.places - Application.objects.filter(place=place, status="decided").count()
    time.sleep(0.02)
    answers = {"decision": "offer", "place": place, "waitlist_rank": None}
    if free > 0:
        for _turn in range(50):
            try:
                steps.made(application, "decide", Step(answers=answers), by=None, now=NOW)
                return
            except OperationalError:  # SQLite lets one write at a time
                time.sleep(0.01)


def test_the_control_gives_more_places_than_there_are(world):
    call = call_with(world, places=PLACES)
    kazan, wishes = place_of(call), applicants(world, call, 2 * PLACES)
    at_once([lambda one=one: naively(one, kazan) for one in wishes])
    assert taken(call) > PLACES


def test_two_who_release_at_once_tell_each_applicant_once(world):
    call = call_with(world, places=PLACES)
    wishes = applicants(world, call, PLACES)
    deciding.decide([Wanted(one, "offer", place_of(call)) for one in wishes], by=None, now=NOW)
    outcomes = at_once([lambda: releasing.release(call, by=None, now=NOW)] * 4, threads=4)
    assert sorted(one.number for one in outcomes) == [0, 0, 0, PLACES]
    assert Letter.objects.filter(kind="place_offered").count() == PLACES
    assert Transition.objects.filter(move="release_offer").count() == PLACES


def test_those_who_are_promoted_at_once_are_as_many_as_there_are_places(world):
    call = call_with(world, places=3)
    waits = waiting(world, call, 12)
    jobs = [lambda one=one: waitlist.promote(one, place_of(call), by=None, now=NOW, reason="So") for one in waits]
    outcomes = at_once(jobs)
    refused = [one for one in outcomes if isinstance(one, Exception)]
    assert {type(one) for one in refused} == {CannotPromote}
    assert (len(outcomes) - len(refused), taken(call)) == (3, 3)


def test_places_that_lapse_at_once_go_to_as_many_others(world):
    call = call_with(world, places=5, promotion="automatic")
    given = [offered(world, None, call) for _each in range(5)]
    waits = waiting(world, call, 8)
    outcomes = at_once([lambda: offers.lapse_due(now=given[0].offer_until)] * 4, threads=4)
    assert sum(outcomes) == 5 == taken(call)
    promoted = Application.objects.filter(status="offered").order_by("pk").values_list("pk", flat=True)
    assert list(promoted) == [one.pk for one in waits[:5]]
    assert Transition.objects.filter(move="lapse").count() == 5
    assert Letter.objects.filter(kind="place_promoted").count() == 5


def test_who_gives_a_place_back_as_the_next_in_line_leaves_is_not_refused(world, monkeypatch):
    """Whoever waits takes no lock of the place by leaving: it leaves once the line was read, before anybody in it is locked."""
    call = call_with(world, places=4, promotion="automatic")
    given = [offered(world, None, call) for _each in range(4)]
    waits = waiting(world, call, 8)
    seen, is_read = waitlist.next_in_line, threading.Event()

    def slow(*asked: Any) -> Application | None:
        found = seen(*asked)
        is_read.set()
        time.sleep(0.2)
        return found

    def leave(one: Application) -> Application:
        if one in waits:
            is_read.wait(timeout=60)
        return machine.move(one, "withdraw", Step(), by=None, now=NOW)

    monkeypatch.setattr(waitlist, "next_in_line", slow)
    outcomes = at_once([lambda one=one: leave(one) for one in (*given, *waits[:4])], threads=8)
    assert {type(one) for one in outcomes} == {Application}
    assert {Application.objects.get(pk=one.pk).status for one in given} == {"withdrawn"}
    assert Application.objects.filter(place=place_of(call), status="offered").count() <= 4


@pytest.mark.parametrize("turn", range(3))
def test_of_an_answer_and_a_lapse_at_one_moment_one_wins(world, turn):
    call = call_with(world, places=8, promotion="automatic")
    given = [offered(world, None, call) for _each in range(8)]
    waiting(world, call, 8)
    until = given[0].offer_until

    def accept(one: Application) -> Application:
        return offers.confirm(one, by=one.person.user, now=NOW)

    accepting = [lambda one=one: accept(one) for one in given]
    lapsing = [lambda one=one: offers._lapse(one, until) for one in given]
    outcomes = at_once([job for pair in zip(accepting, lapsing, strict=True) for job in pair], threads=8)
    assert {type(one) for one in outcomes if isinstance(one, Exception)} <= {MoveRefused}
    for one in given:
        ends = Transition.objects.filter(record_type="application", record_id=one.pk, move__in=("confirm", "lapse"))
        assert ends.count() == 1
    assert taken(call) == 8


def test_one_person_who_accepts_two_places_at_once_has_one(world):
    for _turn in range(4):
        user = world.user(f"student{_turn}")
        runs = [RunFactory(program=world.basic) for _each in range(3)]
        two = [offered(world, user, call_with(world, run=run)) for run in runs]
        outcomes = at_once([lambda one=one, user=user: offers.confirm(one, by=user, now=NOW) for one in two], threads=3)
        assert [type(one) for one in outcomes].count(MoveRefused) == 2
        assert Application.objects.filter(person=user.person, status="confirmed").count() == 1


def test_whoever_accepts_twice_at_once_has_one_letter(world):
    user = world.user("student")
    application = offered(world, user)
    outcomes = at_once([lambda: offers.confirm(application, by=user, now=NOW)] * 4, threads=4)
    assert [one.status for one in outcomes] == ["confirmed"] * 4
    assert Letter.objects.filter(kind="place_confirmed").count() == 1


def test_deciding_and_withdrawing_at_once_never_gives_too_many(world):
    """Three of the four places that become free are those of the waitlist; the last one is had by whoever is decided about after that."""
    call = call_with(world, places=5, promotion="automatic")
    given = [offered(world, None, call) for _each in range(5)]
    waits, late = waiting(world, call, 3), [in_review(world, call) for _each in range(5)]
    leaving = [lambda one=one: machine.move(one, "withdraw", Step(), by=None, now=NOW) for one in given[:4]]
    wanting = [
        lambda one=one: deciding.decide([Wanted(one, "offer", place_of(call))], by=None, now=NOW) for one in late
    ]
    outcomes = at_once([*leaving, *wanting], threads=9)
    assert [one for one in outcomes if isinstance(one, Exception)] == []
    assert taken(call) in (4, 5)
    assert {one.status for one in Application.objects.filter(pk__in=[one.pk for one in waits])} == {"offered"}
