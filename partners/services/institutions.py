"""Institutions, their units and their cities: entered and corrected by the office; the search keys always follow the names."""

from django.db import transaction
from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.services import editing
from kanazawa_exchange.accounts.services.editing import Values
from kanazawa_exchange.accounts.services.permits import refuse_unless
from kanazawa_exchange.accounts.services.retries import retried
from kanazawa_exchange.lib.languages import columns
from kanazawa_exchange.lib.refusals import Refused
from kanazawa_exchange.lib.search_key import loose_key, search_key

from ..models import City, Institution, OrgUnit
from ..permissions import may_edit_partners
from .guards import GUARDS

SPOKEN = columns("name", "short_name")


@transaction.atomic
def create(values: Values, *, by: User | None) -> Institution:
    """A new institution. Errors: Refused."""
    refuse_unless(may_edit_partners, by)
    return editing.create(Institution(), {**values, **keys(values)}, by=by, guards=GUARDS)


@retried
@transaction.atomic
def edit(institution: Institution, values: Values, *, by: User | None, version: int | None) -> Institution:
    """Values that are not given stay. Errors: StaleEdit, Refused."""
    refuse_unless(may_edit_partners, by)
    now = {name: getattr(institution, name) for name in (*SPOKEN, "aliases")}
    found_by = keys({**now, **values})
    return editing.edit(institution, {**values, **found_by}, by=by, version=version, guards=GUARDS)


def keys(values: Values) -> dict[str, str]:
    """Under which keys an institution with these names, short names and aliases is found."""
    words = [str(values.get(name) or "") for name in SPOKEN] + str(values.get("aliases") or "").splitlines()
    words = [word.strip() for word in words if word.strip()]
    return {
        "search_key": " | ".join(dict.fromkeys(search_key(word) for word in words)),
        "loose_key": " ".join(dict.fromkeys(loose_key(word) for word in words)),
    }


@transaction.atomic
def create_unit(institution: Institution, values: Values, *, by: User | None) -> OrgUnit:
    """A new unit of an institution. Errors: Refused."""
    refuse_unless(may_edit_partners, by)
    _refuse_foreign_parent(institution, values.get("parent"), None)
    return editing.create(OrgUnit(institution=institution), values, by=by, guards=GUARDS)


@retried
@transaction.atomic
def edit_unit(unit: OrgUnit, values: Values, *, by: User | None, version: int | None) -> OrgUnit:
    """Errors: StaleEdit, Refused."""
    refuse_unless(may_edit_partners, by)
    _refuse_foreign_parent(unit.institution, values.get("parent"), unit)
    return editing.edit(unit, values, by=by, version=version, guards=GUARDS)


def _refuse_foreign_parent(institution: Institution, parent: OrgUnit | None, unit: OrgUnit | None) -> None:
    if parent is not None and parent.institution_id != institution.pk:
        raise Refused(_("This unit belongs to another institution."), field="parent")
    above = parent
    while above is not None and unit is not None:
        if above.pk == unit.pk:
            raise Refused(_("A unit cannot be part of itself."), field="parent")
        above = above.parent


@transaction.atomic
def create_city(values: Values, *, by: User | None) -> City:
    """A new city. Errors: Refused."""
    refuse_unless(may_edit_partners, by)
    return editing.create(City(), values, by=by, guards=GUARDS)


@retried
@transaction.atomic
def edit_city(city: City, values: Values, *, by: User | None, version: int | None) -> City:
    """Errors: StaleEdit, Refused."""
    refuse_unless(may_edit_partners, by)
    return editing.edit(city, values, by=by, version=version, guards=GUARDS)
