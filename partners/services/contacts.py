"""Desks that answer questions are kept by the office."""

from django.db import transaction

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.services import editing
from kanazawa_exchange.accounts.services.editing import Values
from kanazawa_exchange.accounts.services.permits import refuse_unless
from kanazawa_exchange.accounts.services.retries import retried

from ..models import Desk
from ..permissions import may_edit_partners
from .guards import GUARDS


@transaction.atomic
def create(values: Values, *, by: User | None) -> Desk:
    """A new desk. Errors: Refused."""
    refuse_unless(may_edit_partners, by)
    return editing.create(Desk(), values, by=by, guards=GUARDS)


@retried
@transaction.atomic
def edit(desk: Desk, values: Values, *, by: User | None, version: int | None) -> Desk:
    """Errors: StaleEdit, Refused."""
    refuse_unless(may_edit_partners, by)
    return editing.edit(desk, values, by=by, version=version, guards=GUARDS)
