"""The rows of one import: read as its columns stand, looked at by its kind, stored in the place of what they were."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace as replaced
from datetime import datetime
from typing import NamedTuple, TypeVar

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.permissions import is_office
from kanazawa_exchange.accounts.services.permits import refuse_unless
from kanazawa_exchange.lib import formats, import_reading, import_values, imports
from kanazawa_exchange.lib.import_reading import RowRead
from kanazawa_exchange.lib.imports import Act, Finding, Kind, Line, Plain, Words3
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
    if current.owner_id != by.pk and (kind.is_private or not is_office(by)):
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


class Taken(NamedTuple):
    """A row as it came in, with what was corrected in it."""

    pk: int
    number: int
    cells: Sequence[Plain]
    fixes: Mapping[str, str]


class Checked(NamedTuple):
    """A row as it was shown."""

    pk: int
    number: int
    said: Mapping[str, Plain]
    verdict: str
    problems: Sequence[Plain]
    changes: Sequence[Plain]
    doubts: Mapping[str, Words3]
    about: Mapping[str, Plain]
    record_id: int | None
    record_version: int | None


class Registered(NamedTuple):
    """A row that was written into a record, and what that was before."""

    pk: int
    record_id: int
    record_version: int
    before: dict[str, Plain] | None


RowKept = TypeVar("RowKept", Taken, Checked, Registered)


def rows_of(batch: ImportBatch, numbers: Sequence[int], shape: type[RowKept]) -> list[RowKept]:
    """These rows of the import, in their order."""
    rows = batch.rows.filter(number__in=list(numbers)).order_by("number")
    return [shape(*row) for row in rows.values_list(*shape._fields)]


class Reader:
    """Reads rows as the columns of the import stand."""

    def __init__(self, batch: ImportBatch, kind: Kind) -> None:
        self._whole, self._given = kind, batch.given
        self._mapped = replaced(
            kind, columns=tuple(c for c in kind.columns if c.key in batch.mapping or c.key in batch.given)
        )
        self._places = [
            (column.key, batch.mapping[column.key]) for column in kind.columns if column.key in batch.mapping
        ]
        self._orders = {key: batch.orders[str(place)] for key, place in self._places if batch.orders.get(str(place))}

    def read(self, number: int, cells: Sequence[Plain], fixes: Mapping[str, str]) -> RowRead:
        """What the cells of a row say."""
        width = len(cells)
        written = {key: import_values.restored(cells[place]) for key, place in self._places if place < width}
        kind = self._mapped
        if fixes:
            kind, written = self._whole, {**written, **fixes}
        return import_reading.read(kind, number, written, self._given, self._orders)


def found(kind: Kind, read: Sequence[RowRead], act: Act) -> list[Finding]:
    """What the kind finds of rows."""
    findings = kind.check([one.line for one in read], _seen(act))
    for one, finding in zip(read, findings, strict=True):
        finding.problems[:0] = one.problems
        finding.verdict = Verdict.WRONG if finding.problems else finding.verdict
    return findings


def found_again(kind: Kind, rows: Sequence[Checked], act: Act) -> list[Finding]:
    """The same of right rows that are about to be written: what their cells say is not asked a second time."""
    findings = kind.check([_line_again(row) for row in rows], replaced(_seen(act), writes=True))
    for row, finding in zip(rows, findings, strict=True):
        if kind.asks_when_writing and finding.verdict == Verdict.NEW:
            finding.doubts = dict(row.doubts)
        finding.verdict = Verdict.WRONG if finding.problems else finding.verdict
    return findings


def _seen(act: Act) -> Act:
    return replaced(act, by=act.reader or act.by)


def _line_again(row: Checked) -> Line:
    """What a row said, as it was kept by the check."""
    return Line(row.number, {key: import_values.restored(value) for key, value in row.said.items()})


def act_of(batch: ImportBatch, by: User, now: datetime) -> Act:
    """The rows of somebody else's table are looked at with that account's eyes: the sender reads what is found of them, and must
    not learn from it what other records say.
    """

    def earlier(records: Collection[int]) -> dict[int, Mapping[str, Plain]]:
        """What the imports that wrote each of these records have said of it last, column by column; those that were undone do not
        count, but where they had to leave the record as it was.
        """
        stands = Q(batch__state=BatchState.APPLIED) | Q(batch__state=BatchState.UNDONE, left__isnull=False)
        rows = ImportRow.objects.filter(stands, record_id__in=records, is_written=True, batch__kind=batch.kind)
        found: dict[int, dict[str, Plain]] = defaultdict(dict)
        for record, said in rows.order_by("batch__applied_at", "pk").values_list("record_id", "said"):
            found[record or 0].update(said)
        return dict(found)

    return Act(by, now, batch.called, earlier, by if batch.owner_id == by.pk else batch.owner)
