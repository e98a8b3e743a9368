"""An agreement entered in one act: its record, its parties, its paper, and the moves that its days stand for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from kanazawa_exchange.accounts.models import StoredFile, User
from kanazawa_exchange.accounts.services import editing, files, ledger
from kanazawa_exchange.accounts.services.editing import Values
from kanazawa_exchange.accounts.services.permits import refuse_unless
from kanazawa_exchange.accounts.services.retries import retried
from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.clock import tokyo_date
from kanazawa_exchange.lib.languages import LANGUAGES, columns
from kanazawa_exchange.lib.localized import localized
from kanazawa_exchange.lib.refusals import Refused
from kanazawa_exchange.lib.states import Step

from ..models import Agreement, AgreementParty, AgreementStatus, AgreementType, Institution, OrgUnit
from ..moves import date_faults
from ..permissions import may_edit_partners
from . import agreements
from .guards import GUARDS

DAYS = ("signed_on", "signed_precision", "effective_on", "expires_on")
TITLE_LIMIT = 300


@dataclass(frozen=True)
class Party:
    """One institution that signs; `field` names its box, that of its unit ends in `_unit`."""

    field: str
    institution: Institution
    unit: OrgUnit | None = None


@retried
def enter(
    values: Values, parties: Sequence[Party], *, by: User | None, now: datetime, paper: UploadedFile | None = None
) -> Agreement:
    """A new agreement. Without a day of signature it is a draft; with one it has come as far as its days say: signed, in
    force, expired. Without a title it is called by its type and its parties.

    All that is wrong is said at once. Errors: Refused, files.UploadRefused.
    """
    refuse_unless(may_edit_partners, by)
    if faults := wrong(values, parties, tokyo_date(now), has_paper=paper is not None):
        raise Refused(faults)
    if paper is None:
        return _written(values, parties, None, by=by, now=now)
    return files.store(paper, by=by, now=now, attach=lambda stored: _written(values, parties, stored, by=by, now=now))


@transaction.atomic
def _written(
    values: Values, parties: Sequence[Party], stored: StoredFile | None, *, by: User | None, now: datetime
) -> Agreement:
    signed_on = values.get("signed_on")
    later = DAYS if signed_on else ("signed_on", "signed_precision")
    record = {name: value for name, value in values.items() if name not in later}
    agreement = editing.create(Agreement(document=stored), record | _title(values, parties), by=by, guards=GUARDS)
    for party in parties:
        sides = {"institution": party.institution, "unit": party.unit}
        editing.create(AgreementParty(agreement=agreement), sides, by=by, guards=GUARDS)
    if stored is not None:
        ledger.audit("agreement_document_stored", by=by, now=now, record=agreement, detail=str(stored.uid))
    if signed_on:
        agreement = _signed(
            agreement, Step(on=signed_on, answers={name: values.get(name) for name in DAYS[1:]}), by, now
        )
    return agreement


def _signed(agreement: Agreement, step: Step, by: User | None, now: datetime) -> Agreement:
    """The moves up to the signature; those of the calendar follow it."""
    if agreement.document_id is None or not step.answers["effective_on"]:
        return agreements.move(agreement, "enter_signed", step, by=by, now=now)
    agreement = agreements.move(agreement, "negotiate", Step(), by=by, now=now)
    return agreements.move(agreement, "sign", step, by=by, now=now)


def _title(values: Values, parties: Sequence[Party]) -> dict[str, str]:
    """What was typed, else in every language the type and the parties."""
    if any(values.get(column) for column in columns("title")):
        return {}
    titles = {}
    for code in LANGUAGES:
        with override(code):
            names = formats.dash().join(str(localized(party.institution, "name")) for party in parties)
            titles[f"title_{code}"] = f"{AgreementType(values['type']).label}{formats.colon()}{names}"[:TITLE_LIMIT]
    return titles


# --- What must hold --------------------------------------------------------------------------------------------------


def wrong(
    values: Values, parties: Sequence[Party], today: date, *, has_paper: bool, is_signed: bool | None = None
) -> dict[str, str]:
    """All that is wrong with a new agreement, by the box of the form; `is_signed` where the day itself cannot be read."""
    signed_on = values.get("signed_on")
    is_signed = bool(signed_on) if is_signed is None else is_signed
    status = AgreementStatus.SIGNED if is_signed else AgreementStatus.DRAFT
    faults = date_faults(status, *(values.get(name) for name in ("signed_on", "effective_on", "expires_on")))
    if signed_on and signed_on > today:
        faults["signed_on"] = _("This day has not come yet. Enter a day up to today.")
    if is_signed and not any(values.get(column) for column in columns("date_basis")):
        if not has_paper:
            faults["source"] = _("Say where the dates come from, or attach the signed document.")
        elif not values.get("effective_on"):
            faults["effective_on"] = _("Enter the day.")
    return faults | _party_faults(parties)


def _party_faults(parties: Sequence[Party]) -> dict[str, str]:
    faults: dict[str, str] = {}
    seen: set[int] = set()
    for party in parties:
        if party.institution.pk in seen:
            faults[party.field] = _("This institution is a party already.")
        seen.add(party.institution.pk)
        if party.unit is not None and party.unit.institution_id != party.institution.pk:
            faults[f"{party.field}_unit"] = _("This unit belongs to another institution.")
    if len(seen) < 2:
        faults.setdefault("partner", _("An agreement has at least two parties. Add the missing one first."))
    return faults
