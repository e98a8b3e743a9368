"""Calls with few places, and applications that are decided, offered and waiting in them, made by the services."""

from datetime import datetime
from typing import Any

from kanazawa_exchange.accounts.models import Transition, User
from mobility.models import Application, Choice
from mobility.services.selection import deciding, releasing
from mobility.services.selection.deciding import Wanted
from programs.models import Call, CallPlace
from tests.factories import CallFactory, CallPlaceFactory, PersonFactory, UserFactory, World
from tests.mobility.applications.paths import NOW, begun, make

__all__ = [
    "NOW",
    "applicants",
    "call_with",
    "in_review",
    "log_of",
    "offered",
    "place_of",
    "released",
    "stored",
    "waiting",
]


def call_with(world: World, places: int = 1, **fields: Any) -> Call:
    """An open call with so many places in Kazan, and twice as many in Irkutsk."""
    call: Call = CallFactory(**{"run": world.outbound, **fields})
    CallPlaceFactory(call=call, institution=world.kazan, order=1, places=places)
    CallPlaceFactory(call=call, institution=world.irkutsk, order=2, places=2 * places)
    return call


def place_of(call: Call, order: int = 1) -> CallPlace:
    found: CallPlace = call.destinations.get(order=order)
    return found


def in_review(world: World, call: Call, user: User | None = None) -> Application:
    """An application in review that wishes for Kazan."""
    application = begun(world, user or UserFactory(), call=call)
    Choice.objects.create(application=application, place=place_of(call), order=1)
    for name in ("submit", "review"):
        application = make(application, name, None)
    return application


def applicants(world: World, call: Call, number: int) -> list[Application]:
    return [in_review(world, call) for _each in range(number)]


def released(world: World, call: Call, *decisions: Wanted, now: datetime = NOW) -> list[Application]:
    """The applications after these decisions were recorded and told, in the order given."""
    decided = deciding.decide(decisions, by=None, now=now)
    assert decided.refused == ()
    releasing.release(call, by=None, now=now)
    return [Application.objects.get(pk=one.application.pk) for one in decisions]


def offered(world: World, user: User | None = None, call: Call | None = None, **fields: Any) -> Application:
    call = call or call_with(world, **fields)
    application = in_review(world, call, user)
    return released(world, call, Wanted(application, "offer", place_of(call)))[0]


def waiting(world: World, call: Call, number: int, first: int = 1, place: CallPlace | None = None) -> list[Application]:
    """So many people who wait, with ranks from `first` on."""
    wanted = [
        Wanted(one, "waitlist", place, rank) for rank, one in enumerate(applicants(world, call, number), start=first)
    ]
    return released(world, call, *wanted)


def stored(world: World, call: Call, number: int, **decided: Any) -> None:
    """So many applications in a state, written as rows: for tests that count queries, and for which the way there is too long."""
    facts = {"level": "bachelor", "institution": world.kanazawa, "language": "ja", "submitted_at": NOW}
    for order in range(number):
        rank = {"waitlist_rank": order + 1} if decided.get("decision") == "waitlist" else {}
        Application.objects.create(call=call, person=PersonFactory(), **facts, **rank, **decided)


def log_of(application: Application) -> list[tuple[str, str, str]]:
    """What was done, with the code of its reason and its words."""
    rows = Transition.objects.filter(record_type="application", record_id=application.pk).select_related("note")
    return [
        (row.move, row.reason_code, row.note.text if hasattr(row, "note") else "") for row in rows.order_by("sequence")
    ]
