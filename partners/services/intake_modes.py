"""Ways of intake and legal bases of hand-overs are decided by the office; whoever enters data by himself asks here first."""

from django.db import transaction
from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.services import editing
from kanazawa_exchange.accounts.services.editing import Values
from kanazawa_exchange.accounts.services.permits import refuse_unless
from kanazawa_exchange.accounts.services.retries import retried
from kanazawa_exchange.lib.localized import localized
from kanazawa_exchange.lib.refusals import Refused

from ..models import Institution, IntakeMode, TransferBasis
from ..permissions import may_edit_partners
from ..queries.intake_modes import is_locked
from .guards import GUARDS


class Locked(Refused):
    """The partner records these data first; nothing of what was sent may be stored or logged."""


@transaction.atomic
def create(institution: Institution, values: Values, *, by: User | None) -> IntakeMode:
    """A decision for one partner, and one nationality or any. Errors: Refused."""
    refuse_unless(may_edit_partners, by)
    return editing.create(IntakeMode(institution=institution), values, by=by, guards=GUARDS)


@retried
@transaction.atomic
def edit(mode: IntakeMode, values: Values, *, by: User | None, version: int | None) -> IntakeMode:
    """Errors: StaleEdit, Refused."""
    refuse_unless(may_edit_partners, by)
    return editing.edit(mode, values, by=by, version=version, guards=GUARDS)


def refuse_while_locked(institution: Institution, nationality: str, *, has_partner_record: bool) -> None:
    """To be called before anything that a person has sent is read. `has_partner_record`: the partner has sent the data.

    Errors: Locked.
    """
    if is_locked(institution, nationality, has_partner_record=has_partner_record):
        words = _("%(institution)s records these data first. You can complete them once it has sent them.")
        raise Locked(words % {"institution": localized(institution, "name")})


# --- Legal bases of hand-overs ---------------------------------------------------------------------------------------


@transaction.atomic
def create_basis(institution: Institution, values: Values, *, by: User | None) -> TransferBasis:
    """A legal basis other than consent for handing data to an institution. Errors: Refused."""
    refuse_unless(may_edit_partners, by)
    return editing.create(TransferBasis(institution=institution), values, by=by, guards=GUARDS)


@retried
@transaction.atomic
def edit_basis(basis: TransferBasis, values: Values, *, by: User | None, version: int | None) -> TransferBasis:
    """Errors: StaleEdit, Refused."""
    refuse_unless(may_edit_partners, by)
    return editing.edit(basis, values, by=by, version=version, guards=GUARDS)
