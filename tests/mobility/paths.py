"""The shortest ways by which a record comes into each state, made by the services."""

from datetime import date

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.lib import clock
from mobility.models import Mobility
from mobility.services import mobilities
from tests.factories import PersonFactory, World

START, END = date(2018, 8, 20), date(2018, 9, 3)
WHY = {"reason_code": "other", "reason": "Because it is so"}


def registered(world: World, by: User, **fields) -> Mobility:
    """A dispatch of a new person to Kazan, planned unless actual dates are given."""
    values = {"sending": world.kanazawa, "receiving": world.kazan, "run": world.outbound, "level": "bachelor"}
    if not {"planned_starts_on", "actual_starts_on"} & set(fields):
        values |= {"planned_starts_on": START, "planned_ends_on": END}
    person = fields.pop("person", None) or PersonFactory()
    return mobilities.register(person, by=by, now=clock.now(), **(values | fields))


def in_state(world: World, by: User, state: str, **fields) -> Mobility:
    """A record that has come into this state move by move."""
    act = {"by": by, "now": clock.now()}
    stay = registered(world, by, **fields)
    if state == "planned":
        return stay
    if state == "cancelled":
        return mobilities.cancel(stay, on=START, **WHY, **act)
    if state == "voided":
        return mobilities.void(stay, **WHY, **act)
    stay = mobilities.make_ready(stay, on=START, **act)
    if state == "ready":
        return stay
    stay = mobilities.confirm_arrival(stay, starts_on=START, **act)
    if state == "on_site":
        return stay
    if state == "interrupted":
        return mobilities.interrupt(stay, ends_on=END, counts=True, **WHY, **act)
    stay = mobilities.confirm_return(stay, ends_on=END, **act)
    if state == "returned":
        return stay
    stay = mobilities.complete(stay, on=END, **act)
    return stay if state == "completed" else mobilities.close(stay, on=END, **act)


def make(stay: Mobility, move: str, by: User) -> Mobility:
    """One move with values that fit every state."""
    act = {"by": by, "now": clock.now()}
    days = {
        "make_ready": {"on": END},
        "arrive": {"starts_on": START},
        "return": {"ends_on": END},
        "complete": {"on": END},
        "close": {"on": END},
        "cancel": {"on": END, **WHY},
        "interrupt": {"ends_on": END, **WHY},
        "void": WHY,
        "correct": {"actual_starts_on": START, "actual_ends_on": stay.actual_ends_on, **WHY},
    }
    services = {
        "make_ready": mobilities.make_ready,
        "arrive": mobilities.confirm_arrival,
        "return": mobilities.confirm_return,
        "complete": mobilities.complete,
        "close": mobilities.close,
        "cancel": mobilities.cancel,
        "interrupt": mobilities.interrupt,
        "void": mobilities.void,
        "correct": mobilities.correct_dates,
    }
    return services[move](stay, **days[move], **act)


TABLE = {
    "planned": {"make_ready": "ready", "cancel": "cancelled", "void": "voided"},
    "ready": {"arrive": "on_site", "cancel": "cancelled", "void": "voided"},
    "on_site": {"return": "returned", "interrupt": "interrupted", "correct": "on_site", "void": "voided"},
    "returned": {"complete": "completed", "correct": "returned", "void": "voided"},
    "completed": {"close": "closed", "correct": "completed", "void": "voided"},
    "closed": {"void": "voided"},
    "interrupted": {"correct": "interrupted", "void": "voided"},
    "cancelled": {"void": "voided"},
    "voided": {},
}
"""The moves as the domain tells them, written apart from the code."""

MOVES = ("make_ready", "arrive", "return", "complete", "close", "cancel", "interrupt", "void", "correct")
