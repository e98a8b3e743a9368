"""What was typed and could not be saved: sealed, kept for a day, and shown again to the account that typed it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from kanazawa_exchange.lib.sealing import CannotOpen, seal, unseal

from ..models import KeptForm, User

KEPT_FOR = timedelta(days=1)
LARGEST = 200_000
"""Characters of one form; the longest form of the portal, filled to the brim, has a third of it."""
MOST = 20
"""Forms of one account; the oldest makes room."""


@dataclass(frozen=True)
class Kept:
    """A form as it was sent: the mark it carried, and its values by the names of its boxes."""

    uid: UUID
    mark: str
    values: Mapping[str, Sequence[str]]


def keep(owner: int, kept: Kept, *, now: datetime) -> bool:
    """Keep a form for its account; whether that was possible. One that is kept again replaces what was kept before."""
    text = json.dumps([kept.mark, dict(kept.values)], ensure_ascii=False)
    if len(text) > LARGEST:
        return False
    with transaction.atomic():
        mine = KeptForm.objects.filter(user_id=owner)
        if KeptForm.objects.filter(uid=kept.uid).exclude(user_id=owner).exists():
            return False
        KeptForm.objects.update_or_create(uid=kept.uid, user_id=owner, defaults={"sealed": seal(text), "kept_at": now})
        oldest = mine.order_by("-kept_at").values_list("pk", flat=True)[MOST:]
        KeptForm.objects.filter(pk__in=list(oldest)).delete()
    return True


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
