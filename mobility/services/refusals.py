"""Why was a mobility not written, said at the field in the user's language?"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError
from django.utils.translation import gettext as _

from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.localized import localized
from kanazawa_exchange.lib.refusals import Refused

from ..models import COUNTABLE, Mobility, Mode, Status
from ..queries.days import last_day


class CannotRegister(Refused):
    """The new record contradicts itself or what is already known."""


class CannotEdit(Refused):
    """The changed record would contradict itself or what is already known, or may not be changed any more."""


class CannotLink(Refused):
    """These two mobilities are no stages of one stay."""


# --- One stay at a time ----------------------------------------------------------------------------------------------
def clashing_stay(stay: Mobility) -> Mobility | None:
    """Another stay of the same person, begun and not online, on one of this stay's days; the same rule as the database's."""
    if stay.actual_starts_on is None or stay.mode == Mode.ONLINE:
        return None
    others = Mobility.objects.filter(
        person_id=stay.person_id, status__in=COUNTABLE, actual_starts_on__lte=last_day(stay)
    ).exclude(mode=Mode.ONLINE)
    if stay.pk:
        others = others.exclude(pk=stay.pk)
    found = (other for other in others.select_related("receiving") if last_day(other) >= stay.actual_starts_on)
    return next(found, None)


def same_plan(stay: Mobility) -> Mobility | None:
    """The same person's same journey on the same days, registered already: the form was sent twice."""
    if stay.status != Status.PLANNED or stay.planned_starts_on is None:
        return None
    same = ("person_id", "run_id", "sending_id", "receiving_id", "planned_starts_on", "planned_ends_on")
    waiting = Mobility.objects.filter(status__in=[Status.PLANNED, Status.READY]).select_related("receiving")
    return waiting.filter(**{name: getattr(stay, name) for name in same}).first()


def clash_sentence(other: Mobility) -> str:
    return _("This person is on another stay then: %(period)s, %(host)s. Two stays of one person cannot overlap.") % {
        "period": formats.period(
            other.actual_starts_on or other.planned_starts_on, other.actual_ends_on or other.planned_ends_on
        ),
        "host": localized(other.receiving, "name"),
    }


# --- What only the database knows --------------------------------------------------------------------------------------
GUARDS = {
    "mobility_one_stay": "actual_starts_on",
    "leg_one_host": "legs",
    "leg_one_main": "legs",
    "leg_inside_stay": "legs",
    "leg_dates": "legs",
    "mobility_keeps_its_legs": "legs",
    "stage_link_two": "",
    "stagelink": "",
}


def guard_sentence(guard: str) -> str:
    return {
        "mobility_one_stay": _("This person is on another stay then. Two stays of one person cannot overlap."),
        "leg_one_host": _("Two host legs overlap. On one day there is one host."),
        "leg_one_main": _("Only one leg can be the main host."),
        "leg_inside_stay": _("A host leg lies outside the stay."),
        "leg_dates": _("A host leg ends before it begins."),
        "mobility_keeps_its_legs": _("A host leg would lie outside the stay. Change the legs first."),
    }.get(guard, _("One of these mobilities is already linked."))


@contextmanager
def explained(kind: type[Refused], stay: Mobility | None = None) -> Iterator[None]:
    """Turn the database's refusals into sentences; wrap it around the transaction, which is then over."""
    try:
        yield
    except IntegrityError as fault:
        guard = next((name for name in GUARDS if name in str(fault)), None)
        if guard is None:
            raise
        sentence = guard_sentence(guard)
        if guard == "mobility_one_stay" and stay is not None and (other := clashing_stay(stay)):
            sentence = clash_sentence(other)
        raise kind({GUARDS[guard]: sentence}) from fault
