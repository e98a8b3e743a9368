"""Seats in committees, programmes to coordinate, institutions to speak for: given, changed and ended, each for a term."""

from datetime import date, datetime

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.permissions import may_list_roles
from kanazawa_exchange.accounts.services import terms
from kanazawa_exchange.accounts.services.editing import Values

from ..queries.authorities import KINDS, Authority

RIGHTS = {kind.model: terms.Right(name, kind.over, may_list_roles) for name, kind in KINDS.items()}


def give(row: Authority, *, by: User | None, now: datetime) -> Authority:
    """Store a new seat, coordinator or representative. Errors: PermissionDenied, CannotHold."""
    return terms.begin(RIGHTS[type(row)], row, by=by, now=now)


def change(row: Authority, values: Values, *, version: int | None, by: User | None, now: datetime) -> Authority:
    """Change the term, or who chairs. Errors: PermissionDenied, StaleEdit, CannotHold."""
    return terms.change(RIGHTS[type(row)], row, values, version=version, by=by, now=now)


def end(row: Authority, *, on: date, by: User | None, now: datetime) -> None:
    """The next request of this person no longer has it. Errors: PermissionDenied."""
    terms.end_now(RIGHTS[type(row)], row, on=on, by=by, now=now)
