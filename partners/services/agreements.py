"""Agreements: drafted, signed, in force, ended; every move is logged with its day, its actor and its reason."""

from datetime import date, datetime, timedelta

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import StoredFile, User
from kanazawa_exchange.accounts.services import editing, files, ledger, moves, undoing
from kanazawa_exchange.accounts.services.editing import Values, lock_for_edit, save_edit
from kanazawa_exchange.accounts.services.moves import Machine
from kanazawa_exchange.accounts.services.permits import refuse_unless
from kanazawa_exchange.accounts.services.retries import retried
from kanazawa_exchange.lib.clock import tokyo_date
from kanazawa_exchange.lib.languages import columns
from kanazawa_exchange.lib.refusals import Refused
from kanazawa_exchange.lib.states import Step

from ..models import Agreement, AgreementParty, AgreementStatus, CooperationCondition
from ..moves import AGREEMENT_MOVES, ENDED, UNSIGNED, date_faults
from ..permissions import may_edit_partners
from .guards import GUARDS

# --- The record and its parts --------------------------------------------------------------------------------------------


@retried
@transaction.atomic
def edit(agreement: Agreement, values: Values, *, by: User | None, version: int | None) -> Agreement:
    """Values that are not given stay. Errors: StaleEdit, Refused."""
    refuse_unless(may_edit_partners, by)
    current = lock_for_edit(Agreement.objects.all(), agreement.pk, version)
    _refuse_dates(current, values)
    return editing.edit(current, values, by=by, version=None, guards=GUARDS)


@retried
@transaction.atomic
def add_party(agreement: Agreement, values: Values, *, by: User | None) -> AgreementParty:
    """One more institution signs. Errors: Refused."""
    refuse_unless(may_edit_partners, by)
    current = _lock_unsigned(agreement)
    unit = values.get("unit")
    if unit is not None and unit.institution_id != values["institution"].pk:
        raise Refused(_("This unit belongs to another institution."), field="unit")
    if current.parties.filter(institution=values["institution"]).exists():
        raise Refused(_("This institution is a party already."), field="institution")
    party = editing.create(AgreementParty(agreement=current), values, by=by, guards=GUARDS)
    editing.bump_version(current, by=by)
    return party


@retried
@transaction.atomic
def remove_party(party: AgreementParty, *, by: User | None) -> None:
    """Errors: Refused when the agreement is signed, or a condition names the party."""
    refuse_unless(may_edit_partners, by)
    current = _lock_unsigned(party.agreement)
    named = Q(sending=party.institution_id) | Q(receiving=party.institution_id)
    if current.conditions.filter(named).exists():
        raise Refused(_("A condition names this institution. Remove the condition first."))
    if current.mobilities.filter(named).exists():
        raise Refused(_("Stays with this institution are registered under this agreement."))
    editing.delete(lock_for_edit(AgreementParty.objects.all(), party.pk, None), by=by)
    editing.bump_version(current, by=by)


@retried
@transaction.atomic
def add_condition(agreement: Agreement, values: Values, *, by: User | None) -> CooperationCondition:
    """How many may go from one party to another in a year. Errors: Refused."""
    refuse_unless(may_edit_partners, by)
    current = lock_for_edit(Agreement.objects.all(), agreement.pk, None)
    _refuse_ended(current)
    sides = (values["sending"], values["receiving"])
    if sides[0] == sides[1]:
        raise Refused(_("The two sides must be two institutions."), field="receiving")
    parties = set(current.parties.values_list("institution_id", flat=True))
    for side, field in zip(sides, ("sending", "receiving"), strict=True):
        if side.pk not in parties:
            raise Refused(_("This institution is not a party of the agreement."), field=field)
    condition = editing.create(CooperationCondition(agreement=current), values, by=by)
    editing.bump_version(current, by=by)
    return condition


@retried
@transaction.atomic
def remove_condition(condition: CooperationCondition, *, by: User | None) -> None:
    refuse_unless(may_edit_partners, by)
    current = lock_for_edit(Agreement.objects.all(), condition.agreement_id, None)
    _refuse_ended(current)
    editing.delete(lock_for_edit(CooperationCondition.objects.all(), condition.pk, None), by=by)
    editing.bump_version(current, by=by)


