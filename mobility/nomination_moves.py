"""Both sides of a nomination: the sender's states and moves, and the receiver's; each side owns its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from kanazawa_exchange.lib.states import NEW, Move, MoveTable, State, Step

from .permissions import may_answer_nomination, may_send_nomination
from .states import LIVE

Record = Any
"""A nomination. Models import this file, so it imports none; the relations of the record lead everywhere."""
Faults = Mapping[str, str]


# --- States ----------------------------------------------------------------------------------------------------------


class SenderStatus(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("nomination", "Draft")
    SENT = "sent", pgettext_lazy("nomination", "Sent")
    UNLOCKED = "unlocked", pgettext_lazy("nomination", "Unlocked")
    CANCELLED = "cancelled", pgettext_lazy("nomination", "Cancelled")


class ReceiverStatus(models.TextChoices):
    PENDING = "pending", pgettext_lazy("nomination", "Pending")
    ACKNOWLEDGED = "acknowledged", pgettext_lazy("nomination", "Acknowledged")
    VERIFIED = "verified", pgettext_lazy("nomination", "Verified")
    WAITLISTED = "waitlisted", pgettext_lazy("nomination", "Waitlisted")
    REJECTED = "rejected", pgettext_lazy("nomination", "Rejected")


@dataclass(frozen=True, kw_only=True)
class SenderState(State):
    """Whether the sending side may change the facts, and whether it still stands behind the nomination."""

    is_writable: bool = False
    is_open: bool = True


SENDER_STATES: Mapping[str, SenderState] = {
    SenderStatus.DRAFT: SenderState(
        SenderStatus.DRAFT.label, pgettext_lazy("nomination, student", "In preparation"), "todo", is_writable=True
    ),
    SenderStatus.SENT: SenderState(
        SenderStatus.SENT.label, pgettext_lazy("nomination, student", "Sent to host"), "now"
    ),
    SenderStatus.UNLOCKED: SenderState(
        SenderStatus.UNLOCKED.label, pgettext_lazy("nomination, student", "Being corrected"), "wait", is_writable=True
    ),
    SenderStatus.CANCELLED: SenderState(
        SenderStatus.CANCELLED.label, pgettext_lazy("nomination, student", "Withdrawn"), "off", is_open=False
    ),
}
RECEIVER_STATES: Mapping[str, State] = {
    ReceiverStatus.PENDING: State(
        ReceiverStatus.PENDING.label, pgettext_lazy("nomination, student", "Waiting for host"), "todo"
    ),
    ReceiverStatus.ACKNOWLEDGED: State(
        ReceiverStatus.ACKNOWLEDGED.label, pgettext_lazy("nomination, student", "Received by host"), "now"
    ),
    ReceiverStatus.VERIFIED: State(
        ReceiverStatus.VERIFIED.label, pgettext_lazy("nomination, student", "Accepted by host"), "done"
    ),
    ReceiverStatus.WAITLISTED: State(
        ReceiverStatus.WAITLISTED.label, pgettext_lazy("nomination, student", "Waitlist"), "wait"
    ),
    ReceiverStatus.REJECTED: State(
        ReceiverStatus.REJECTED.label, pgettext_lazy("nomination, student", "Not accepted"), "bad"
    ),
}

WRITABLE = tuple(str(state) for state, row in SENDER_STATES.items() if row.is_writable)
UNDECIDED = (ReceiverStatus.PENDING.value, ReceiverStatus.ACKNOWLEDGED.value, ReceiverStatus.WAITLISTED.value)
"""The host may still accept or reject."""
LIVING = ~Q(sender_status="cancelled") & ~Q(receiver_status="rejected")
"""Neither withdrawn by its sender nor rejected by its host: of these an application has one at most."""


def is_living(record: Record) -> bool:
    """The same of one nomination."""
    return record.sender_status != SenderStatus.CANCELLED and record.receiver_status != ReceiverStatus.REJECTED


def of_its_place() -> Q:
    """The nominations that tell of the place that their application holds now: one that stands, and those at that host.

    What another host has ended before is past. A partner's student has one place to be nominated to, ours.
    """
    at_its_host = Q(receiving=F("application__place__institution"))
    return LIVING | at_its_host | Q(application__call__run__direction="inbound")


def tells_of_its_place(record: Record) -> bool:
    """The same of one nomination."""
    application = record.application
    if is_living(record) or application.call.run.direction == "inbound":
        return True
    return application.place is not None and record.receiving_id == application.place.institution_id


def by_standing(record: Record) -> tuple[bool, int]:
    """The greatest is the one that stands, else the last that has ended."""
    return is_living(record), record.pk


# --- What must hold --------------------------------------------------------------------------------------------------


def agreement_fault(record: Record, on: date) -> str:
    """Why the agreement does not carry this nomination on a day, in words, or nothing."""
    agreement = record.agreement
    if agreement is None:
        return _("Choose the agreement under which the place is given.")
    starts_on, ends_on = agreement.effective_on, agreement.ended_on or agreement.expires_on
    if agreement.status != "in_force" or starts_on is None or on < starts_on or (ends_on is not None and ends_on < on):
        return _("The agreement is not in force. Choose one that is, or have it renewed first.")
    if not {record.sending_id, record.receiving_id} <= {party.institution_id for party in agreement.parties.all()}:
        return _("The two institutions are not both parties of this agreement.")
    return ""


def _send_needs(record: Record, step: Step) -> Faults:
    """An agreement in force on the day, and what the host has to know."""
    assert step.on is not None  # noqa: S101 the service sets the day of a move that asks for none
    sentences = [agreement_fault(record, step.on)]
    if not record.level and record.category == "student":
        sentences.append(_("Enter the level."))
    if record.planned_starts_on is None or record.planned_ends_on is None:
        sentences.append(_("Enter the planned first and last day."))
    found = " ".join(filter(None, sentences))
    return {"": found} if found else {}


def _unlock_needs(record: Record, step: Step) -> Faults:
    if record.unlock_asked_at is not None:
        return {"": _("Unlocking is asked for already; the host has not answered yet.")}
    return _undecided(record, step)


def _undecided(record: Record, _step: Step) -> Faults:
    """Upon a decision the stay may be registered already: what it rests on stays as it is."""
    if record.receiver_status in UNDECIDED:
        return {}
    return {"": _("The host has decided already. Write to the host, or withdraw the nomination.")}


def _may_unlock(record: Record, step: Step) -> Faults:
    return _undecided(record, step) or _is_asked(record, step)


def _is_asked(record: Record, _step: Step) -> Faults:
    return {} if record.unlock_asked_at is not None else {"": _("Nobody has asked to unlock this nomination.")}


def _cancel_needs(record: Record, _step: Step) -> Faults:
    if record.mobility is not None and record.mobility.status in LIVE:
        return {"": _("The stay is registered already. It is cancelled on its own page first.")}
    return {}


def _is_sent(record: Record, _step: Step) -> Faults:
    """Only what stands sent is answered."""
    if record.sender_status == SenderStatus.SENT:
        return {}
    return {"": _("The sending institution is correcting this nomination, or has withdrawn it.")}


def _verify_needs(record: Record, step: Step) -> Faults:
    """The student has confirmed, where there is an application."""
    application = record.application
    if application is not None and application.status != "confirmed":
        return {"": _("The student has not confirmed the place.")}
    return _is_sent(record, step)


# --- What a move writes into the record ------------------------------------------------------------------------------


def _send(record: Record, step: Step) -> None:
    record.revision += 1
    record.sent_at = step.at
    _nothing_asked(record, step)


def _ask(record: Record, step: Step) -> None:
    record.unlock_asked_at, record.unlock_reason = step.at, step.reason_code


def _nothing_asked(record: Record, _step: Step) -> None:
    record.unlock_asked_at, record.unlock_reason = None, ""


# --- Moves -----------------------------------------------------------------------------------------------------------

OTHER = gettext_lazy("Another reason")

NOMINATION_SENDER_MOVES = MoveTable(
    [
        Move(
            name="nominate",
            sources={NEW},
            target=SenderStatus.DRAFT,
            label=pgettext_lazy("nomination", "Prepare a nomination"),
            done=pgettext_lazy("nomination, history", "Nomination prepared"),
        ),
        Move(
            name="send",
            sources={SenderStatus.DRAFT},
            target=SenderStatus.SENT,
            is_final=True,
            label=pgettext_lazy("nomination", "Send the nomination"),
            done=pgettext_lazy("nomination, history", "Nomination sent"),
            notice=gettext_lazy(
                "From now on it is locked: to change it, you ask the host to unlock it. The host is told by email."
            ),
            may=may_send_nomination,
            needs=_send_needs,
            change=_send,
        ),
        Move(
            name="ask_unlock",
            sources={SenderStatus.SENT},
            is_final=True,
            label=pgettext_lazy("nomination", "Ask to unlock"),
            done=pgettext_lazy("nomination, history", "Unlocking asked for"),
            notice=gettext_lazy("The host is told the reason and decides."),
            may=may_send_nomination,
            reasons={
                "slip": gettext_lazy("Slip of the keyboard"),
                "dates": gettext_lazy("The dates have changed"),
                "studies": gettext_lazy("Level or studies have changed"),
                "other": OTHER,
            },
            needs=_unlock_needs,
            change=_ask,
        ),
        # the field is the sender's; the receiver grants what was asked for
        Move(
            name="unlock",
            sources={SenderStatus.SENT},
            target=SenderStatus.UNLOCKED,
            is_final=True,
            label=pgettext_lazy("nomination", "Unlock"),
            done=pgettext_lazy("nomination, history", "Unlocked"),
            may=may_answer_nomination,
            needs=_may_unlock,
            change=_nothing_asked,
        ),
        Move(
            name="keep_locked",
            sources={SenderStatus.SENT},
            is_final=True,
            label=pgettext_lazy("nomination", "Leave it locked"),
            done=pgettext_lazy("nomination, history", "Left locked"),
            may=may_answer_nomination,
            reason_required=True,
            needs=_is_asked,
            change=_nothing_asked,
        ),
        Move(
            name="resend",
            sources={SenderStatus.UNLOCKED},
            target=SenderStatus.SENT,
            is_final=True,
            label=pgettext_lazy("nomination", "Send again"),
            done=pgettext_lazy("nomination, history", "Sent again"),
            notice=gettext_lazy("The host reads the corrected nomination as a new revision."),
            may=may_send_nomination,
            needs=_send_needs,
            change=_send,
        ),
        Move(
            name="cancel",
            sources={SenderStatus.DRAFT, SenderStatus.SENT, SenderStatus.UNLOCKED},
            target=SenderStatus.CANCELLED,
            is_final=True,
            label=pgettext_lazy("nomination", "Withdraw the nomination"),
            done=pgettext_lazy("nomination, history", "Nomination withdrawn"),
            may=may_send_nomination,
            reasons={
                "own_wish": gettext_lazy("The person's own wish"),
                "programme": gettext_lazy("The programme does not take place"),
                "mistake": gettext_lazy("Nominated by mistake"),
                "other": OTHER,
            },
            needs=_cancel_needs,
            change=_nothing_asked,
            is_grave=True,
        ),
    ],
    SENDER_STATES,
    field="sender_status",
)

NOMINATION_RECEIVER_MOVES = MoveTable(
    [
        Move(
            name="acknowledge",
            sources={ReceiverStatus.PENDING},
            target=ReceiverStatus.ACKNOWLEDGED,
            is_final=True,
            label=pgettext_lazy("nomination", "Confirm receipt"),
            done=pgettext_lazy("nomination, history", "Receipt confirmed"),
            may=may_answer_nomination,
            needs=_is_sent,
        ),
        Move(
            name="verify",
            sources={ReceiverStatus.ACKNOWLEDGED, ReceiverStatus.WAITLISTED},
            by_way={ReceiverStatus.PENDING: "acknowledge"},
            target=ReceiverStatus.VERIFIED,
            is_final=True,
            label=pgettext_lazy("nomination", "Accept"),
            done=pgettext_lazy("nomination, history", "Accepted by the host"),
            notice=gettext_lazy("The planned stay is registered with what this nomination says."),
            may=may_answer_nomination,
            needs=_verify_needs,
        ),
        Move(
            name="waitlist",
            sources={ReceiverStatus.ACKNOWLEDGED},
            by_way={ReceiverStatus.PENDING: "acknowledge"},
            target=ReceiverStatus.WAITLISTED,
            is_final=True,
            label=pgettext_lazy("nomination", "Put on the waitlist"),
            done=pgettext_lazy("nomination, history", "Put on the waitlist by the host"),
            may=may_answer_nomination,
            needs=_is_sent,
        ),
        Move(
            name="reject",
            sources={ReceiverStatus.ACKNOWLEDGED, ReceiverStatus.WAITLISTED},
            by_way={ReceiverStatus.PENDING: "acknowledge"},
            target=ReceiverStatus.REJECTED,
            is_final=True,
            label=pgettext_lazy("nomination", "Reject"),
            done=pgettext_lazy("nomination, history", "Rejected by the host"),
            may=may_answer_nomination,
            reasons={
                "no_place": gettext_lazy("There is no free place"),
                "studies": gettext_lazy("Level or field of study does not fit"),
                "language": gettext_lazy("The knowledge of the language does not suffice"),
                "documents": gettext_lazy("Documents are missing"),
                "other": OTHER,
            },
            needs=_is_sent,
            is_grave=True,
        ),
    ],
    RECEIVER_STATES,
    field="receiver_status",
)
