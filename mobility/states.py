"""The states of a mobility: everything about a state stands in its row, and the groups of states follow from the rows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kanazawa_exchange.lib.states import State
from kanazawa_exchange.lib.words import Words


class Status(models.TextChoices):
    PLANNED = "planned", pgettext_lazy("mobility", "Planned")
    READY = "ready", pgettext_lazy("mobility", "Ready")
    ON_SITE = "on_site", pgettext_lazy("mobility", "On site")
    RETURNED = "returned", pgettext_lazy("mobility", "Returned")
    COMPLETED = "completed", pgettext_lazy("mobility", "Completed")
    CLOSED = "closed", pgettext_lazy("mobility", "Closed")
    INTERRUPTED = "interrupted", pgettext_lazy("mobility", "Interrupted")
    CANCELLED = "cancelled", pgettext_lazy("mobility", "Cancelled")
    VOIDED = "voided", pgettext_lazy("mobility", "Voided")


@dataclass(frozen=True, kw_only=True)
class StayState(State):
    """Whether the person is there or the stay has ended, which days are confirmed then; whether it lives (counts, or may
    come to count), and whether it is filed."""

    means: Words
    """What a list says of it below its rows: names of states alone do not tell how they differ."""
    is_there: bool = False
    has_ended: bool = False
    is_live: bool = True
    is_filed: bool = False


STATES: Mapping[str, StayState] = {
    Status.PLANNED: StayState(
        Status.PLANNED.label,
        pgettext_lazy("mobility, student", "Preparing"),
        "todo",
        means=_("The stay is planned; papers or places may still be missing."),
    ),
    Status.READY: StayState(
        Status.READY.label,
        pgettext_lazy("mobility, student", "Ready to go"),
        "wait",
        means=_("Everything is ready for the departure."),
    ),
    Status.ON_SITE: StayState(
        Status.ON_SITE.label,
        pgettext_lazy("mobility, student", "On exchange"),
        "now",
        is_there=True,
        means=_("The arrival is confirmed; the stay lasts."),
    ),
    Status.RETURNED: StayState(
        Status.RETURNED.label,
        pgettext_lazy("mobility, student", "Back, steps left"),
        "now returned",
        has_ended=True,
        means=_("The end of the stay is confirmed; recognition, survey or report may still be open."),
    ),
    Status.COMPLETED: StayState(
        Status.COMPLETED.label,
        pgettext_lazy("mobility, student", "Completed"),
        "done",
        has_ended=True,
        means=_("All steps after the return are done."),
    ),
    Status.CLOSED: StayState(
        Status.CLOSED.label,
        pgettext_lazy("mobility, student", "Closed"),
        "done filed",
        has_ended=True,
        is_filed=True,
        means=_("All documents are filed; the record no longer changes."),
    ),
    Status.INTERRUPTED: StayState(
        Status.INTERRUPTED.label,
        pgettext_lazy("mobility, student", "Ended early"),
        "bad",
        has_ended=True,
        means=_("The stay ended before its time; the reason decides whether it counts."),
    ),
    Status.CANCELLED: StayState(
        Status.CANCELLED.label,
        pgettext_lazy("mobility, student", "Cancelled"),
        "off",
        is_live=False,
        means=_("The stay does not take place."),
    ),
    # keeps the days it had: it has neither arrived nor not arrived
    Status.VOIDED: StayState(
        Status.VOIDED.label,
        pgettext_lazy("mobility, student", "Record voided"),
        "off void",
        is_live=False,
        means=_("The record should never have existed; it counts nowhere, and is kept."),
    ),
}


def _states(holds: Callable[[StayState], bool]) -> tuple[str, ...]:
    return tuple(str(state) for state, row in STATES.items() if holds(row))


COUNTABLE = _states(lambda row: row.is_there or row.has_ended)
"""States whose stay has begun; whether it counts at a date follows from `actual_starts_on` and `uncounted_from`."""
THERE = _states(lambda row: row.is_there)
OVER = _states(lambda row: row.has_ended)
NOT_ARRIVED = tuple(state for state in _states(lambda _row: True) if state not in (*COUNTABLE, Status.VOIDED))
LIVE = _states(lambda row: row.is_live)
"""States in which a stay takes, or will take, its person's days."""
AWAITED = _states(lambda row: row.is_live and not row.is_there and not row.has_ended)
NOT_LIVE = _states(lambda row: not row.is_live)
READ_ONLY = _states(lambda row: row.is_filed or not row.is_live)
