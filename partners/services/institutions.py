"""Institutions, their units and their cities: entered and corrected by the office; the search keys always follow the names."""

from django.db import transaction
from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.services import editing, stale_texts
from kanazawa_exchange.accounts.services.editing import Values, lock_for_edit
from kanazawa_exchange.accounts.services.permits import refuse_unless
from kanazawa_exchange.accounts.services.retries import retried
from kanazawa_exchange.lib.languages import columns
from kanazawa_exchange.lib.refusals import Refused
from kanazawa_exchange.lib.search_key import loose_key, search_key

from ..models import City, Institution, OrgUnit
from ..permissions import may_edit_partners
from ..queries.institutions import written_in
from .directions import keeping_directions
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
    """Values that are not given stay; no registered stay may be turned by another country. Errors: StaleEdit, Refused."""
    refuse_unless(may_edit_partners, by)
    current = lock_for_edit(Institution.objects.select_related("city"), institution.pk, version)
    before, written = stale_texts.texts_of(current), written_in(current)
    found_by = keys({**_named(current), **values})
    moves_abroad = values.get("city", current.city).country != current.city.country
    with keeping_directions([current.pk] if moves_abroad else [], field="city"):
        edited = editing.edit(current, {**values, **found_by}, by=by, version=None, guards=GUARDS)
    stale_texts.note_edit(edited, before, written=(written, written_in(edited)), now=edited.updated_at)
    return edited


def keys(values: Values) -> dict[str, str]:
    """Under which keys an institution with these names, short names and aliases is found."""
    words = [str(values.get(name) or "") for name in SPOKEN] + str(values.get("aliases") or "").splitlines()
    words = [word.strip() for word in words if word.strip()]
    return {
        "search_key": " | ".join(dict.fromkeys(search_key(word) for word in words)),
        "loose_key": " ".join(dict.fromkeys(loose_key(word) for word in words)),
    }


def keys_of(institution: Institution) -> Values:
    """The keys of an institution as it is called now."""
    return keys(_named(institution))


def rebuild_keys() -> int:
    """The keys of all institutions anew, after a change of `lib.search_key`; returns how many differed."""
    return editing.recompute(Institution.objects.all(), keys_of)


def _named(institution: Institution) -> Values:
    return {name: getattr(institution, name) for name in (*SPOKEN, "aliases")}


@retried
@transaction.atomic
def create_unit(institution: Institution, values: Values, *, by: User | None) -> OrgUnit:
    """A new unit of an institution. Errors: Refused."""
    refuse_unless(may_edit_partners, by)
    _refuse_foreign_parent(institution.pk, values.get("parent"), None)
    return editing.create(OrgUnit(institution=institution), values, by=by, guards=GUARDS)


@retried
@transaction.atomic
def edit_unit(unit: OrgUnit, values: Values, *, by: User | None, version: int | None) -> OrgUnit:
    """Errors: StaleEdit, Refused."""
    refuse_unless(may_edit_partners, by)
    _refuse_foreign_parent(unit.institution_id, values.get("parent"), unit)
    return editing.edit(unit, values, by=by, version=version, guards=GUARDS)


def _refuse_foreign_parent(institution_id: int, parent: OrgUnit | None, unit: OrgUnit | None) -> None:
    # the institution's row is the lock: two units that are put below each other at one moment are seen by each other
    Institution.objects.select_for_update(of=("self",), no_key=True).get(pk=institution_id)
    if parent is not None and parent.institution_id != institution_id:
        raise Refused(_("This unit belongs to another institution."), field="parent")
    if parent is not None and unit is not None and unit.pk in _up_from(parent):
        raise Refused(_("A unit cannot be part of itself."), field="parent")


def _up_from(unit: OrgUnit) -> list[int]:
    """The unit and everything it is part of, as it is stored now."""
    parents = dict(OrgUnit.objects.filter(institution_id=unit.institution_id).values_list("pk", "parent_id"))
    line: list[int] = []
    pk: int | None = unit.pk
    while pk is not None and pk not in line:
        line.append(pk)
        pk = parents.get(pk)
    return line


@transaction.atomic
def create_city(values: Values, *, by: User | None) -> City:
    """A new city. Errors: Refused."""
    refuse_unless(may_edit_partners, by)
    return editing.create(City(), values, by=by, guards=GUARDS)


@retried
@transaction.atomic
def edit_city(city: City, values: Values, *, by: User | None, version: int | None) -> City:
    """Values that are not given stay; no registered stay may be turned by another country. Errors: StaleEdit, Refused."""
    refuse_unless(may_edit_partners, by)
    current = lock_for_edit(City.objects.all(), city.pk, version)
    moves_abroad = values.get("country", current.country) != current.country
    touched = list(current.institutions.values_list("pk", flat=True)) if moves_abroad else []
    with keeping_directions(touched, field="country"):
        return editing.edit(current, values, by=by, version=None, guards=GUARDS)
