"""Tables that are imported: taken in, checked, put right, applied as a whole, undone or discarded. Every kind goes this one way."""

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import NamedTuple, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.permissions import is_office
from kanazawa_exchange.accounts.services.permits import refuse_unless
from kanazawa_exchange.accounts.services.retries import retried
from kanazawa_exchange.lib import formats, imports
from kanazawa_exchange.lib.cells import Unread, Value
from kanazawa_exchange.lib.imports import Act, Finding, Kind, Moved, Plain, RowRead, Written
from kanazawa_exchange.lib.refusals import Refused

from ..models import BATCH_MOVES, BatchState, ImportBatch, ImportRow, Verdict

MOST_ROWS = 100_000
LONGEST_SOURCE = 200
KEPT_FOR = timedelta(days=365)

T = TypeVar("T")


class CannotTake(Refused):
    """The table holds nothing that could be imported, or too much."""


class CannotCheck(Refused):
    """The import is applied or discarded already, or its columns are not known."""


class CannotApply(Refused):
    """Nothing was written: the import is not checked, some rows are wrong, or they changed since (`numbers`)."""

    def __init__(self, sentence: str, numbers: Iterable[int] = ()) -> None:
        self.numbers = tuple(numbers)
        super().__init__(sentence)


class CannotUndo(Refused):
    """The import is not applied, or is undone already."""


class CannotDiscard(Refused):
    """The import is applied: it is undone instead."""


class SheetRow(NamedTuple):
    """A row of a table: its number as a spreadsheet shows it, and its cells."""

    number: int
    cells: Sequence[Value]


@dataclass(frozen=True)
class Sheet:
    """A table that somebody sent: where it came from, its heads, its rows, and what its titles say of all of them."""

    source: str
    heads: Sequence[str]
    rows: Iterable[SheetRow]
    given: Mapping[str, str] | None = None


# --- Taken in ----------------------------------------------------------------------------------------------------------


@retried
@transaction.atomic
def take(kind: Kind, sheet: Sheet, *, by: User, now: datetime, mapping: Mapping[str, int] | None = None) -> ImportBatch:
    """Keep a table as a draft. `mapping`: column → place; without it the heads say what stands where. Rows without a cell are left out.

    Errors: CannotTake, PermissionDenied.
    """
    refuse_unless(kind.may, by)
    kept = [row for row in islice(sheet.rows, MOST_ROWS + 1) if any(cell not in (None, "") for cell in row.cells)]
    if not kept:
        raise CannotTake(_("The table holds no rows below its heads."))
    if len(kept) > MOST_ROWS:
        raise CannotTake(_("A table may have %(most)s rows at most.") % {"most": formats.number(MOST_ROWS)})
    places = imports.mapped(kind.columns, sheet.heads).positions if mapping is None else dict(mapping)
    cells = [[imports.stored(cell) for cell in row.cells] for row in kept]
    batch = ImportBatch.objects.create(
        kind=kind.code,
        owner=by,
        source=sheet.source.strip()[:LONGEST_SOURCE],
        digest=digest_of(sheet.heads, cells),
        heads=list(sheet.heads),
        mapping=_columns_only(kind, places),
        given=_columns_only(kind, sheet.given or {}),
        created_at=now,
    )
    numbered = zip(kept, cells, strict=True)
    ImportRow.objects.bulk_create(ImportRow(batch=batch, number=row.number, cells=line) for row, line in numbered)
    return batch


