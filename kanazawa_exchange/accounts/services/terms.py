"""How a right that holds for a term begins, changes and ends: roles, seats, coordinators, representatives alike."""

from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from kanazawa_exchange.lib.refusals import Refused

from ..models import Person, Tracked, User
from .editing import delete, lock_for_edit, save_edit, write
from .ledger import audit

T = TypeVar("T", bound=Tracked)


class CannotHold(Refused):
    """The right cannot be given, or its term cannot be so."""


@transaction.atomic
def begin(row: T, *, same: Q, event: str, by: User | None, now: datetime) -> T:
    """Store a new right. `same` finds the rows of the same right of the same person, whose terms must not overlap."""
    _check(row, same)
    write(row, by=by)
    audit(f"{event}_granted", by=by, now=now, record=row)
    return row


@transaction.atomic
def change(
    row: T,
    *,
    version: int,
    starts_on: date,
    ends_on: date | None,
    same: Q,
    event: str,
    by: User,
    now: datetime,
    **fields: Any,
) -> T:
    """Change the term (and `fields`) of a right. Errors: StaleEdit, CannotHold."""
    current: Any = lock_for_edit(type(row).objects.all(), row.pk, version)
    current.starts_on, current.ends_on = starts_on, ends_on
    for name, value in fields.items():
        setattr(current, name, value)
    _check(current, same)
    save_edit(current, by=by)
    audit(f"{event}_changed", by=by, now=now, record=current)
    return current


@transaction.atomic
def end_now(row: Tracked, *, on: date, event: str, by: User, now: datetime) -> None:
    """End a right at once: yesterday was its last day. One that began today or later is taken back altogether."""
    current: Any = lock_for_edit(type(row).objects.all(), row.pk, None)
    last = on - timedelta(days=1)
    if current.ends_on is not None and current.ends_on <= last:
        return
    audit(f"{event}_ended", by=by, now=now, record=current)
    if current.starts_on > last:
        delete(current, by=by)
        return
    current.ends_on = last
    save_edit(current, by=by)


def _check(row: Any, same: Q) -> None:
    # the person's row is the lock: two equal rights given at the same moment are seen by each other
    Person.objects.select_for_update().get(pk=row.person_id)
    if row.ends_on is not None and row.ends_on < row.starts_on:
        raise CannotHold(_("The last day is before the first day."), field="ends_on")
    others = type(row).objects.filter(same).exclude(pk=row.pk)
    others = others.filter(Q(ends_on=None) | Q(ends_on__gte=row.starts_on))
    if row.ends_on is not None:
        others = others.filter(starts_on__lte=row.ends_on)
    if others.exists():
        raise CannotHold(_("This person already holds exactly this during that time."), field="starts_on")
