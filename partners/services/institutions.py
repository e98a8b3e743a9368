"""Institutions and their units: entered and corrected by the office; the search keys always follow the names."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.lib.languages import columns
from kanazawa_exchange.lib.search_key import loose_key, search_key

from ..models import Institution, OrgUnit
from . import records

SPOKEN = columns("name", "short_name")


@transaction.atomic
def create(values: Mapping[str, Any], *, by: User | None) -> Institution:
    """A new institution. Errors: Refused."""
    return records.create(Institution(), {**values, **keys(values)}, by=by)


@transaction.atomic
def edit(institution: Institution, values: Mapping[str, Any], *, by: User | None, version: int | None) -> Institution:
    """Values that are not given stay. Errors: StaleEdit, Refused."""
    now = {name: getattr(institution, name) for name in (*SPOKEN, "aliases")}
    return records.edit(institution, {**values, **keys({**now, **values})}, by=by, version=version)


def keys(values: Mapping[str, Any]) -> dict[str, str]:
    """Under which keys an institution with these names, short names and aliases is found."""
    words = [str(values.get(name) or "") for name in SPOKEN] + str(values.get("aliases") or "").splitlines()
    words = [word.strip() for word in words if word.strip()]
    return {
        "search_key": " | ".join(dict.fromkeys(search_key(word) for word in words)),
        "loose_key": " ".join(dict.fromkeys(loose_key(word) for word in words)),
    }


@transaction.atomic
def create_unit(institution: Institution, values: Mapping[str, Any], *, by: User | None) -> OrgUnit:
    """A new unit of an institution. Errors: Refused."""
    _refuse_foreign_parent(institution, values.get("parent"), None)
    return records.create(OrgUnit(institution=institution), values, by=by)


@transaction.atomic
def edit_unit(unit: OrgUnit, values: Mapping[str, Any], *, by: User | None, version: int | None) -> OrgUnit:
    """Errors: StaleEdit, Refused."""
    _refuse_foreign_parent(unit.institution, values.get("parent"), unit)
    return records.edit(unit, values, by=by, version=version)


def _refuse_foreign_parent(institution: Institution, parent: OrgUnit | None, unit: OrgUnit | None) -> None:
    if parent is not None and parent.institution_id != institution.pk:
        raise records.Refused(_("This unit belongs to another institution."), field="parent")
    above = parent
    while above is not None and unit is not None:
        if above.pk == unit.pk:
            raise records.Refused(_("A unit cannot be part of itself."), field="parent")
        above = above.parent
