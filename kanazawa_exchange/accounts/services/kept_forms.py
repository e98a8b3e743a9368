"""What was typed and could not be saved: sealed, kept for a day, and shown again to the account that typed it."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from kanazawa_exchange.lib.sealing import CannotOpen, seal, unseal

from ..models import KeptForm, User

KEPT_FOR = timedelta(days=1)
LARGEST = 200_000
"""Characters of one form; the longest form of the portal, filled to the brim, has a third of it."""
MOST, MOST_SIGNED_OUT = 20, 5
"""Forms of one account: those that it sent itself, and those that came signed out; of each kind the oldest makes room."""

Values = Mapping[str, Sequence[str]]
"""What was typed, by the names of the boxes."""


@dataclass(frozen=True)
class Kept:
    """A form as it was sent: the mark it carried, and its values by the names of its boxes."""

    uid: UUID
    mark: str
    values: Values


@dataclass(frozen=True)
class Place:
    """The page on which a form stood: the name of its view, and the parts of its address."""

    view: str
    parts: Mapping[str, Any]


_barred: list[Callable[[int, Place, Values], bool]] = []


def keep_none_of(rule: Callable[[int, Place, Values], bool]) -> None:
    """An app above says which forms hold what must not be stored yet (called once, when the apps are ready): by the key of the
    account, the page, and what was typed."""
    if rule not in _barred:
        _barred.append(rule)


def is_barred(owner: int, place: Place, values: Values) -> bool:
    return any(rule(owner, place, values) for rule in _barred)


def keep(owner: int, kept: Kept, *, signed_in: bool, now: datetime) -> UUID | None:
    """Keep a form for its account, and tell under which name; None when that is not possible, or the account is there no longer.

    One that is kept again replaces what was kept before. `signed_in`: its owner has sent it. What comes signed out may come
    from anybody who has a copy of the form: it neither replaces nor pushes out what the owner has kept.
    """
    text = json.dumps([kept.mark, dict(kept.values)], ensure_ascii=False)
    if len(text) > LARGEST:
        return None
    with transaction.atomic():
        if not _is_there(owner):
            return None
        before = KeptForm.objects.filter(uid=kept.uid).first()
        if before is not None and before.user_id != owner:
            return None
        uid = uuid4() if before is not None and not (signed_in or before.is_signed_out) else kept.uid
        row = {"sealed": seal(text), "kept_at": now, "is_signed_out": not signed_in}
        KeptForm.objects.update_or_create(uid=uid, user_id=owner, defaults=row)
        alike = KeptForm.objects.filter(user_id=owner, is_signed_out=not signed_in)
        oldest = alike.order_by("-kept_at", "-pk").values_list("pk", flat=True)[
            MOST if signed_in else MOST_SIGNED_OUT :
        ]
        KeptForm.objects.filter(pk__in=list(oldest)).delete()
    return uid


def _is_there(owner: int) -> bool:
    """Whether the account still exists, under a lock, so that nobody deletes it before what it typed is stored."""
    return User.objects.select_for_update(no_key=True).filter(pk=owner).exists()


def find(uid: UUID, *, by: User, now: datetime) -> Kept | None:
    """What was kept, for the account that typed it and nobody else."""
    row = KeptForm.objects.filter(uid=uid, user=by, kept_at__gt=now - KEPT_FOR).first()
    if row is None:
        return None
    try:
        mark, values = json.loads(unseal(row.sealed))
    except CannotOpen:
        return None
    return Kept(row.uid, mark, values)


def forget(uid: UUID, *, by: User) -> None:
    """What was typed is saved now, and is kept no longer."""
    KeptForm.objects.filter(uid=uid, user=by).delete()


def forget_old(*, now: datetime) -> int:
    """Delete what nobody has come back for within a day; returns how many."""
    gone, _models = KeptForm.objects.filter(kept_at__lte=now - KEPT_FOR).delete()
    return gone
