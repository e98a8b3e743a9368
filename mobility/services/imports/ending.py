"""Imports that are taken back, let go of, or forgotten in time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import get_language, override

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.services.retries import retried
from kanazawa_exchange.lib import collecting, updates
from kanazawa_exchange.lib.cells import Unread
from kanazawa_exchange.lib.imports import Act, Kind, Written
from kanazawa_exchange.lib.jobs import Held, Stopped

from ...models import BatchState, ImportBatch, ImportRow
from .lots import lots_again
from .refusals import CannotDiscard, CannotUndo
from .rows import Registered, act_of, locked, rows_of

KEPT_FOR = timedelta(days=365)


@dataclass(frozen=True)
class Undone:
    """What became of an import that was undone: how many rows were taken back, and of the others why not."""

    batch: ImportBatch

    @property
    def taken_back(self) -> int:
        return int(self.batch.counts["written"]) - int(self.batch.counts["left"])

    @property
    def left(self) -> Mapping[int, Unread]:
        rows = self.batch.rows.filter(left__isnull=False).order_by("number")
        return {row.number: Unread.restored(row.left or {}) for row in rows.only("number", "left")}


@retried
@collecting.seldom()
@transaction.atomic
def undo(batch: ImportBatch, *, by: User, now: datetime, held: Held | None = None) -> Undone:
    """Take back what the import has written. Records that somebody edited since stay as they are, and are told.

    `held`: the part of a job that does it; it stops, with nothing taken back, when somebody asks the job to. A worker has no language:
    the log of the records then tells why in that of `by`.
    Errors: CannotUndo, PermissionDenied, Stopped.
    """
    current, kind = locked(batch, "undo", CannotUndo, by, held)
    act, left = act_of(current, by, now), 0
    for lot in reversed(list(lots_again(current.rows.filter(is_written=True)))):
        with override(get_language() if held is None else by.language):
            left += _take_back(kind, rows_of(current, lot, Registered)[::-1], act)
        if held is not None:
            held.tell(len(lot))
        if held is not None and held.is_cancelled():
            raise Stopped
    current.state, current.ended_at = BatchState.UNDONE, now
    current.counts = {**current.counts, "left": left}
    current.save()
    return Undone(current)


def _take_back(kind: Kind, rows: Sequence[Registered], act: Act) -> int:
    """The last row first. How many are left as they are."""
    told = kind.undo([Written(row.record_id, row.record_version, row.before) for row in rows], act)
    left = [(row.pk, told[row.record_id].stored()) for row in rows if row.record_id in told]
    updates.write(ImportRow, ["left"], left)
    return len(left)


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
