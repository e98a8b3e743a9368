"""Rows are sorted into new, changed, same and wrong. Nothing is written but the import itself."""

from datetime import datetime

from django.db import transaction
from django.db.models import Count

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.services.retries import retried
from kanazawa_exchange.lib import imports
from kanazawa_exchange.lib.imports import Act, Finding, Kind, RowRead
from kanazawa_exchange.lib.jobs import Held

from ...models import BatchState, ImportBatch, ImportRow
from .lots import Lot, lots, rows_of
from .refusals import CannotCheck
from .rows import act_of, findings, locked, replace


@retried
@transaction.atomic
def check(batch: ImportBatch, *, by: User, now: datetime) -> ImportBatch:
    """Sort the rows into new, changed, same and wrong. Nothing is written but the import itself.

    Errors: CannotCheck, PermissionDenied.
    """
    current, kind = locked(batch, "check", CannotCheck, by)
    act = act_of(current, by, now)
    for lot in lots(current, kind):
        replace(current, looked_at(current, kind, lot, act))
    return _checked(current, now)


def looked_at(batch: ImportBatch, kind: Kind, lot: Lot, act: Act) -> list[ImportRow]:
    """The rows of a lot with what was found of them, not stored yet."""
    rows = rows_of(batch, lot)
    for row, (read, found) in zip(rows, findings(batch, kind, rows, act), strict=True):
        _tell(row, read, found)
    return rows


def end_check(batch: ImportBatch, held: Held, *, by: User, now: datetime) -> ImportBatch:
    """All rows were looked at by a worker. Errors: CannotCheck, PermissionDenied."""
    current, _kind = locked(batch, "check", CannotCheck, by, held)
    return _checked(current, now)


def _checked(batch: ImportBatch, now: datetime) -> ImportBatch:
    counted = batch.rows.order_by().values_list("verdict").annotate(Count("pk"))
    batch.state, batch.checked_at, batch.counts, batch.refusal = BatchState.CHECKED, now, dict(counted), {}
    batch.save()
    return batch


def _tell(row: ImportRow, read: RowRead, found: Finding) -> None:
    row.said = {key: imports.stored(value) for key, value in read.line.said.items()}
    row.notes = {
        key: "+".join(filter(None, (read.notes.get(key), found.notes.get(key))))
        for key in {**read.notes, **found.notes}
    }
    row.verdict, row.about, row.doubts = found.verdict, found.about, {k: dict(v) for k, v in found.doubts.items()}
    row.problems = [problem.stored() for problem in found.problems]
    row.changes = [change.stored() for change in found.changes]
    row.record_id, row.record_version = found.record, found.version
