"""Agreements: drafted, signed, in force, ended; every move is logged with its day, its actor and its reason."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import StoredFile, User
from kanazawa_exchange.accounts.services import files, ledger
from kanazawa_exchange.accounts.services.editing import lock_for_edit, save_edit
from kanazawa_exchange.lib.clock import tokyo_date
from kanazawa_exchange.lib.languages import columns
from kanazawa_exchange.lib.states import Step

from ..models import AGREEMENT_MOVES, Agreement, AgreementParty, AgreementStatus, CooperationCondition
from ..permissions import may_move_agreement
from . import records
from .records import Refused

PAPERED = (AgreementStatus.SIGNED, AgreementStatus.IN_FORCE)
ENDED = (AgreementStatus.EXPIRED, AgreementStatus.RENEWED, AgreementStatus.TERMINATED)


class NotYours(Exception):
    """This move belongs to somebody else, or to the calendar."""


# --- The record and its parts --------------------------------------------------------------------------------------------


@transaction.atomic
def create(values: Mapping[str, Any], *, by: User | None) -> Agreement:
    """A new draft. Errors: Refused."""
    _check_dates(Agreement(), values)
    return records.create(Agreement(), values, by=by)


@transaction.atomic
def edit(agreement: Agreement, values: Mapping[str, Any], *, by: User | None, version: int | None) -> Agreement:
    """Values that are not given stay. Errors: StaleEdit, Refused."""
    current = lock_for_edit(Agreement.objects.all(), agreement.pk, version)
    _check_dates(current, values)
    return records.edit(current, values, by=by, version=None)


@transaction.atomic
def add_party(agreement: Agreement, values: Mapping[str, Any], *, by: User | None) -> AgreementParty:
    """One more institution signs. Errors: Refused."""
    current = _open_for_parts(agreement)
    unit = values.get("unit")
    if unit is not None and unit.institution_id != values["institution"].pk:
        raise Refused(_("This unit belongs to another institution."), field="unit")
    if current.parties.filter(institution=values["institution"]).exists():
        raise Refused(_("This institution is a party already."), field="institution")
    party = records.create(AgreementParty(agreement=current), values, by=by)
    records.touch(current, by=by)
    return party


@transaction.atomic
def remove_party(party: AgreementParty, *, by: User | None) -> None:
    """Errors: Refused when the agreement is signed, or a condition names the party."""
    current = _open_for_parts(party.agreement)
    named = Q(sending=party.institution_id) | Q(receiving=party.institution_id)
    if current.conditions.filter(named).exists():
        raise Refused(_("A condition names this institution. Remove the condition first."))
    records.remove(party, by=by)
    records.touch(current, by=by)


@transaction.atomic
def add_condition(agreement: Agreement, values: Mapping[str, Any], *, by: User | None) -> CooperationCondition:
    """How many may go from one party to another in a year. Errors: Refused."""
    current = lock_for_edit(Agreement.objects.all(), agreement.pk, None)
    _refuse_ended(current)
    sides = (values["sending"], values["receiving"])
    if sides[0] == sides[1]:
        raise Refused(_("The two sides must be two institutions."), field="receiving")
    parties = set(current.parties.values_list("institution_id", flat=True))
    for side, field in zip(sides, ("sending", "receiving"), strict=True):
        if side.pk not in parties:
            raise Refused(_("This institution is not a party of the agreement."), field=field)
    condition = records.create(CooperationCondition(agreement=current), values, by=by)
    records.touch(current, by=by)
    return condition


@transaction.atomic
def remove_condition(condition: CooperationCondition, *, by: User | None) -> None:
    current = lock_for_edit(Agreement.objects.all(), condition.agreement_id, None)
    _refuse_ended(current)
    records.remove(condition, by=by)
    records.touch(current, by=by)


def attach_document(agreement: Agreement, upload: Any, *, by: User | None, now: datetime) -> Agreement:
    """Keep the signed paper with the agreement; an earlier one stays in the archive. Errors: files.UploadRefused."""

    def attach(stored: StoredFile) -> Agreement:
        current = lock_for_edit(Agreement.objects.all(), agreement.pk, None)
        current.document = stored
        save_edit(current, by=by)
        ledger.audit("agreement_document_stored", by=by, now=now, record=current, detail=str(stored.uid))
        return current

    return files.keep(upload, by=by, now=now, then=attach)


# --- Moves -----------------------------------------------------------------------------------------------------------------


def negotiate(agreement: Agreement, *, by: User | None, now: datetime, version: int | None = None) -> Agreement:
    return _move(agreement, "negotiate", by=by, now=now, on=tokyo_date(now), version=version)


def sign(
    agreement: Agreement, *, by: User | None, now: datetime, signed_on: date, effective_on: date,
    expires_on: date | None = None, version: int | None = None,
) -> Agreement:  # fmt: skip
    """All parties have signed: at least two of them, the paper is here, and the days are known. Errors: Refused, MoveRefused."""

    def prepare(current: Agreement) -> None:
        _refuse_lonely(current)
        if current.document_id is None:
            raise Refused(_("Attach the signed document first."), field="document")
        _assign_days(current, signed_on, effective_on, expires_on, tokyo_date(now))

    return _move(agreement, "sign", by=by, now=now, on=signed_on, version=version, prepare=prepare)


def enter_signed(
    agreement: Agreement, *, by: User | None, now: datetime, signed_on: date, precision: str = "day",
    effective_on: date | None = None, expires_on: date | None = None, version: int | None = None,
) -> Agreement:  # fmt: skip
    """An agreement of the past, known from a source and without its paper; the source must be named in `date_basis`.

    It stays signed until the office knows since when it is in force. Errors: Refused, MoveRefused.
    """

    def prepare(current: Agreement) -> None:
        _refuse_lonely(current)
        if not any(getattr(current, column) for column in columns("date_basis")):
            raise Refused(_("Name the source of the dates first."), field="date_basis")
        _assign_days(current, signed_on, effective_on, expires_on, tokyo_date(now))
        current.signed_precision = precision

    return _move(agreement, "enter_signed", by=by, now=now, on=signed_on, version=version, prepare=prepare)


def renew(agreement: Agreement, *, by: User | None, now: datetime, version: int | None = None) -> Agreement:
    """The successor is signed: this one ends on the day before the successor takes effect. Errors: Refused, MoveRefused."""

    def prepare(current: Agreement) -> None:
        successor = Agreement.objects.filter(renews=current, status__in=PAPERED).first()
        if successor is None or successor.effective_on is None:
            raise Refused(_("The agreement that renews this one is not signed yet."))
        last = successor.effective_on - timedelta(days=1)
        current.ended_on = max(min(last, current.expires_on or last), current.effective_on or last)

    return _move(agreement, "renew", by=by, now=now, on=tokyo_date(now), version=version, prepare=prepare)


def terminate(
    agreement: Agreement, *, by: User | None, now: datetime, on: date, reason: str, version: int | None = None
) -> Agreement:
    """One side has ended the agreement before its time. Errors: Refused, MoveRefused."""

    def prepare(current: Agreement) -> None:
        if on > tokyo_date(now):
            raise Refused(_("This day lies in the future."), field="on")
        if current.effective_on is not None and on < current.effective_on:
            raise Refused(_("This day lies before the agreement took effect."), field="on")
        current.ended_on = on

    return _move(agreement, "terminate", by=by, now=now, on=on, version=version, reason=reason, prepare=prepare)


@transaction.atomic
def draft_renewal(agreement: Agreement, *, by: User | None) -> Agreement:
    """A draft that continues an agreement: same texts, parties and conditions, no days and no paper. Errors: Refused."""
    current = lock_for_edit(Agreement.objects.all(), agreement.pk, None)
    if current.status != AgreementStatus.IN_FORCE:
        raise Refused(_("Only an agreement in force can be renewed."))
    if Agreement.objects.filter(renews=current).exists():
        raise Refused(_("A renewal of this agreement exists already."))
    texts = columns("title", "field_limits")
    values = {name: getattr(current, name) for name in (*texts, "type", "scope", "fee_waiver")}
    successor = records.create(Agreement(), {**values, "renews": current}, by=by)
    for party in current.parties.all():
        records.create(
            AgreementParty(agreement=successor), {"institution": party.institution, "unit": party.unit}, by=by
        )
    for condition in current.conditions.all():
        same = {name: getattr(condition, name) for name in ("sending", "receiving", "level", "per_year", "months")}
        records.create(CooperationCondition(agreement=successor), same, by=by)
    return successor


def roll(*, now: datetime) -> int:
    """What the calendar does: signed agreements take effect, those past their last day expire. Returns how many moved."""
    today = tokyo_date(now)
    moved = 0
    due = Q(status=AgreementStatus.SIGNED, effective_on__lte=today) | Q(
        status=AgreementStatus.IN_FORCE, expires_on__lt=today
    )
    for agreement in Agreement.objects.filter(due).order_by("pk"):
        moved += _roll_one(agreement, today, now)
    return moved


@transaction.atomic
def _roll_one(agreement: Agreement, today: date, now: datetime) -> int:
    current = lock_for_edit(Agreement.objects.all(), agreement.pk, None)
    moved = 0
    if current.status == AgreementStatus.SIGNED and current.effective_on is not None and current.effective_on <= today:
        current = _move(current, "start", by=None, now=now, on=current.effective_on)
        moved += 1
    if current.status == AgreementStatus.IN_FORCE and current.expires_on is not None and current.expires_on < today:
        last = current.expires_on

        def prepare(expired: Agreement) -> None:
            expired.ended_on = last

        _move(current, "expire", by=None, now=now, on=last + timedelta(days=1), prepare=prepare)
        moved += 1
    return moved


@transaction.atomic
def _move(
    agreement: Agreement,
    move: str,
    *,
    by: User | None,
    now: datetime,
    on: date,
    version: int | None = None,
    reason: str = "",
    prepare: Callable[[Agreement], None] | None = None,
) -> Agreement:
    """The one door through which the status of an agreement changes."""
    current = lock_for_edit(Agreement.objects.all(), agreement.pk, version)
    if not may_move_agreement(by, move):
        raise NotYours(_("You may not make this move."))
    step = AGREEMENT_MOVES.check(current.status, move, Step(reason=reason))
    if prepare is not None:
        prepare(current)
    source, current.status = current.status, step.target
    save_edit(current, by=by)
    ledger.log_move(
        current, move=move, source=source, target=step.target, effective_on=on, by=by, now=now, reason=reason
    )
    return current


# --- What must hold ----------------------------------------------------------------------------------------------------------


def _open_for_parts(agreement: Agreement) -> Agreement:
    current = lock_for_edit(Agreement.objects.all(), agreement.pk, None)
    if current.status not in (AgreementStatus.DRAFT, AgreementStatus.NEGOTIATING):
        raise Refused(_("The parties of a signed agreement do not change. Draft a renewal instead."))
    return current


def _refuse_ended(agreement: Agreement) -> None:
    if agreement.status in ENDED:
        raise Refused(_("This agreement has ended."))


def _refuse_lonely(agreement: Agreement) -> None:
    if agreement.parties.count() < 2:
        raise Refused(_("An agreement has at least two parties. Add the missing one first."), field="parties")


def _assign_days(agreement: Agreement, signed: date, effective: date | None, expires: date | None, today: date) -> None:
    if signed > today:
        raise Refused(_("This day lies in the future."), field="signed_on")
    agreement.signed_on, agreement.effective_on, agreement.expires_on = signed, effective, expires
    _check_dates(agreement, {})


def _check_dates(agreement: Agreement, values: Mapping[str, Any]) -> None:
    signed, effective, expires = (
        values.get(name, getattr(agreement, name)) for name in ("signed_on", "effective_on", "expires_on")
    )
    if agreement.status not in (AgreementStatus.DRAFT, AgreementStatus.NEGOTIATING) and signed is None:
        raise Refused(_("A signed agreement has a day of signature."), field="signed_on")
    if agreement.status == AgreementStatus.IN_FORCE and effective is None:
        raise Refused(_("An agreement in force has a day from which it is in force."), field="effective_on")
    if signed and effective and effective < signed:
        raise Refused(_("The agreement takes effect before it is signed."), field="effective_on")
    if expires and (effective or signed) and expires < (effective or signed):
        raise Refused(_("The agreement expires before it takes effect."), field="expires_on")
