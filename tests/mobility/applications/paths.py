"""The shortest ways by which an application comes into each state, made by the moves."""

from datetime import UTC, datetime, timedelta
from typing import Any

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.lib.states import Step
from mobility.models import Application
from mobility.services.applications import machine
from programs.models import Call, CallPlace
from tests.consents import agrees_to_processing
from tests.factories import CallFactory, CallPlaceFactory, World

NOW = datetime(2018, 4, 10, 3, 0, tzinfo=UTC)
"""While the calls of the factories are open."""
AGREED = datetime(2018, 1, 10, 3, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=7)
WHY = {"reason_code": "other", "reason": "Because it is so"}


def call_of(world: World, **fields: Any) -> Call:
    """An open call of the cultural programme, outbound, with Kazan and Irkutsk as destinations."""
    call: Call = CallFactory(run=world.outbound, **fields)
    CallPlaceFactory(call=call, institution=world.kazan, order=1)
    CallPlaceFactory(call=call, institution=world.irkutsk, order=2)
    return call


def inbound_call_of(world: World) -> Call:
    """An open call of the same programme that brings students to Kanazawa."""
    call: Call = CallFactory(run=world.inbound)
    CallPlaceFactory(call=call, institution=world.kanazawa)
    return call


def begun(world: World, user: User, call: Call | None = None, **fields: Any) -> Application:
    """A draft of this person, who has agreed to the processing, with what every application states."""
    agrees_to_processing(user, now=AGREED)
    facts = {"level": "bachelor", "institution": world.kanazawa, "language": "ja", **fields}
    made: Application = Application.objects.create(call=call or call_of(world), person=user.person, **facts)
    return made


WAYS: dict[str, tuple[str, ...]] = {
    "draft": (),
    "submitted": ("submit",),
    "returned": ("submit", "return"),
    "in_review": ("submit", "review"),
    "decided": ("submit", "review", "decide"),
    "offered": ("submit", "review", "decide", "release_offer"),
    "waitlisted": ("submit", "review", "decide_waitlist", "release_waitlist"),
    "confirmed": ("submit", "review", "decide", "release_offer", "confirm"),
    "declined": ("submit", "review", "decide_decline", "release_decline"),
    "lapsed": ("submit", "review", "decide", "release_offer", "lapse"),
    "withdrawn": ("submit", "withdraw"),
    "cancelled": ("submit", "cancel"),
}


def in_state(world: World, user: User, state: str, **fields: Any) -> Application:
    """An application that has come into this state move by move; the moves of the office are made by the portal."""
    application = begun(world, user, **fields)
    for name in WAYS[state]:
        application = make(application, name, None)
    return application


def make(application: Application, name: str, by: User | None, *, decision: str = "offer") -> Application:
    """One move, with what it asks for."""
    name, _under, ending = (
        name.partition("_") if name in ("decide_waitlist", "decide_decline") else (name, "", decision)
    )
    now = LATER if name == "lapse" else NOW
    return machine.move(application, name, step_of(application, name, ending), by=by, now=now)


def step_of(application: Application, name: str, decision: str) -> Step:
    place: CallPlace | None = application.call.destinations.first()
    decided = {
        "offer": {"decision": "offer", "place": place},
        "waitlist": {"decision": "waitlist", "place": place, "waitlist_rank": 1},
        "decline": {"decision": "decline"},
    }[decision]
    answers: dict[str, dict[str, object]] = {
        "return": {"return_until": LATER, "remarks": {"level": "Which one?"}},
        "extend": {"return_until": LATER + timedelta(days=7)},
        "decide": decided,
        "release_offer": {"offer_until": LATER},
        "promote": {"offer_until": LATER, "place": place},
        "offer_next": {"offer_until": LATER, "place": application.call.destinations.last()},
    }
    why = {} if name in ("submit", "resubmit", "review", "confirm", "withdraw") else WHY
    code = CODES.get(name, "")
    return Step(reason_code=code, reason=why.get("reason", ""), answers=answers.get(name, {}))


CODES = {
    "return": "incomplete",
    "cancel": "other",
    "submit_late": "other",
    "promote": "vacant",
    "offer_next": "rejected",
}
"""A reason for each move that asks for one."""

TABLE = {
    "draft": {"submit": "submitted", "submit_late": "submitted", "withdraw": "withdrawn", "cancel": "cancelled"},
    "submitted": {"return": "returned", "review": "in_review", "withdraw": "withdrawn", "cancel": "cancelled"},
    "returned": {"resubmit": "submitted", "extend": "returned", "withdraw": "withdrawn", "cancel": "cancelled"},
    "in_review": {"decide": "decided", "withdraw": "withdrawn", "cancel": "cancelled"},
    "decided": {
        "release_offer": "offered",
        "reconsider": "in_review",
        "withdraw": "withdrawn",
        "cancel": "cancelled",
    },
    "offered": {
        "confirm": "confirmed",
        "refuse": "lapsed",
        "lapse": "lapsed",
        "withdraw": "withdrawn",
        "cancel": "cancelled",
    },
    "waitlisted": {"promote": "offered", "withdraw": "withdrawn", "cancel": "cancelled"},
    "confirmed": {"offer_next": "offered", "cancel": "cancelled"},
    "declined": {},
    "lapsed": {},
    "withdrawn": {},
    "cancelled": {},
}
"""The moves as the domain tells them, written apart from the code; `decided` is decided as an offer."""

STUDENT = ("submit", "resubmit", "confirm", "refuse", "withdraw")
OFFICE = (
    "submit_late",
    "return",
    "extend",
    "review",
    "decide",
    "reconsider",
    "release_offer",
    "release_waitlist",
    "release_decline",
    "promote",
    "offer_next",
    "cancel",
)
PORTAL = ("lapse",)
MOVES = (*STUDENT, *OFFICE, *PORTAL)
