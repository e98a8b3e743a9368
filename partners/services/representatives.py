"""How a person comes to speak for a partner institution, for which term, and how that ends."""

from datetime import date, datetime

from django.db.models import Q

from kanazawa_exchange.accounts.models import Person, User
from kanazawa_exchange.accounts.services import terms

from ..models import Institution, Representative

EVENT = "representative"


def _same(person: Person, institution: Institution) -> Q:
    return Q(person=person, institution=institution)


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
    row = Representative(person=person, institution=institution, starts_on=starts_on, ends_on=ends_on)
    return terms.begin(row, same=_same(person, institution), event=EVENT, by=by, now=now)


def change_term(
    row: Representative, *, version: int, starts_on: date, ends_on: date | None, by: User, now: datetime
) -> Representative:
    """Errors: StaleEdit, terms.CannotHold."""
    same = _same(row.person, row.institution)
    return terms.change(
        row, version=version, starts_on=starts_on, ends_on=ends_on, same=same, event=EVENT, by=by, now=now
    )


def end(row: Representative, *, on: date, by: User, now: datetime) -> None:
    """The next request of this person no longer speaks for the institution."""
    terms.end_now(row, on=on, event=EVENT, by=by, now=now)