@retried
def attach_document(agreement: Agreement, upload: UploadedFile, *, by: User | None, now: datetime) -> Agreement:
    """Keep the signed paper with the agreement; an earlier one stays in the archive. Errors: files.UploadRefused."""
    refuse_unless(may_edit_partners, by)

    def attach(stored: StoredFile) -> Agreement:
        current = lock_for_edit(Agreement.objects.all(), agreement.pk, None)
        current.document = stored
        save_edit(current, by=by)
        ledger.audit("agreement_document_stored", by=by, now=now, record=current, detail=str(stored.uid))
        return current

    return files.store(upload, by=by, now=now, attach=attach)


# --- Moves -----------------------------------------------------------------------------------------------------------

MACHINE = Machine(table=AGREEMENT_MOVES, rows=Agreement.objects.all)


@retried
@transaction.atomic
def move(
    agreement: Agreement, name: str, step: Step, *, by: User | None, now: datetime, version: int | None = None
) -> Agreement:
    """Make one move of the table `partners.moves`; a signed agreement then comes as far as its days say.

    Errors: StaleEdit, PermissionDenied, MoveRefused.
    """
    moved = moves.move(MACHINE, agreement, name, step, by=by, now=now, version=version)
    _follow_calendar(moved, tokyo_date(now), now)
    moved.refresh_from_db()
    return moved


def undo(agreement: Agreement, *, by: User, now: datetime, version: int | None = None) -> Agreement:
    """Undo the last move within seconds. Errors: MoveRefused, PermissionDenied."""
    return undoing.undo(MACHINE, agreement, by=by, now=now, version=version)


@retried
@transaction.atomic
def draft_renewal(agreement: Agreement, *, by: User | None) -> Agreement:
    """A draft that continues an agreement: same texts, parties and conditions, no days and no paper. Errors: Refused."""
    refuse_unless(may_edit_partners, by)
    current = lock_for_edit(Agreement.objects.all(), agreement.pk, None)
    if current.status != AgreementStatus.IN_FORCE:
        raise Refused(_("Only an agreement in force can be renewed."))
    if Agreement.objects.filter(renews=current).exists():
        raise Refused(_("A renewal of this agreement exists already."))
    texts = columns("title", "field_limits")
    values = {name: getattr(current, name) for name in (*texts, "type", "scope", "fee_waiver")}
    successor = editing.create(Agreement(), {**values, "renews": current}, by=by)
    for party in current.parties.all():
        editing.create(
            AgreementParty(agreement=successor), {"institution": party.institution, "unit": party.unit}, by=by
        )
    for condition in current.conditions.all():
        same = {name: getattr(condition, name) for name in ("sending", "receiving", "level", "per_year", "months")}
        editing.create(CooperationCondition(agreement=successor), same, by=by)
    return successor


def apply_calendar(*, now: datetime) -> int:
    """What the calendar does: signed agreements take effect, those past their last day expire. Returns how many moved."""
    today = tokyo_date(now)
    due = Q(status=AgreementStatus.SIGNED, effective_on__lte=today) | Q(
        status=AgreementStatus.IN_FORCE, expires_on__lt=today
    )
    return sum(_follow_calendar(agreement, today, now) for agreement in Agreement.objects.filter(due).order_by("pk"))


@retried
@transaction.atomic
def _follow_calendar(agreement: Agreement, today: date, now: datetime) -> int:
    current = lock_for_edit(Agreement.objects.all(), agreement.pk, None)
    moved = 0
    if current.status == AgreementStatus.SIGNED and current.effective_on and current.effective_on <= today:
        current = moves.move(MACHINE, current, "start", Step(on=current.effective_on), by=None, now=now)
        moved += 1
    if current.status == AgreementStatus.IN_FORCE and current.expires_on and current.expires_on < today:
        moves.move(MACHINE, current, "expire", Step(on=current.expires_on + timedelta(days=1)), by=None, now=now)
        moved += 1
    return moved


# --- What must hold ----------------------------------------------------------------------------------------------------------


def _lock_unsigned(agreement: Agreement) -> Agreement:
    current = lock_for_edit(Agreement.objects.all(), agreement.pk, None)
    if current.status not in UNSIGNED:
        raise Refused(_("The parties of a signed agreement do not change. Draft a renewal instead."))
    return current


def _refuse_ended(agreement: Agreement) -> None:
    if agreement.status in ENDED:
        raise Refused(_("This agreement has ended."))


def _refuse_dates(agreement: Agreement, values: Values) -> None:
    days = (values.get(name, getattr(agreement, name)) for name in ("signed_on", "effective_on", "expires_on"))
    if faults := date_faults(agreement.status, *days):
        raise Refused(faults)
