"""Contacts that answer questions are kept by the office."""

from django.db import transaction

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.services import editing
from kanazawa_exchange.accounts.services.editing import Values
from kanazawa_exchange.accounts.services.permits import refuse_unless
from kanazawa_exchange.accounts.services.retries import retried

from ..models import Contact
from ..permissions import may_edit_partners
from .guards import GUARDS


@transaction.atomic
def create(values: Values, *, by: User | None) -> Contact:
    """A new contact. Errors: Refused."""
    refuse_unless(may_edit_partners, by)
    return editing.create(Contact(), values, by=by, guards=GUARDS)


@retried
@transaction.atomic
def edit(contact: Contact, values: Values, *, by: User | None, version: int | None) -> Contact:
    """Errors: StaleEdit, Refused."""
    refuse_unless(may_edit_partners, by)
    return editing.edit(contact, values, by=by, version=version, guards=GUARDS)
