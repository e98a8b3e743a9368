"""Imports that are taken back, let go of, or forgotten in time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.services.retries import retried
from kanazawa_exchange.lib import updates
from kanazawa_exchange.lib.cells import Unread
from kanazawa_exchange.lib.imports import Written

from ...models import BatchState, ImportBatch, ImportRow
from .refusals import CannotDiscard, CannotUndo
from .rows import act_of, locked

KEPT_FOR = timedelta(days=365)


@dataclass(frozen=True)
class Undone:
    """What became of an import that was undone: how many rows were taken back, and of the others why not."""

    batch: ImportBatch
    taken_back: int
    left: Mapping[int, Unread]


@retried
@transaction.atomic
def undo(batch: ImportBatch, *, by: User, now: datetime) -> Undone:
    """Take back what the import has written. Records that somebody edited since stay as they are, and are told.

    Errors: CannotUndo, PermissionDenied.
    """
    current, kind = locked(batch, "undo", CannotUndo, by)
    rows = list(current.rows.filter(is_written=True).order_by("-number"))
    written = [Written(row.record_id or 0, row.record_version or 0, row.before) for row in rows]
    left = kind.undo(written, act_of(current, by, now))
    for row in rows:
        why = left.get(row.record_id or 0)
        row.left = why.stored() if why else None
    updates.write(ImportRow, ["left"], [(row.pk, row.left) for row in rows])
    current.state, current.ended_at = BatchState.UNDONE, now
    current.counts = {**current.counts, "left": len(left)}
    current.save()
    told = {row.number: Unread.restored(row.left) for row in rows if row.left}
    return Undone(current, len(rows) - len(told), told)


@retried
@transaction.atomic
def discard(batch: ImportBatch, *, by: User, now: datetime) -> ImportBatch:
    """Let go of a table that was not applied; its rows are deleted. Errors: CannotDiscard, PermissionDenied."""
    current, _kind = locked(batch, "discard", CannotDiscard, by)
    current.rows.all().delete()
    current.state, current.ended_at = BatchState.DISCARDED, now
    current.save()
    return current


def forget_old(*, now: datetime) -> int:
    """Tables that came in more than a year ago go with their rows; the records stay. Returns how many."""
    return ImportBatch.objects.filter(created_at__lt=now - KEPT_FOR).delete()[1].get("mobility.ImportBatch", 0)
