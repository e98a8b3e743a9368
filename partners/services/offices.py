"""Offices that one institution runs at another one."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import User

from ..models import Office
from . import records


@transaction.atomic
def create(values: Mapping[str, Any], *, by: User | None) -> Office:
    """A new office. Errors: Refused."""
    _check(values)
    return records.create(Office(), values, by=by)


@transaction.atomic
def edit(office: Office, values: Mapping[str, Any], *, by: User | None, version: int | None) -> Office:
    """Errors: StaleEdit, Refused."""
    _check(values)
    return records.edit(office, values, by=by, version=version)


def _check(values: Mapping[str, Any]) -> None:
    opened, closed = values.get("opened_on"), values.get("closed_on")
    if opened is not None and closed is not None and closed < opened:
        raise records.Refused(_("The office closes before it opens."), field="closed_on")
    if values["run_by"] == values["located_at"]:
        raise records.Refused(
            _("An office abroad is run by one institution and located at another."), field="located_at"
        )
