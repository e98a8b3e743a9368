"""Rows are sorted into new, changed, same and wrong. Nothing is written but the import itself."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Q

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.services.retries import retried
from kanazawa_exchange.lib import collecting, import_values, updates
from kanazawa_exchange.lib.import_reading import RowRead
from kanazawa_exchange.lib.imports import Act, Finding, Kind
from kanazawa_exchange.lib.jobs import Held

from ...models import UNUSUAL, BatchState, ImportBatch, ImportRow
from ...queries.import_alike import in_short
from .joining import parted
from .lots import Lot, lots
from .refusals import CannotCheck
from .rows import Reader, Taken, act_of, found, locked, rows_of


@retried
@collecting.seldom()
@transaction.atomic
def check(batch: ImportBatch, *, by: User, now: datetime) -> ImportBatch:
    """Sort the rows into new, changed, same and wrong. Nothing is written but the import itself.

    Errors: CannotCheck, PermissionDenied.
    """
    current, kind = locked(batch, "check", CannotCheck, by)
    act = act_of(current, by, now)
    cut = lots(current, kind)
    for place, lot in enumerate(cut):
        keep(looked_at(current, kind, lot, place, act))
    for place, lot in parted(current, kind) if len(cut) > 1 else ():
        keep(looked_at(current, kind, lot, place, act))
    return _checked(current, now)


@collecting.seldom()
def looked_at(batch: ImportBatch, kind: Kind, lot: Lot, place: int, act: Act) -> list[tuple[object, ...]]:
    """What was found of the rows of a lot, not stored yet; `place`: that of the lot among all of them."""
    rows, reader = rows_of(batch, lot, Taken), Reader(batch, kind)
    read = [reader.read(row.number, row.cells, row.fixes) for row in rows]
    findings = found(kind, read, act)
    return [
        (*_told(row, place, one, finding), in_short(finding.problems, row, batch.mapping, kind))
        for row, one, finding in zip(rows, read, findings, strict=True)
    ]


def keep(rows: Sequence[tuple[object, ...]]) -> None:
    """Store what was found."""
    updates.write(ImportRow, FOUND, rows)


def end_check(batch: ImportBatch, held: Held, *, by: User, now: datetime) -> ImportBatch:
    """All rows were looked at by a worker. Errors: CannotCheck, PermissionDenied."""
    current, _kind = locked(batch, "check", CannotCheck, by, held)
    return _checked(current, now)


def _checked(batch: ImportBatch, now: datetime) -> ImportBatch:
    by_verdict = batch.rows.order_by().values_list("verdict")
    counted = list(by_verdict.annotate(rows=Count("pk"), doubtful=Count("pk", filter=~Q(doubts={}))))
    unusual = sum(doubtful for _verdict, _rows, doubtful in counted)
    batch.counts = {verdict: rows for verdict, rows, _doubtful in counted} | ({UNUSUAL: unusual} if unusual else {})
    batch.state, batch.checked_at, batch.refusal = BatchState.CHECKED, now, {}
    batch.save()
    return batch


FOUND = (
    "said",
    "notes",
    "lot",
    "verdict",
    "problems",
    "changes",
    "doubts",
    "about",
    "record_id",
    "record_version",
    "faults",
)


def _told(row: Taken, place: int, read: RowRead, found: Finding) -> tuple[object, ...]:
    """The key of the row, and what is kept of it."""
    return (
        row.pk,
        {key: import_values.stored(value) for key, value in read.line.said.items()},
        _both(read.notes, found.notes) if found.notes else read.notes,
        place,
        found.verdict,
        [problem.stored() for problem in found.problems],
        [change.stored() for change in found.changes],
        found.doubts,
        found.about,
        found.record,
        found.version,
    )


def _both(notes: Mapping[str, str], further: Mapping[str, str]) -> dict[str, str]:
    return {key: "+".join(filter(None, (notes.get(key), further.get(key)))) for key in {**notes, **further}}
