"""The states of an agreement and its moves: everything about a state stands in its row, everything about a move in its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from kanazawa_exchange.lib.fields import DATE_HINT, FlexibleDateField
from kanazawa_exchange.lib.languages import columns
from kanazawa_exchange.lib.states import Day, Move, MoveTable, State, Step
from kanazawa_exchange.lib.words import Words

from .days import DatePrecision
from .permissions import may_move_agreement

Record = Any
"""An agreement. Models import this file, so it imports none; the relations of the record lead everywhere."""

Faults = dict[str, str]
"""Field of the form → sentence."""


# --- States ----------------------------------------------------------------------------------------------------------


class AgreementStatus(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("agreement", "Draft")
    NEGOTIATING = "negotiating", pgettext_lazy("agreement", "Negotiating")
    SIGNED = "signed", pgettext_lazy("agreement", "Signed")
    IN_FORCE = "in_force", pgettext_lazy("agreement", "In force")
    EXPIRED = "expired", pgettext_lazy("agreement", "Expired")
    RENEWED = "renewed", pgettext_lazy("agreement", "Renewed")
    TERMINATED = "terminated", pgettext_lazy("agreement", "Terminated")


@dataclass(frozen=True, kw_only=True)
class AgreementState(State):
    """Before the signature parties may still change; a signed agreement is public; one that has ended knows its day."""

    is_signed: bool = True
    has_ended: bool = False


STATES: Mapping[str, AgreementState] = {
    AgreementStatus.DRAFT: AgreementState(
        AgreementStatus.DRAFT.label, pgettext_lazy("agreement, public", "In preparation"), "todo", is_signed=False
    ),
    AgreementStatus.NEGOTIATING: AgreementState(
        AgreementStatus.NEGOTIATING.label, pgettext_lazy("agreement, public", "In preparation"), "wait", is_signed=False
    ),
    AgreementStatus.SIGNED: AgreementState(
        AgreementStatus.SIGNED.label, pgettext_lazy("agreement, public", "Signed"), "now"
    ),
    AgreementStatus.IN_FORCE: AgreementState(
        AgreementStatus.IN_FORCE.label, pgettext_lazy("agreement, public", "Valid"), "done"
    ),
    AgreementStatus.EXPIRED: AgreementState(
        AgreementStatus.EXPIRED.label, pgettext_lazy("agreement, public", "Ended"), "off", has_ended=True
    ),
    AgreementStatus.RENEWED: AgreementState(
        AgreementStatus.RENEWED.label, pgettext_lazy("agreement, public", "Renewed"), "off renewed", has_ended=True
    ),
    AgreementStatus.TERMINATED: AgreementState(
        AgreementStatus.TERMINATED.label, pgettext_lazy("agreement, public", "Ended"), "bad", has_ended=True
    ),
}

UNSIGNED = [state for state, row in STATES.items() if not row.is_signed]
LIVE = [state for state, row in STATES.items() if row.is_signed and not row.has_ended]
ENDED = [state for state, row in STATES.items() if row.has_ended]


# --- What must hold --------------------------------------------------------------------------------------------------


def date_faults(status: str, signed: date | None, effective: date | None, expires: date | None) -> Faults:
    """What is wrong with the days of an agreement in this state."""
    faults = {}
    if expires and (effective or signed or expires) > expires:
        faults["expires_on"] = _("The agreement expires before it takes effect.")
    if signed and effective and effective < signed:
        faults["effective_on"] = _("The agreement takes effect before it is signed.")
    if status == AgreementStatus.IN_FORCE and effective is None:
        faults["effective_on"] = _("An agreement in force has a day from which it is in force.")
    if status not in UNSIGNED and signed is None:
        faults["signed_on"] = _("A signed agreement has a day of signature.")
    return faults


def _signature_needs(record: Record, step: Step) -> Faults:
    """At least two parties, and days in order."""
    faults = date_faults(
        AgreementStatus.SIGNED, step.on, step.answers.get("effective_on"), step.answers.get("expires_on")
    )
    if record.parties.count() < 2:
        faults["parties"] = _("An agreement has at least two parties. Add the missing one first.")
    return faults


def _sign_needs(record: Record, step: Step) -> Faults:
    """The paper is here as well, and it says since when it is in force."""
    faults = _signature_needs(record, step)
    if step.answers.get("effective_on") is None:
        faults["effective_on"] = _("Enter the day.")
    if record.document_id is None:
        faults["document"] = _("Attach the signed document first.")
    return faults


def _enter_signed_needs(record: Record, step: Step) -> Faults:
    """Without the paper, the source of the days is named."""
    faults = _signature_needs(record, step)
    if not any(getattr(record, column) for column in columns("date_basis")):
        faults["date_basis"] = _("Name the source of the dates first.")
    return faults


def is_ready_to_renew(record: Record) -> bool:
    """The agreement that renews this one is signed, and says from when it holds."""
    successor = getattr(record, "renewed_by", None)
    return successor is not None and successor.status in LIVE and successor.effective_on is not None


def _renew_needs(record: Record, _step: Step) -> Faults:
    return {} if is_ready_to_renew(record) else {"": _("The agreement that renews this one is not signed yet.")}


def _terminate_needs(record: Record, step: Step) -> Faults:
    if step.on and record.effective_on and step.on < record.effective_on:
        return {"on": _("This day lies before the agreement took effect.")}
    return {}


# --- What a move writes into the record ------------------------------------------------------------------------------


def _write_days(record: Record, step: Step) -> None:
    record.signed_on = step.on
    record.effective_on = step.answers.get("effective_on")
    record.expires_on = step.answers.get("expires_on")
    record.signed_precision = step.answers.get("signed_precision") or DatePrecision.DAY


def _end_before_the_successor(record: Record, _step: Step) -> None:
    last = record.renewed_by.effective_on - timedelta(days=1)
    record.ended_on = max(min(last, record.expires_on or last), record.effective_on or last)


def _end_on_the_last_day(record: Record, _step: Step) -> None:
    record.ended_on = record.expires_on


def _end_on_the_day(record: Record, step: Step) -> None:
    record.ended_on = step.on


# --- What the forms ask ----------------------------------------------------------------------------------------------


def _last_day(help_text: Words = "") -> forms.Field:
    return FlexibleDateField(label=pgettext_lazy("agreement", "Last day"), required=False, help_text=help_text)


def _sign_questions() -> Mapping[str, forms.Field]:
    return {
        "effective_on": FlexibleDateField(label=_("In force from"), help_text=DATE_HINT),
        "expires_on": _last_day(
            _("For example 2015-03-31, 31.03.2015 or 平成27年3月31日; empty for an agreement without an end.")
        ),
    }


def _enter_signed_questions() -> Mapping[str, forms.Field]:
    return {
        "signed_precision": forms.ChoiceField(
            label=_("How exactly this day is known"), choices=DatePrecision.choices, initial=DatePrecision.DAY
        ),
        "effective_on": FlexibleDateField(
            label=_("In force from"), required=False, help_text=_("Empty while nobody knows it.")
        ),
        "expires_on": _last_day(),
    }


# --- Moves -----------------------------------------------------------------------------------------------------------

AGREEMENT_MOVES = MoveTable(
    [
        Move(
            name="negotiate",
            sources=frozenset({AgreementStatus.DRAFT}),
            target=AgreementStatus.NEGOTIATING,
            label=pgettext_lazy("agreement", "Begin negotiations"),
            done=pgettext_lazy("agreement, history", "Negotiations begun"),
            may=may_move_agreement,
        ),
        Move(
            name="sign",
            sources=frozenset({AgreementStatus.NEGOTIATING}),
            target=AgreementStatus.SIGNED,
            label=pgettext_lazy("agreement", "Record the signature"),
            done=pgettext_lazy("agreement, history", "Signature recorded"),
            may=may_move_agreement,
            day=Day(gettext_lazy("Signed on"), "signed_on", suggested="signed_on"),
            questions=_sign_questions,
            needs=_sign_needs,
            change=_write_days,
        ),
        # 過去の協定: known from a source, without its paper; it stays signed until the office knows since when it is in force
        Move(
            name="enter_signed",
            sources=frozenset({AgreementStatus.DRAFT}),
            target=AgreementStatus.SIGNED,
            label=pgettext_lazy("agreement", "Enter as signed in the past"),
            done=pgettext_lazy("agreement, history", "Past signature entered"),
            may=may_move_agreement,
            day=Day(
                gettext_lazy("Signed on"),
                "signed_on",
                suggested="signed_on",
                help_text=gettext_lazy(
                    "Where a source tells only the month or the year, enter its first day and say so below."
                ),
            ),
            questions=_enter_signed_questions,
            needs=_enter_signed_needs,
            change=_write_days,
        ),
        Move(
            name="start",
            sources=frozenset({AgreementStatus.SIGNED}),
            target=AgreementStatus.IN_FORCE,
            label=pgettext_lazy("agreement", "Enters into force"),
            done=pgettext_lazy("agreement, history", "Entered into force"),
        ),
        Move(
            name="expire",
            sources=frozenset({AgreementStatus.IN_FORCE}),
            target=AgreementStatus.EXPIRED,
            label=pgettext_lazy("agreement", "Expires"),
            done=pgettext_lazy("agreement, history", "Expired"),
            change=_end_on_the_last_day,
        ),
        Move(
            name="renew",
            sources=frozenset({AgreementStatus.IN_FORCE}),
            target=AgreementStatus.RENEWED,
            label=pgettext_lazy("agreement", "Mark as renewed"),
            done=pgettext_lazy("agreement, history", "Marked as renewed"),
            may=may_move_agreement,
            needs=_renew_needs,
            change=_end_before_the_successor,
        ),
        Move(
            name="terminate",
            sources=frozenset({AgreementStatus.IN_FORCE}),
            target=AgreementStatus.TERMINATED,
            label=pgettext_lazy("agreement", "Terminate"),
            done=pgettext_lazy("agreement, history", "Terminated"),
            may=may_move_agreement,
            day=Day(gettext_lazy("Ended on"), suggested="ended_on"),
            reason_required=True,
            needs=_terminate_needs,
            change=_end_on_the_day,
            is_grave=True,
        ),
    ],
    STATES,
)
