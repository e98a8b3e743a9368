"""Groups of institutions, who has belonged to them since when, and offices that one institution runs at another one."""

from django.db import transaction
from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.services import editing
from kanazawa_exchange.accounts.services.editing import Values
from kanazawa_exchange.accounts.services.permits import refuse_unless
from kanazawa_exchange.accounts.services.retries import retried
from kanazawa_exchange.lib.refusals import Refused

from ..models import GroupMembership, InstitutionGroup, Office
from ..permissions import may_edit_partners
from .guards import ENDS_BEFORE_START, GUARDS


@transaction.atomic
def create(values: Values, *, by: User | None) -> InstitutionGroup:
    """A new group. Errors: Refused."""
    refuse_unless(may_edit_partners, by)
    return editing.create(InstitutionGroup(), values, by=by, guards=GUARDS)


@retried
@transaction.atomic
def edit(group: InstitutionGroup, values: Values, *, by: User | None, version: int | None) -> InstitutionGroup:
    """Errors: StaleEdit, Refused."""
    refuse_unless(may_edit_partners, by)
    return editing.edit(group, values, by=by, version=version, guards=GUARDS)


@retried
@transaction.atomic
def add_member(group: InstitutionGroup, values: Values, *, by: User | None) -> GroupMembership:
    """An institution joins the group. Errors: Refused."""
    refuse_unless(may_edit_partners, by)
    membership = GroupMembership(group=group)
    _check_membership(membership, values)
    return editing.create(membership, values, by=by, guards=GUARDS)


@retried
@transaction.atomic
def edit_member(
    membership: GroupMembership, values: Values, *, by: User | None, version: int | None
) -> GroupMembership:
    """Correct a membership, or end it by its last day. Errors: StaleEdit, Refused."""
    refuse_unless(may_edit_partners, by)
    _check_membership(membership, values)
    return editing.edit(membership, values, by=by, version=version, guards=GUARDS)


def _check_membership(membership: GroupMembership, values: Values) -> None:
    # the group's row is the lock: two memberships written at the same moment are seen by each other
    InstitutionGroup.objects.select_for_update(of=("self",)).get(pk=membership.group_id)
    starts, ends = values["starts_on"], values.get("ends_on")
    if ends is not None and ends < starts:
        raise Refused(str(ENDS_BEFORE_START), field="ends_on")
    institution = values.get("institution") or membership.institution
    others = GroupMembership.objects.filter(group_id=membership.group_id, institution=institution)
    if others.exclude(pk=membership.pk).overlapping(starts, ends).exists():
        raise Refused(_("This institution already belongs to the group in that time."), field="starts_on")


# --- Offices abroad --------------------------------------------------------------------------------------------------


@transaction.atomic
def create_office(values: Values, *, by: User | None) -> Office:
    """A new office. Errors: Refused."""
    refuse_unless(may_edit_partners, by)
    _check_office(values)
    return editing.create(Office(), values, by=by, guards=GUARDS)


@retried
@transaction.atomic
def edit_office(office: Office, values: Values, *, by: User | None, version: int | None) -> Office:
    """Errors: StaleEdit, Refused."""
    refuse_unless(may_edit_partners, by)
    _check_office(values)
    return editing.edit(office, values, by=by, version=version, guards=GUARDS)


def _check_office(values: Values) -> None:
    opened, closed = values.get("opened_on"), values.get("closed_on")
    if opened is not None and closed is not None and closed < opened:
        raise Refused(_("The office closes before it opens."), field="closed_on")
    if values["run_by"] == values["located_at"]:
        raise Refused(_("An office abroad is run by one institution and located at another."), field="located_at")
