"""How a person gets a seat in a committee or a programme to coordinate, for which term, and how that ends."""

from datetime import date, datetime
from typing import Any

from django.db.models import Q

from kanazawa_exchange.accounts.models import Person, User
from kanazawa_exchange.accounts.services import terms
from partners.services import representatives

from ..models import Committee, Coordinator, Program, Seat

CannotHold = terms.CannotHold


def seat(
    person: Person,
    committee: Committee,
    *,
    starts_on: date,
    ends_on: date | None = None,
    is_chair: bool = False,
    by: User | None,
    now: datetime,
) -> Seat:
    """Give a seat. Errors: CannotHold."""
    row = Seat(person=person, committee=committee, is_chair=is_chair, starts_on=starts_on, ends_on=ends_on)
    return terms.begin(row, same=_same(row), event="seat", by=by, now=now)


def appoint(
    person: Person, program: Program, *, starts_on: date, ends_on: date | None = None, by: User | None, now: datetime
) -> Coordinator:
    """Let a person coordinate a programme. Errors: CannotHold."""
    row = Coordinator(person=person, program=program, starts_on=starts_on, ends_on=ends_on)
    return terms.begin(row, same=_same(row), event="coordinator", by=by, now=now)


def change(
    row: Any,
    *,
    version: int,
    starts_on: date,
    ends_on: date | None,
    by: User,
    now: datetime,
    is_chair: bool | None = None,
) -> Any:
    """Change the term of a seat, a coordinator or a representative. Errors: StaleEdit, CannotHold."""
    if not isinstance(row, (Seat, Coordinator)):
        return representatives.change_term(row, version=version, starts_on=starts_on, ends_on=ends_on, by=by, now=now)
    extra = {"is_chair": is_chair} if isinstance(row, Seat) and is_chair is not None else {}
    return terms.change(
        row,
        version=version,
        starts_on=starts_on,
        ends_on=ends_on,
        same=_same(row),
        event="seat" if isinstance(row, Seat) else "coordinator",
        by=by,
        now=now,
        **extra,
    )


def end(row: Any, *, on: date, by: User, now: datetime) -> None:
    """The next request of this person no longer has the right."""
    if not isinstance(row, (Seat, Coordinator)):
        representatives.end(row, on=on, by=by, now=now)
        return
    terms.end_now(row, on=on, event="seat" if isinstance(row, Seat) else "coordinator", by=by, now=now)


def _same(row: Seat | Coordinator) -> Q:
    if isinstance(row, Seat):
        return Q(person_id=row.person_id, committee_id=row.committee_id)
    return Q(person_id=row.person_id, program_id=row.program_id)
