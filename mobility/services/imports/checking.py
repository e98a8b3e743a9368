"""Rows are sorted into new, changed, same and wrong; cells and columns are put right. Nothing is written but the import itself."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.services.retries import retried
from kanazawa_exchange.lib import imports
from kanazawa_exchange.lib.imports import Finding, Kind, RowRead

from ...models import BatchState, ImportBatch, ImportRow
from .refusals import CannotCheck
from .rows import findings, locked, replace
from .taking import columns_only


@retried
@transaction.atomic
def check(batch: ImportBatch, *, by: User, now: datetime) -> ImportBatch:
    """Sort the rows into new, changed, same and wrong. Nothing is written but the import itself.

    Errors: CannotCheck, PermissionDenied.
    """
    current, kind = locked(batch, "check", CannotCheck, by)
    return _checked(current, kind, list(current.rows.order_by("number")), by=by, now=now)


@retried
@transaction.atomic
def correct(batch: ImportBatch, fixes: Mapping[int, Mapping[str, str]], *, by: User, now: datetime) -> ImportBatch:
    """Put cells right: number of the row → column → what should stand there; all rows are checked anew, since one may touch another.

    Errors: CannotCheck for a row or a column that there is not, PermissionDenied.
    """
    current, kind = locked(batch, "check", CannotCheck, by)
    rows = list(current.rows.order_by("number"))
    by_number, known = {row.number: row for row in rows}, {column.key for column in kind.columns}
    if fixes.keys() - by_number.keys() or any(cells.keys() - known for cells in fixes.values()):
        raise CannotCheck(_("There is no such cell in this import."))
    for number, cells in fixes.items():
        by_number[number].fixes |= {key: text.strip() for key, text in cells.items()}
    return _checked(current, kind, rows, by=by, now=now)


@retried
@transaction.atomic
def rearrange(
    batch: ImportBatch, mapping: Mapping[str, int], given: Mapping[str, str], *, by: User, now: datetime
) -> ImportBatch:
    """Say anew which column stands where, and what holds for all rows. Errors: CannotCheck, PermissionDenied."""
    current, kind = locked(batch, "check", CannotCheck, by)
    places = columns_only(kind, mapping)
    if len(set(places.values())) < len(places):
        raise CannotCheck(_("One column of the table cannot be two things at once."))
    current.mapping, current.given = places, columns_only(kind, given)
    return _checked(current, kind, list(current.rows.order_by("number")), by=by, now=now)


def _checked(batch: ImportBatch, kind: Kind, rows: Sequence[ImportRow], *, by: User, now: datetime) -> ImportBatch:
    for row, (read, found) in zip(rows, findings(batch, kind, rows, by=by, now=now), strict=True):
        _tell(row, read, found)
    replace(batch, rows)
    batch.state, batch.checked_at = BatchState.CHECKED, now
    batch.counts = dict(Counter(row.verdict for row in rows))
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