def digest_of(heads: Sequence[str], cells: Sequence[Sequence[Plain]]) -> str:
    """Of what the table says: a file that was saved once more has the same."""
    text = json.dumps([list(heads), list(cells)], ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _columns_only(kind: Kind, values: Mapping[str, T]) -> dict[str, T]:
    known = {column.key for column in kind.columns}
    return {key: value for key, value in values.items() if key in known}


# --- Checked and put right ---------------------------------------------------------------------------------------------


@retried
@transaction.atomic
def check(batch: ImportBatch, *, by: User, now: datetime) -> ImportBatch:
    """Sort the rows into new, changed, same and wrong. Nothing is written but the import itself.

    Errors: CannotCheck, PermissionDenied.
    """
    current, kind = _locked(batch, "check", CannotCheck, by)
    return _checked(current, kind, list(current.rows.order_by("number")), by=by, now=now)


@retried
@transaction.atomic
def correct(batch: ImportBatch, fixes: Mapping[int, Mapping[str, str]], *, by: User, now: datetime) -> ImportBatch:
    """Put cells right: number of the row → column → what should stand there; all rows are checked anew, since one may touch another.

    Errors: CannotCheck for a row or a column that there is not, PermissionDenied.
    """
    current, kind = _locked(batch, "check", CannotCheck, by)
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
    current, kind = _locked(batch, "check", CannotCheck, by)
    places = _columns_only(kind, mapping)
    if len(set(places.values())) < len(places):
        raise CannotCheck(_("One column of the table cannot be two things at once."))
    current.mapping, current.given = places, _columns_only(kind, given)
    return _checked(current, kind, list(current.rows.order_by("number")), by=by, now=now)


def _locked(
    batch: ImportBatch, act: str, refusal: type[CannotCheck | CannotUndo | CannotDiscard | CannotApply], by: User
) -> tuple[ImportBatch, Kind]:
    """The import under lock, if this act is possible in its state. Errors: `refusal`, PermissionDenied."""
    current = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    kind = imports.kind_of(current.kind)
    if not (current.owner_id == by.pk or is_office(by)):
        raise PermissionDenied
    refuse_unless(kind.may, by)
    if current.state not in BATCH_MOVES[act]:
        state = BatchState(current.state).label
        raise refusal(_("This is not possible any more. The import is: %(state)s.") % {"state": state})
    return current, kind


def _checked(batch: ImportBatch, kind: Kind, rows: Sequence[ImportRow], *, by: User, now: datetime) -> ImportBatch:
    for row, (read, found) in zip(rows, _found(batch, kind, rows, by=by, now=now), strict=True):
        _tell(row, read, found)
    _replace(batch, rows)
    batch.state, batch.checked_at = BatchState.CHECKED, now
    batch.counts = dict(Counter(row.verdict for row in rows))
    batch.save()
    return batch


def _found(
    batch: ImportBatch, kind: Kind, rows: Sequence[ImportRow], *, by: User, now: datetime
) -> list[tuple[RowRead, Finding]]:
    """What is read in each row, and what the kind finds of it."""
    read = [_read(batch, kind, row) for row in rows]
    found = kind.check([one.line for one in read], _act(batch, by, now))
    for one, finding in zip(read, found, strict=True):
        finding.problems[:0] = one.problems
        finding.verdict = Verdict.WRONG if finding.problems else finding.verdict
    return list(zip(read, found, strict=True))


def _read(batch: ImportBatch, kind: Kind, row: ImportRow) -> RowRead:
    cells = {key: row.cells[place] for key, place in batch.mapping.items() if place < len(row.cells)}
    written = {key: imports.restored(cell) for key, cell in cells.items()} | row.fixes
    return imports.read(kind, row.number, written, batch.given)


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


def _replace(batch: ImportBatch, rows: Sequence[ImportRow]) -> None:
    """Store these rows of the import in the place of those with their numbers, in two queries for any number of them."""
    ImportRow.objects.filter(batch=batch, number__in=[row.number for row in rows]).delete()
    for row in rows:
        row.pk = None
    ImportRow.objects.bulk_create(rows)


def _act(batch: ImportBatch, by: User, now: datetime) -> Act:
    def earlier(records: Collection[int]) -> dict[int, Mapping[str, Plain]]:
        """What the newest import that wrote each of these records said of it."""
        rows = ImportRow.objects.filter(record_id__in=records, is_written=True, batch__kind=batch.kind)
        newest_last = rows.filter(batch__state=BatchState.APPLIED).order_by("batch__applied_at", "pk")
        return {record: said for record, said in newest_last.values_list("record_id", "said") if record is not None}

    return Act(by, now, batch.source, earlier)


# --- Applied -----------------------------------------------------------------------------------------------------------


@retried
@transaction.atomic
def apply(batch: ImportBatch, numbers: Collection[int] | None = None, *, by: User, now: datetime) -> ImportBatch:
    """Write the chosen rows, or all that are right: every one of them, or none.

    They are checked once more first; a row that would now become something else than was shown refuses them all.
    Errors: CannotApply, PermissionDenied.
    """
    current, kind = _locked(batch, "apply", CannotApply, by)
    rows = _chosen(current, numbers)
    found = [finding for _read, finding in _found(current, kind, rows, by=by, now=now)]
    if moved := [row.number for row, finding in zip(rows, found, strict=True) if _outcome(finding) != _shown(row)]:
        raise _changed_since(moved)
    try:
        written = _written(kind, rows, found, _act(current, by, now))
    except Moved as why:
        raise _changed_since(why.numbers) from why
    for row, done in written:
        row.record_id, row.record_version, row.before, row.is_written = done.record, done.version, done.before, True
    _replace(current, [row for row, _done in written])
    current.state, current.applied_at = BatchState.APPLIED, now
    current.counts = {**current.counts, "written": len(written)}
    current.save()
    return current


def _chosen(batch: ImportBatch, numbers: Collection[int] | None) -> list[ImportRow]:
    """The rows to be written, in their order. Errors: CannotApply."""
    rows = batch.rows.order_by("number")
    chosen = list(rows.exclude(verdict=Verdict.WRONG) if numbers is None else rows.filter(number__in=numbers))
    if wrong := [row.number for row in chosen if row.verdict == Verdict.WRONG]:
        raise CannotApply(_("These rows must be corrected first: %(rows)s.") % {"rows": _listed(wrong)}, wrong)
    if all(row.verdict == Verdict.SAME for row in chosen):
        raise CannotApply(_("There is nothing to register: no row is new or changed."))
    return chosen


def _written(
    kind: Kind, rows: Sequence[ImportRow], found: Sequence[Finding], act: Act
) -> list[tuple[ImportRow, Written]]:
    """Errors: Moved, with the numbers of rows."""
    acts = [(row, one) for row, one in zip(rows, found, strict=True) if row.verdict in (Verdict.NEW, Verdict.CHANGED)]
    try:
        done = kind.write([one for _row, one in acts], act)
    except Moved as why:
        raise Moved(acts[place][0].number for place in why.numbers) from why
    return [(row, one) for (row, _finding), one in zip(acts, done, strict=True)]


def _outcome(found: Finding) -> tuple[Plain, ...]:
    changes = [change.stored() for change in found.changes]
    problems = [problem.stored() for problem in found.problems]
    doubts = sorted(found.doubts)
    return found.verdict, problems, changes, doubts, found.about, found.record, found.version


def _shown(row: ImportRow) -> tuple[Plain, ...]:
    """The same as it was stored."""
    doubts = sorted(row.doubts)
    return row.verdict, row.problems, row.changes, doubts, row.about, row.record_id, row.record_version


def _changed_since(numbers: Sequence[int]) -> CannotApply:
    sentence = _(
        "Nothing was registered: since the check something has changed that these rows are about: %(rows)s. Check again."
    )
    return CannotApply(sentence % {"rows": _listed(numbers)}, numbers)


def _listed(numbers: Sequence[int], most: int = 20) -> str:
    shown = formats.series(*(str(number) for number in numbers[:most]))
    return f"{shown} …" if len(numbers) > most else shown


# --- Undone, discarded ---------------------------------------------------------------------------------------------------


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
    current, kind = _locked(batch, "undo", CannotUndo, by)
    rows = list(current.rows.filter(is_written=True).order_by("-number"))
    written = [Written(row.record_id or 0, row.record_version or 0, row.before) for row in rows]
    left = kind.undo(written, _act(current, by, now))
    for row in rows:
        why = left.get(row.record_id or 0)
        row.left = why.stored() if why else None
    _replace(current, rows)
    current.state, current.ended_at = BatchState.UNDONE, now
    current.counts = {**current.counts, "left": len(left)}
    current.save()
    told = {row.number: Unread.restored(row.left) for row in rows if row.left}
    return Undone(current, len(rows) - len(told), told)


@retried
@transaction.atomic
def discard(batch: ImportBatch, *, by: User, now: datetime) -> ImportBatch:
    """Let go of a table that was not applied; its rows are deleted. Errors: CannotDiscard, PermissionDenied."""
    current, _kind = _locked(batch, "discard", CannotDiscard, by)
    current.rows.all().delete()
    current.state, current.ended_at = BatchState.DISCARDED, now
    current.save()
    return current


def forget_old(*, now: datetime) -> int:
    """Tables that came in more than a year ago go with their rows; the records stay. Returns how many."""
    return ImportBatch.objects.filter(created_at__lt=now - KEPT_FOR).delete()[1].get("mobility.ImportBatch", 0)
