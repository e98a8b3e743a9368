"""Offers that are made at one moment for fewer places, each in its own connection, beside the naive way: it counts, then writes."""

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from django.db import OperationalError, connection

from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.states import Step
from mobility.models import Application, Decision
from mobility.services.applications import machine, steps
from mobility.services.selection import deciding
from mobility.services.selection.deciding import Wanted
from programs.models import CallPlace

from .measuring import Out
from .scoring import say

WISHES, A_PLACE_FOR = 50, 5
"""So many offers at once, and one place for so many of them."""

Act = Callable[[Application, CallPlace], object]


def run(drafts: Sequence[Application], others: Sequence[Application], out: Out) -> bool:
    """Offers to some of those who have sent, and to as many of the naive call; True when there are as many as places."""
    wishes = min(WISHES, len(drafts))
    places = max(1, wishes // A_PLACE_FOR)
    given = offered(drafts[:wishes], places, _decided)
    say(out, f"{f'{wishes} offers at once for {places} places':44}{given}\n")
    say(out, f"{'  the naive way':44}{offered(others[:wishes], places, _naively)}\n")
    return given == places


def offered(drafts: Sequence[Application], places: int, act: Act) -> int:
    """How many have a place after all of them were offered it at one moment."""
    place = _place(drafts[0], places)
    sent = Application.objects.filter(pk__in=[draft.pk for draft in drafts], status="submitted")
    cases = [machine.move(one, "review", Step(), by=None, now=clock.now()) for one in sent.order_by("pk")]
    meet = threading.Barrier(len(cases), timeout=60)

    def one(case: Application) -> None:
        try:
            meet.wait()
            act(case, place)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(cases)) as pool:
        list(pool.map(one, cases))
    return Application.objects.filter(place=place, decision=Decision.OFFER).count()


def _place(draft: Application, places: int) -> CallPlace:
    place: CallPlace = draft.call.destinations.order_by("order")[0]
    place.places = places
    place.save()
    return place


def _decided(case: Application, place: CallPlace) -> object:
    return deciding.decide([Wanted(case, Decision.OFFER, place)], by=None, now=clock.now())


def _naively(case: Application, place: CallPlace) -> object:
    taken = Application.objects.filter(place=place, decision=Decision.OFFER).count()
    answers = {"decision": Decision.OFFER, "place": place, "waitlist_rank": None}
    while taken < place.places:
        try:
            return steps.made(case, "decide", Step(answers=answers), by=None, now=clock.now())
        except OperationalError:  # SQLite lets one write at a time
            time.sleep(0.01)
    return None
