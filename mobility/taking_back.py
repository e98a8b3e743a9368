"""The moves of a mobility that take a wrong entry back: every figure, of earlier dates as well, is as if it had never been made."""

from collections.abc import Callable
from datetime import date
from typing import Protocol

from django.utils.translation import gettext_lazy as _

from kanazawa_exchange.lib.states import Move, Step, nothing_changes
from kanazawa_exchange.lib.words import Words

from .permissions import may_edit
from .states import Status


class Stay(Protocol):
    """What taking back writes into a mobility."""

    planned_starts_on: date | None
    actual_starts_on: date | None
    actual_ends_on: date | None
    interruption_counts: bool | None
    uncounted_from: date | None


def _not_arrived(stay: Stay, _step: Step) -> None:
    """Without a planned start the day stays as the plan: a record has a first day."""
    stay.planned_starts_on = stay.planned_starts_on or stay.actual_starts_on
    stay.actual_starts_on = None


def _not_ended(stay: Stay, _step: Step) -> None:
    """The stay goes on; whether an interrupted one counts is open again."""
    stay.actual_ends_on = stay.interruption_counts = stay.uncounted_from = None


def _as_it_counted(stay: Stay, _step: Step) -> None:
    stay.uncounted_from = stay.actual_ends_on if stay.interruption_counts is False else None


WRONG = {
    "mistake": _("Entered by mistake"),
    "other_person": _("Meant for another person"),
    "host_word": _("The host took its word back"),
    "other": _("Another reason"),
}
AS_IF = _("every figure is what it would be without it")
NEVER_WAS = _("For a wrong entry. Every figure, of earlier dates as well, becomes what it would be without it.")


def _wrong(
    name: str,
    state: Status,
    target: str,
    label: Words,
    done: Words,
    change: Callable[[Stay, Step], None] = nothing_changes,
) -> Move:
    """A move that takes back the one which led into this state; without a target it leads to where that one came from."""
    return Move(
        name=name,
        sources={state},
        target=target,
        label=label,
        done=done,
        ever=AS_IF,
        notice=NEVER_WAS,
        may=may_edit,
        reasons=WRONG,
        usual_reason="mistake",
        takes_back=True,
        change=change,
    )


TAKING_BACK = (
    _wrong("take_back_ready", Status.READY, Status.PLANNED, _("Take back the readiness"), _("Readiness taken back")),
    _wrong(
        "take_back_arrival",
        Status.ON_SITE,
        Status.READY,
        _("Take back the arrival"),
        _("Arrival taken back"),
        _not_arrived,
    ),
    _wrong(
        "take_back_return",
        Status.RETURNED,
        Status.ON_SITE,
        _("Take back the return"),
        _("Return taken back"),
        _not_ended,
    ),
    _wrong(
        "take_back_early_end",
        Status.INTERRUPTED,
        Status.ON_SITE,
        _("Take back the early end"),
        _("Early end taken back"),
        _not_ended,
    ),
    _wrong(
        "take_back_completion",
        Status.COMPLETED,
        Status.RETURNED,
        _("Take back the completion"),
        _("Completion taken back"),
    ),
    _wrong("reopen", Status.CLOSED, Status.COMPLETED, _("Open the record again"), _("Opened again")),
    _wrong(
        "take_back_cancellation",
        Status.CANCELLED,
        "",
        _("Take back the cancellation"),
        _("Cancellation taken back"),
    ),
    Move(
        name="restore",
        sources={Status.VOIDED},
        label=_("Restore the record"),
        done=_("Restored"),
        ever=_("every figure is what it was before"),
        notice=_(
            "The record becomes what it was before it was voided, with its links to other stages, and counts in the "
            "figures of every date as it did then."
        ),
        may=may_edit,
        reasons={
            "mistake": _("Voided by mistake"),
            "needed": _("The record is needed after all"),
            "other": _("Another reason"),
        },
        usual_reason="mistake",
        takes_back=True,
        change=_as_it_counted,
    ),
)
