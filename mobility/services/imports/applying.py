"""The chosen rows become records: every one of them, or none."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.services.retries import retried
from kanazawa_exchange.lib import collecting, formats, updates
from kanazawa_exchange.lib.imports import Act, Finding, Kind, Moved, Plain, Written
from kanazawa_exchange.lib.jobs import Held, Stopped

from ...models import BatchState, ImportBatch, ImportRow, Verdict
from .lots import lots_again
from .refusals import CannotApply
from .rows import Checked, act_of, found_again, locked, rows_of


@retried
@collecting.seldom()
@transaction.atomic
def apply(
    batch: ImportBatch,
    numbers: Collection[int] | None = None,
    *,
    by: User,
    now: datetime,
    held: Held | None = None,
) -> ImportBatch:
    """Write the chosen rows, or all that are right: every one of them, or none.

    They are checked once more first; a row that would now become something else than was shown refuses them all.
    `held`: the part of a job that does it; it stops, with nothing written, when somebody asks the job to.
    Errors: CannotApply, PermissionDenied, Stopped.
    """
    current, kind = locked(batch, "apply", CannotApply, by, held)
    rows = chosen(current, numbers)
    act = replace(act_of(current, by, now), told=lambda records: _told_by_others(current, rows, records))
    written = 0
    for lot in lots_again(rows):
        written += _apply_lot(kind, rows_of(current, lot, Checked), act)
        if held is not None:
            held.tell(len(lot))
        if held is not None and held.is_cancelled():
            raise Stopped
    current.state, current.applied_at, current.refusal = BatchState.APPLIED, now, {}
    current.counts = {**current.counts, "written": written}
    current.save()
    return current


def chosen(batch: ImportBatch, numbers: Collection[int] | None) -> QuerySet[ImportRow]:
    """The rows to be written, in their order. Errors: CannotApply."""
    rows = batch.rows.order_by("number")
    asked = rows.exclude(verdict=Verdict.WRONG) if numbers is None else rows.filter(number__in=numbers)
    if numbers is not None and (wrong := list(asked.filter(verdict=Verdict.WRONG).values_list("number", flat=True))):
        raise CannotApply(lambda: _("These rows must be corrected first: %(rows)s.") % {"rows": _listed(wrong)}, wrong)
    if not asked.exclude(verdict=Verdict.SAME).exists():
        raise CannotApply(lambda: _("There is nothing to register: no row is new or changed."))
    return asked


def _told_by_others(batch: ImportBatch, rows: QuerySet[ImportRow], records: Collection[int]) -> Collection[int]:
    others = batch.rows.filter(record_id__in=records).exclude(pk__in=rows.order_by().values("pk"))
    return frozenset(pk for pk in others.values_list("record_id", flat=True) if pk is not None)


def _apply_lot(kind: Kind, rows: Sequence[Checked], act: Act) -> int:
    """Errors: CannotApply."""
    found = found_again(kind, rows, act)
    if moved := [row.number for row, finding in zip(rows, found, strict=True) if _outcome(finding) != _shown(row)]:
        raise _changed_since(moved)
    try:
        written = _written(kind, rows, found, act)
    except Moved as why:
        raise _changed_since(why.numbers) from why
    updates.write(ImportRow, WRITTEN, [(row.pk, done.record, done.version, done.before, True) for row, done in written])
    return len(written)


WRITTEN = ("record_id", "record_version", "before", "is_written")


def _written(kind: Kind, rows: Sequence[Checked], found: Sequence[Finding], act: Act) -> list[tuple[Checked, Written]]:
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
    return found.verdict, problems, changes, found.doubts.keys(), found.about, found.record, found.version


def _shown(row: Checked) -> tuple[Plain, ...]:
    """The same as it was stored."""
    return row.verdict, row.problems, row.changes, row.doubts.keys(), row.about, row.record_id, row.record_version


def _changed_since(numbers: Sequence[int]) -> CannotApply:
    def sentence() -> str:
        return _(
            "Nothing was registered: since the check something has changed that these rows are about: %(rows)s. Check again."
        ) % {"rows": _listed(numbers)}

    return CannotApply(sentence, numbers)


def _listed(numbers: Sequence[int], most: int = 20) -> str:
    shown = formats.series(*(str(number) for number in numbers[:most]))
    return f"{shown} …" if len(numbers) > most else shown
