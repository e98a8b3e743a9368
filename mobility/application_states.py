"""The states of an application: everything about a state stands in its row, and the groups of states follow from the rows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from django.db import models
from django.utils.translation import pgettext_lazy

from kanazawa_exchange.lib.states import State


class ApplicationStatus(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("application", "Draft")
    SUBMITTED = "submitted", pgettext_lazy("application", "Submitted")
    RETURNED = "returned", pgettext_lazy("application", "Returned")
    IN_REVIEW = "in_review", pgettext_lazy("application", "In review")
    DECIDED = "decided", pgettext_lazy("application", "Decided, not released")
    OFFERED = "offered", pgettext_lazy("application", "Offered")
    WAITLISTED = "waitlisted", pgettext_lazy("application", "Waitlisted")
    CONFIRMED = "confirmed", pgettext_lazy("application", "Confirmed")
    DECLINED = "declined", pgettext_lazy("application", "Declined")
    LAPSED = "lapsed", pgettext_lazy("application", "Lapsed")
    WITHDRAWN = "withdrawn", pgettext_lazy("application", "Withdrawn")
    CANCELLED = "cancelled", pgettext_lazy("application", "Cancelled")


class Decision(models.TextChoices):
    """What was decided, also while nobody is told."""

    OFFER = "offer", pgettext_lazy("application, decision", "Offer")
    WAITLIST = "waitlist", pgettext_lazy("application, decision", "Waitlist")
    DECLINE = "decline", pgettext_lazy("application, decision", "Decline")


@dataclass(frozen=True, kw_only=True)
class ApplicationState(State):
    """Whether the applicant may write in it, whether it may still lead to a place, whether its decision was told, and whether an
    offer takes a place in it."""

    is_writable: bool = False
    is_open: bool = True
    is_released: bool = False
    is_taking: bool = False


STATES: Mapping[str, ApplicationState] = {
    ApplicationStatus.DRAFT: ApplicationState(
        ApplicationStatus.DRAFT.label, pgettext_lazy("application, student", "Draft"), "todo", is_writable=True
    ),
    ApplicationStatus.SUBMITTED: ApplicationState(
        ApplicationStatus.SUBMITTED.label, pgettext_lazy("application, student", "Sent"), "now"
    ),
    ApplicationStatus.RETURNED: ApplicationState(
        ApplicationStatus.RETURNED.label,
        pgettext_lazy("application, student", "Please correct"),
        "bad asked",
        is_writable=True,
    ),
    ApplicationStatus.IN_REVIEW: ApplicationState(
        ApplicationStatus.IN_REVIEW.label, pgettext_lazy("application, student", "Under review"), "wait"
    ),
    # 決定・未通知: hidden from the applicant, for whom the review lasts
    ApplicationStatus.DECIDED: ApplicationState(
        ApplicationStatus.DECIDED.label,
        pgettext_lazy("application, student", "Under review"),
        "wait hidden",
        is_taking=True,
    ),
    ApplicationStatus.OFFERED: ApplicationState(
        ApplicationStatus.OFFERED.label,
        pgettext_lazy("application, student", "Offered, please reply"),
        "now offered",
        is_released=True,
        is_taking=True,
    ),
    ApplicationStatus.WAITLISTED: ApplicationState(
        ApplicationStatus.WAITLISTED.label,
        pgettext_lazy("application, student", "Waitlist"),
        "wait listed",
        is_released=True,
    ),
    ApplicationStatus.CONFIRMED: ApplicationState(
        ApplicationStatus.CONFIRMED.label,
        pgettext_lazy("application, student", "Confirmed"),
        "done",
        is_open=False,
        is_released=True,
        is_taking=True,
    ),
    ApplicationStatus.DECLINED: ApplicationState(
        ApplicationStatus.DECLINED.label,
        pgettext_lazy("application, student", "Not selected"),
        "bad",
        is_open=False,
        is_released=True,
    ),
    ApplicationStatus.LAPSED: ApplicationState(
        ApplicationStatus.LAPSED.label,
        pgettext_lazy("application, student", "Offer closed"),
        "off lapsed",
        is_open=False,
        is_released=True,
    ),
    ApplicationStatus.WITHDRAWN: ApplicationState(
        ApplicationStatus.WITHDRAWN.label, pgettext_lazy("application, student", "Withdrawn"), "off", is_open=False
    ),
    ApplicationStatus.CANCELLED: ApplicationState(
        ApplicationStatus.CANCELLED.label, pgettext_lazy("application, student", "Cancelled"), "off void", is_open=False
    ),
}

REFUSED = ApplicationState(
    pgettext_lazy("application", "Place refused"),
    pgettext_lazy("application, student", "Place refused"),
    "off lapsed",
    is_open=False,
    is_released=True,
)
"""How an offer that lapsed reads where its applicant had refused it."""


class Applied(Protocol):
    """An application, for what its state is called."""

    status: str
    has_refused: bool


def shown_state(application: Applied) -> ApplicationState:
    """The words and the glyph of the state of an application: an offer that was refused has not merely lapsed."""
    return REFUSED if application.has_refused else STATES[application.status]


def _states(holds: Callable[[ApplicationState], bool]) -> tuple[str, ...]:
    return tuple(str(state) for state, row in STATES.items() if holds(row))


WRITABLE = _states(lambda row: row.is_writable)
OPEN = _states(lambda row: row.is_open)
"""States from which an application may still lead to a place: from each of them it is withdrawn or cancelled."""
RELEASED = _states(lambda row: row.is_released)
TAKING = _states(lambda row: row.is_taking)
"""States in which an offer takes a place of its destination, told or not."""
ENDED_EARLY = (str(ApplicationStatus.WITHDRAWN), str(ApplicationStatus.CANCELLED))
"""Ended by the applicant or the office, from whatever had been written until then."""
LEFT = (*ENDED_EARLY, str(ApplicationStatus.LAPSED))
"""In which somebody who had a place has it no longer."""
OVER = (*LEFT, str(ApplicationStatus.DECLINED))
"""No stay comes of it."""
UNDECIDED = (
    str(ApplicationStatus.DRAFT),
    str(ApplicationStatus.SUBMITTED),
    str(ApplicationStatus.RETURNED),
    str(ApplicationStatus.IN_REVIEW),
)
