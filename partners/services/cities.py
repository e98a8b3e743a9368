"""Cities: entered and corrected by the office."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from kanazawa_exchange.accounts.models import User

from ..models import City
from . import records


@transaction.atomic
def create(values: Mapping[str, Any], *, by: User | None) -> City:
    """A new city. Errors: Refused."""
    return records.create(City(), values, by=by)


@transaction.atomic
def edit(city: City, values: Mapping[str, Any], *, by: User | None, version: int | None) -> City:
    """Errors: StaleEdit, Refused."""
    return records.edit(city, values, by=by, version=version)
