"""The shortest ways by which a record comes into each state, made by the services."""

from datetime import date, timedelta

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.states import Step
from mobility.facts import Confirmed, Facts, NewStay, Places
from mobility.models import Mobility
from mobility.services import mobilities, moves
from tests.factories import PersonFactory, World

START, END = date(2018, 8, 20), date(2018, 9, 3)
WHY = {"reason_code": "other", "reason": "Because it is so"}


def registered(world: World, by: User, **fields) -> Mobility:
    """A dispatch of a new person to Kazan, planned unless actual dates are given."""
    if not {"planned_starts_on", "actual_starts_on"} & set(fields):
        fields |= {"planned_starts_on": START, "planned_ends_on": END}
    stay = new_stay(world, **fields)
    return mobilities.register(stay.person, stay.places, stay.facts, stay.confirmed, by=by, now=clock.now())


def new_stay(world: World, **fields) -> NewStay:
    """The same before it is registered, from flat fields."""
    person = fields.pop("person", None) or PersonFactory()
    places = Places(fields.pop("sending", world.kanazawa), fields.pop("receiving", world.kazan))
    days = (fields.pop("actual_starts_on", None), fields.pop("actual_ends_on", None), fields.pop("ended_early", None))
    confirmed = Confirmed(*days, is_stage=fields.pop("is_stage", False))
    parts = {name: tuple(fields.pop(name, ())) for name in ("legs", "fundings")}
    facts = Facts(**{"run": world.outbound, "level": "bachelor", **fields, **parts})
    return NewStay(person, places, facts, confirmed)


WAYS = {
    "planned": (),
    "ready": ("make_ready",),
    "on_site": ("make_ready", "arrive"),
    "returned": ("make_ready", "arrive", "return"),
    "completed": ("make_ready", "arrive", "return", "complete"),
    "closed": ("make_ready", "arrive", "return", "complete", "close"),
    "interrupted": ("make_ready", "arrive", "interrupt"),
    "cancelled": ("cancel",),
    "voided": ("void",),
}

AS_PLANNED = {
    "make_ready": Step(START),
    "cancel": Step(START, **WHY),
    "interrupt": Step(END, **WHY, answers={"counts": True}),
}


def in_state(world: World, by: User, state: str, **fields) -> Mobility:
    """A record that has come into this state move by move."""
    stay = registered(world, by, **fields)
    for move in WAYS[state]:
        stay = make(stay, move, by, AS_PLANNED.get(move))
    return stay


def make(stay: Mobility, move: str, by: User, step: Step | None = None) -> Mobility:
    """One move, with values that fit every state unless a step is given."""
    fitting = {
        "make_ready": Step(END),
        "arrive": Step(START),
        "return": Step(END),
        "complete": Step(END),
        "close": Step(END),
        "cancel": Step(END, **WHY),
        "interrupt": Step(END, **WHY),
        "void": Step(**WHY),
        **dict.fromkeys(TAKING_BACK, Step(**WHY)),
        "correct": Step(START - timedelta(days=1), **WHY, answers={"actual_ends_on": stay.actual_ends_on}),
    }
    return moves.move(stay, move, step or fitting[move], by=by, now=clock.now())


TABLE = {
    "planned": {"make_ready": "ready", "arrive": "on_site", "cancel": "cancelled", "void": "voided"},
    "ready": {"arrive": "on_site", "cancel": "cancelled", "void": "voided", "take_back_ready": "planned"},
    "on_site": {
        "return": "returned",
        "interrupt": "interrupted",
        "correct": "on_site",
        "void": "voided",
        "take_back_arrival": "ready",
    },
    "returned": {"complete": "completed", "correct": "returned", "void": "voided", "take_back_return": "on_site"},
    "completed": {"close": "closed", "correct": "completed", "void": "voided", "take_back_completion": "returned"},
    "closed": {"void": "voided", "reopen": "completed"},
    "interrupted": {"correct": "interrupted", "void": "voided", "take_back_early_end": "on_site"},
    "cancelled": {"void": "voided", "take_back_cancellation": "planned"},
    "voided": {"restore": "planned"},
}
"""The moves as the domain tells them, written apart from the code."""

TAKING_BACK = (
    "take_back_ready",
    "take_back_arrival",
    "take_back_return",
    "take_back_early_end",
    "take_back_completion",
    "take_back_cancellation",
    "reopen",
    "restore",
)
MOVES = ("make_ready", "arrive", "return", "complete", "close", "cancel", "interrupt", "void", "correct", *TAKING_BACK)
