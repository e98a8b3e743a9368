"""Rights that hold for a term, begun, changed and ended: roles, seats, coordinators, representatives alike."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from kanazawa_exchange.lib.refusals import Refused

from ..models import Term, User
from .editing import Values, assign, delete, lock_for_edit, lock_person, save_edit, write
from .ledger import audit
from .permits import refuse_unless
from .retries import retried

T = TypeVar("T", bound=Term)


@dataclass(frozen=True)
class Right:
    """A kind of right: its name in the audit, the field that says over what it holds, and who gives it."""

    event: str
    over: str
    may: Callable[[Any], bool]


class CannotHold(Refused):
    """The right cannot be given, or its term cannot be so."""


@retried
@transaction.atomic
def begin(right: Right, row: T, *, by: User | None, now: datetime) -> T:
    """Store a new right. Errors: PermissionDenied, CannotHold."""
    refuse_unless(right.may, by)
    _check(right, row)
    write(row, by=by)
    audit(f"{right.event}_granted", by=by, now=now, record=row)
    return row


@retried
@transaction.atomic
def change(right: Right, row: T, values: Values, *, version: int | None, by: User | None, now: datetime) -> T:
    """Change the term of a right, or what else it says. Errors: PermissionDenied, StaleEdit, CannotHold."""
    refuse_unless(right.may, by)
    current = _locked(row, version)
    assign(current, values)
    _check(right, current)
    save_edit(current, by=by)
    audit(f"{right.event}_changed", by=by, now=now, record=current)
    return current


@retried
@transaction.atomic
def end_now(right: Right, row: Term, *, on: date, by: User | None, now: datetime) -> None:
    """End a right at once: yesterday was its last day. One that began today or later is taken back altogether.

    The next request of its holder no longer has it. Errors: PermissionDenied.
    """
    refuse_unless(right.may, by)
    current = _locked(row, None)
    last = on - timedelta(days=1)
    if current.ends_on is not None and current.ends_on <= last:
        return
    audit(f"{right.event}_ended", by=by, now=now, record=current)
    if current.starts_on > last:
        delete(current, by=by)
        return
    current.ends_on = last
    save_edit(current, by=by)


def _locked(row: T, version: int | None) -> T:
    rows: Any = type(row)._default_manager.all()
    return lock_for_edit(rows, row.pk, version)


def _check(right: Right, row: Any) -> None:
    """A term has its days in order, and no two terms of the same right of the same person share a day."""
    # the person's row is the lock: two equal rights given at the same moment are seen by each other
    lock_person(row.person_id)
    if row.ends_on is not None and row.ends_on < row.starts_on:
        raise CannotHold(_("The last day is before the first day."), field="ends_on")
    same = {"person_id": row.person_id, right.over: getattr(row, right.over)}
    if type(row).objects.filter(**same).exclude(pk=row.pk).overlapping(row.starts_on, row.ends_on).exists():
        raise CannotHold(_("This person already has this authority for that period."), field="starts_on")
