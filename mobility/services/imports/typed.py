"""Rows that somebody types cell by cell: begun from nothing, saved as they are typed, and none that somebody else has typed meanwhile."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.services.permits import refuse_unless
from kanazawa_exchange.accounts.services.retries import retried
from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.imports import Kind
from kanazawa_exchange.lib.tables import limits

from ...models import BatchState, ImportBatch, ImportRow
from ...queries.import_texts import lines, sent_in, text_in
from .checking import check
from .refusals import CannotCheck, CannotTake
from .rows import locked, refuse_no_texts
from .taking import LONGEST_SOURCE, columns_only, digest_of

MOST_TYPED = 1000
"""Rows of a table that is typed by hand: all of them are checked with every cell that is saved."""


@dataclass(frozen=True)
class Cell:
    """A cell that somebody has typed in: what it showed before, and what it shall hold."""

    number: int
    column: str
    shown: str
    text: str


@dataclass(frozen=True)
class Saved:
    """`elsewhere`: cells that somebody else has changed since they were shown, (row, column) → what stands there; they stay so."""

    batch: ImportBatch
    elsewhere: Mapping[tuple[int, str], str]


@retried
@transaction.atomic
def open_empty(
    kind: Kind, columns: Sequence[str], given: Mapping[str, str], *, source: str, by: User, now: datetime
) -> ImportBatch:
    """The draft of a table that has these columns, in this order, and no rows yet. Errors: CannotTake, PermissionDenied."""
    refuse_unless(kind.may, by)
    offered = {column.key: column for column in kind.columns if not column.is_answer}
    known = [offered[key] for key in dict.fromkeys(columns) if key in offered]
    if not known:
        raise CannotTake(_("Choose at least one column."))
    heads = [capfirst(str(column.label)) for column in known]
    return ImportBatch.objects.create(
        kind=kind.code,
        owner=by,
        source=source.strip()[:LONGEST_SOURCE],
        digest=digest_of(heads, []),
        heads=heads,
        mapping={column.key: place for place, column in enumerate(known)},
        given=columns_only(kind, given),
        created_at=now,
    )


@retried
@transaction.atomic
def type_in(batch: ImportBatch, cells: Sequence[Cell], *, by: User, now: datetime) -> Saved:
    """Keep these cells and check all rows anew. A row that there is not yet is begun, one that holds nothing any more goes.

    Errors: CannotCheck for a column that there is not, for too many rows or too long a text; PermissionDenied.
    """
    current, kind = locked(batch, "check", CannotCheck, by)
    _refuse_impossible(kind, cells)
    rows = {row.number: row for row in current.rows.order_by("number")}
    elsewhere: dict[tuple[int, str], str] = {}
    touched: set[int] = set()
    for cell in cells:
        row = rows.setdefault(cell.number, ImportRow(batch=current, number=cell.number))
        stands = text_in(row, current.mapping, cell.column)
        if lines(stands) not in (lines(cell.shown), lines(cell.text)):
            elsewhere[cell.number, cell.column] = stands
        elif lines(stands) != lines(cell.text):
            _put(row, current.mapping, cell)
            touched.add(cell.number)
    _keep(current, [rows[number] for number in sorted(touched)])
    if current.rows.count() > MOST_TYPED:
        raise CannotCheck(
            _("A table that is typed may have %(most)s rows at most.") % {"most": formats.number(MOST_TYPED)}
        )
    if current.state == BatchState.CHECKED and not touched:
        return Saved(current, elsewhere)  # the same form once more
    return Saved(check(current, by=by, now=now), elsewhere)


def _refuse_impossible(kind: Kind, cells: Sequence[Cell]) -> None:
    known = {column.key for column in kind.columns}
    if any(cell.column not in known or not 0 < cell.number <= limits.ROWS for cell in cells):
        raise CannotCheck(_("There is no such cell in this import."))
    refuse_no_texts(cell.text for cell in cells)


def _put(row: ImportRow, mapping: Mapping[str, int], cell: Cell) -> None:
    """What was sent keeps its kind: a day of a workbook that is typed again is no correction."""
    if lines(cell.text) == lines(sent_in(row, mapping, cell.column)):
        row.fixes.pop(cell.column, None)
    else:
        row.fixes[cell.column] = lines(cell.text)


def _keep(batch: ImportBatch, rows: Sequence[ImportRow]) -> None:
    """The rows that hold something; three queries for any number of them."""
    full = [row for row in rows if any(text_in(row, batch.mapping, key) for key in {*batch.mapping, *row.fixes})]
    kept = {row.number for row in full}
    batch.rows.filter(number__in=[row.number for row in rows if row.number not in kept]).delete()
    ImportRow.objects.bulk_update([row for row in full if row.pk], ["fixes"])
    ImportRow.objects.bulk_create(row for row in full if not row.pk)
