"""Groups of institutions: the declared number with its source, and who has belonged to them since when."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import User

from ..models import GroupMembership, InstitutionGroup
from . import records


@transaction.atomic
def create(values: Mapping[str, Any], *, by: User | None) -> InstitutionGroup:
    """A new group. Errors: Refused."""
    return records.create(InstitutionGroup(), values, by=by)


@transaction.atomic
def edit(
    group: InstitutionGroup, values: Mapping[str, Any], *, by: User | None, version: int | None
) -> InstitutionGroup:
    """Errors: StaleEdit, Refused."""
    return records.edit(group, values, by=by, version=version)


@transaction.atomic
def add_member(group: InstitutionGroup, values: Mapping[str, Any], *, by: User | None) -> GroupMembership:
    """An institution joins the group. Errors: Refused."""
    InstitutionGroup.objects.select_for_update(of=("self",)).get(pk=group.pk)
    membership = GroupMembership(group=group)
    _check(membership, values)
    return records.create(membership, values, by=by)


@transaction.atomic
def edit_member(
    membership: GroupMembership, values: Mapping[str, Any], *, by: User | None, version: int | None
) -> GroupMembership:
    """Correct a membership, or end it by its last day. Errors: StaleEdit, Refused."""
    _check(membership, values)
    return records.edit(membership, values, by=by, version=version)


def _check(membership: GroupMembership, values: Mapping[str, Any]) -> None:
    starts, ends = values["starts_on"], values.get("ends_on")
    if ends is not None and ends < starts:
        raise records.Refused(_("The end lies before the beginning."), field="ends_on")
    institution = values.get("institution") or membership.institution
    others = GroupMembership.objects.filter(group_id=membership.group_id, institution=institution).exclude(
        pk=membership.pk
    )
    others = others.filter(Q(ends_on=None) | Q(ends_on__gte=starts))
    if (others if ends is None else others.filter(starts_on__lte=ends)).exists():
        raise records.Refused(_("This institution already belongs to the group in that time."), field="starts_on")
