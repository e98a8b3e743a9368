"""The requirements of a call as `eligibility.judge` reads them, the places of each by their names."""

from collections.abc import Iterable
from uuid import UUID

from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.localized import localized
from partners.models import Institution, OrgUnit

from ..models import Call, Requirement, RequirementKind
from .eligibility import Condition


def conditions(call: Call) -> tuple[Condition, ...]:
    """The requirements of a call in their order; three queries, one where no place is named."""
    rows = list(call.requirements.all())
    names = place_names(value for row in rows if row.kind == RequirementKind.UNIT for value in row.values)
    return tuple(_condition(row, names) for row in rows)


def _condition(row: Requirement, names: dict[str, str]) -> Condition:
    values = tuple(map(str, row.values))
    return Condition(
        uid=row.uid,
        kind=row.kind,
        values=values,
        minimum=row.minimum,
        is_blocking=row.is_blocking,
        note=localized(row, "note"),
        names=tuple(names[value] for value in values if value in names),
    )


def place_names(values: Iterable[str]) -> dict[str, str]:
    """Institutions and units by their public ids; what is no such id, or is gone, is left out."""
    uids = [uid for value in values if (uid := _uid(value))]
    if not uids:
        return {}
    institutions = Institution.objects.filter(uid__in=uids)
    units = OrgUnit.objects.filter(uid__in=uids).select_related("institution")
    return {
        **{str(one.uid): str(localized(one, "name")) for one in institutions},
        **{str(one.uid): unit_name(one) for one in units},
    }


def unit_name(unit: OrgUnit) -> str:
    """The faculty with its institution behind it."""
    return f"{localized(unit, 'name')}{formats.bracketed(localized(unit.institution, 'name'))}"


def _uid(value: object) -> UUID | None:
    try:
        return UUID(str(value))
    except ValueError:
        return None
