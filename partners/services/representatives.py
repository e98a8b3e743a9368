"""How a person comes to speak for a partner institution, for which term, and how that ends."""

from datetime import date, datetime

from django.db.models import Q

from kanazawa_exchange.accounts.models import Person, User
from kanazawa_exchange.accounts.permissions import may_list_roles
from kanazawa_exchange.accounts.services import terms
from kanazawa_exchange.accounts.services.permits import refuse_unless
from kanazawa_exchange.accounts.services.retries import retried

from ..models import Institution, Representative

EVENT = "representative"


@retried
def appoint(
    person: Person,
    institution: Institution,
    *,
    starts_on: date,
    ends_on: date | None = None,
    by: User | None,
    now: datetime,
) -> Representative:
    """Errors: terms.CannotHold."""
    refuse_unless(may_list_roles, by)
    row = Representative(person=person, institution=institution, starts_on=starts_on, ends_on=ends_on)
    return terms.begin(row, same=_same(row), event=EVENT, by=by, now=now)


@retried
def change_term(
    row: Representative, *, version: int, starts_on: date, ends_on: date | None, by: User, now: datetime
) -> Representative:
    """Errors: StaleEdit, terms.CannotHold."""
    refuse_unless(may_list_roles, by)
    return terms.change(
        row, version=version, starts_on=starts_on, ends_on=ends_on, same=_same(row), event=EVENT, by=by, now=now
    )


@retried
def end(row: Representative, *, on: date, by: User, now: datetime) -> None:
    """The next request of this person no longer speaks for the institution."""
    refuse_unless(may_list_roles, by)
    terms.end_now(row, on=on, event=EVENT, by=by, now=now)


def _same(row: Representative) -> Q:
    return Q(person_id=row.person_id, institution_id=row.institution_id)
