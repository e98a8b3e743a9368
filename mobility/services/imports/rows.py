"""The rows of one import: read as its columns stand, looked at by its kind, stored in the place of what they were."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace as replaced
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.permissions import is_office
from kanazawa_exchange.accounts.services.permits import refuse_unless
from kanazawa_exchange.lib import bulk, formats, imports
from kanazawa_exchange.lib.imports import Act, Finding, Kind, Line, Plain, RowRead
from kanazawa_exchange.lib.jobs import Held
from kanazawa_exchange.lib.refusals import Refused
from kanazawa_exchange.lib.tables import limits, pasted

from ...models import BATCH_MOVES, BatchState, ImportBatch, ImportRow, Verdict
from .refusals import CannotApply, CannotCheck, CannotDiscard, CannotUndo


def locked(
    batch: ImportBatch,
    act: str,
    refusal: type[CannotCheck | CannotUndo | CannotDiscard] | type[CannotApply],
    by: User,
    held: Held | None = None,
) -> tuple[ImportBatch, Kind]:
    """The import under lock, if this act is possible in its state and no job but that of `held` works on it.

    Errors: `refusal`, PermissionDenied.
    """
    current = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    kind = imports.kind_of(current.kind)
    if not (current.owner_id == by.pk or is_office(by)):
        raise PermissionDenied
    refuse_unless(kind.may, by)
    if current.state not in BATCH_MOVES[act]:
        raise _refused(refusal, lambda: _impossible(BatchState(current.state)))
    job = current.job if current.job_id else None
    if job is not None and job.ended_at is None and (held is None or job.uid != held.job):
        raise _refused(refusal, lambda: _("The import is being worked on. Wait until the job has ended, or stop it."))
    return current, kind


def _refused(
    refusal: type[CannotCheck | CannotUndo | CannotDiscard] | type[CannotApply], say: Callable[[], str]
) -> Refused:
    if refusal is CannotApply:
        return CannotApply(say)
    return refusal(say())  # type: ignore[arg-type]  # one of the others


def _impossible(state: BatchState) -> str:
    return _("This is not possible any more. The import is: %(state)s.") % {"state": state.label}


def refuse_no_texts(texts: Iterable[str]) -> None:
    """What no cell of a table can hold, none is corrected to. Errors: CannotCheck."""
    if any(len(text) > limits.CELL or pasted.NO_TEXT.search(text) for text in texts):
        raise CannotCheck(
            _("A cell may hold %(most)s characters at most, and no control characters.")
            % {"most": formats.number(limits.CELL)}
        )


def findings(batch: ImportBatch, kind: Kind, rows: Sequence[ImportRow], act: Act) -> list[tuple[RowRead, Finding]]:
    """What is read in each row, and what the kind finds of it."""
    return _found(kind, [line_of(batch, kind, row) for row in rows], act)


def findings_again(kind: Kind, rows: Sequence[ImportRow], act: Act) -> list[Finding]:
    """The same of right rows that were read before: what their cells say is not asked a second time."""
    read = [RowRead(said_again(row), {}, []) for row in rows]
    return [finding for _read, finding in _found(kind, read, act)]


def _found(kind: Kind, read: Sequence[RowRead], act: Act) -> list[tuple[RowRead, Finding]]:
    found = kind.check([one.line for one in read], replaced(act, by=act.reader or act.by))
    for one, finding in zip(read, found, strict=True):
        finding.problems[:0] = one.problems
        finding.verdict = Verdict.WRONG if finding.problems else finding.verdict
    return list(zip(read, found, strict=True))


def said_again(row: ImportRow, columns: Collection[str] | None = None) -> Line:
    """What a row said, or only these columns of it, as it was kept by the check."""
    said = {key: imports.restored(value) for key, value in row.said.items() if columns is None or key in columns}
    return Line(row.number, said)


def line_of(batch: ImportBatch, kind: Kind, row: ImportRow) -> RowRead:
    """What the cells of a row say."""
    cells = {key: row.cells[place] for key, place in batch.mapping.items() if place < len(row.cells)}
    written = {key: imports.restored(cell) for key, cell in cells.items()} | row.fixes
    orders = {key: batch.orders.get(str(place), "") for key, place in batch.mapping.items()}
    return imports.read(kind, row.number, written, batch.given, orders)


def replace(batch: ImportBatch, rows: Sequence[ImportRow]) -> None:
    """Store these rows of the import in the place of those with their numbers, in two queries for any number of them."""
    ImportRow.objects.filter(batch=batch, number__in=[row.number for row in rows]).delete()
    for row in rows:
        row.pk = None
    bulk.create(rows)


def act_of(batch: ImportBatch, by: User, now: datetime) -> Act:
    """The rows of somebody else's table are looked at with that account's eyes: the sender reads what is found of them, and must
    not learn from it what other records say.
    """

    def earlier(records: Collection[int]) -> dict[int, Mapping[str, Plain]]:
        """What the newest import that wrote each of these records said of it."""
        rows = ImportRow.objects.filter(record_id__in=records, is_written=True, batch__kind=batch.kind)
        newest_last = rows.filter(batch__state=BatchState.APPLIED).order_by("batch__applied_at", "pk")
        return {record: said for record, said in newest_last.values_list("record_id", "said") if record is not None}

    return Act(by, now, batch.source, earlier, by if batch.owner_id == by.pk else batch.owner)
