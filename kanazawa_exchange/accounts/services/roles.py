"""Portal-wide roles given, changed and ended; the portal never stays without an administrator."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ..models import Person, Role, RoleGrant, User
from ..permissions import may_grant_roles
from . import invitations, terms
from .editing import Values, lock_person
from .permits import refuse_unless
from .retries import retried
from .terms import CannotHold, Right

ROLE = Right("role", "role", may_grant_roles)


class LastAdministrator(CannotHold):
    """Nobody else could give this role back."""

    def __init__(self) -> None:
        super().__init__(
            _("This is the only administrator with an account and without a last day. Appoint another one first.")
        )


class UncheckedAddress(CannotHold):
    """The account was opened by others than administrators, and nobody has said that its address is the person's own."""

    def __init__(self, email: str) -> None:
        sentence = _("This person signs in with %(email)s. Check that the address is their own, and say so.")
        super().__init__(sentence % {"email": email}, field="address")


@retried
@transaction.atomic
def grant(
    person: Person,
    role: str,
    *,
    starts_on: date,
    ends_on: date | None = None,
    address: str = "",
    by: User | None,
    now: datetime,
) -> RoleGrant:
    """Give a portal-wide role for a term.

    With the first one, whatever a coordinator has sent or opened for this person ends: open invitations are withdrawn, and
    `address` says which address of an account the administrator has checked. Errors: PermissionDenied, CannotHold,
    UncheckedAddress.
    """
    refuse_unless(may_grant_roles, by)
    lock_person(person.pk)
    if not person.grants.exists():
        account = User.objects.filter(person=person).first()
        if by is not None and account is not None and address != account.email:
            raise UncheckedAddress(account.email)
        invitations.withdraw_all(person, by=by, now=now)
    row = RoleGrant(person=person, role=role, starts_on=starts_on, ends_on=ends_on)
    return terms.begin(ROLE, row, by=by, now=now)


@retried
@transaction.atomic
def change_term(
    row: RoleGrant,
    *,
    version: int | None,
    starts_on: date,
    ends_on: date | None,
    by: User | None,
    now: datetime,
    on: date,
) -> RoleGrant:
    """Errors: PermissionDenied, StaleEdit, CannotHold, LastAdministrator."""
    refuse_unless(may_grant_roles, by)
    if row.role == Role.ADMINISTRATOR and (starts_on > on or ends_on is not None):
        _refuse_last(row, on)
    term: Values = {"starts_on": starts_on, "ends_on": ends_on}
    return terms.change(ROLE, row, term, version=version, by=by, now=now)


@retried
@transaction.atomic
def end(row: RoleGrant, *, on: date, by: User | None, now: datetime) -> None:
    """The next request of this person no longer has the role. Errors: PermissionDenied, LastAdministrator."""
    refuse_unless(may_grant_roles, by)
    if row.role == Role.ADMINISTRATOR:
        _refuse_last(row, on)
    terms.end_now(ROLE, row, on=on, by=by, now=now)


def lasting_administrators(on: date) -> list[RoleGrant]:
    """Grants of administrators who can sign in and whose term has no end, locked until the transaction ends.

    The grants first, then the accounts, each in the order of ids: who had to wait reads what the one before has written.
    """
    rows = RoleGrant.objects.on(on).filter(role=Role.ADMINISTRATOR, ends_on=None)
    grants = list(rows.select_for_update(of=("self",)).order_by("pk"))
    accounts = User.objects.filter(person__in=[grant.person_id for grant in grants]).order_by("pk")
    locked = accounts.select_for_update(of=("self",), no_key=True)
    open_to = {account.person_id for account in locked if account.is_active}
    return [grant for grant in grants if grant.person_id in open_to]


def _refuse_last(row: RoleGrant, on: date) -> None:
    lasting = lasting_administrators(on)
    lasts = row.ends_on is None and row.starts_on <= on and any(grant.pk == row.pk for grant in lasting)
    if lasts and all(grant.person_id == row.person_id for grant in lasting):
        raise LastAdministrator
