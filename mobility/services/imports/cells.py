"""Cells of an import that somebody types, in the preview as in the grid: kept together, and none that somebody else has typed since."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.services.retries import retried
from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.imports import Kind
from kanazawa_exchange.lib.tables import limits

from ...models import BatchState, ImportBatch, ImportRow
from ...queries.import_alike import alike, faults_of
from ...queries.import_texts import lines, sent_in, text_in
from .long import check_soon
from .refusals import CannotCheck
from .rows import locked, refuse_no_texts

MOST_TYPED = 1000
"""Rows of a table that is typed by hand: all of them are checked with every cell that is saved."""
AT_A_TIME = 500


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
def type_in(batch: ImportBatch, cells: Sequence[Cell], *, by: User, now: datetime) -> Saved:
    """Keep these cells and check all rows anew, as `begin` does it. A row that there is not yet is begun; one that was typed and
    holds nothing any more goes, one that was sent stays.

    Errors: CannotCheck for a column that there is not, for too many rows or too long a text; PermissionDenied.
    """
    current, kind = locked(batch, "check", CannotCheck, by)
    _refuse_impossible(kind, cells)
    sent = current.rows.filter(number__in={cell.number for cell in cells}).only("batch", "number", "cells", "fixes")
    rows = {row.number: row for row in sent}
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
    if current.state == BatchState.CHECKED and not touched:
        return Saved(current, elsewhere)  # the same form once more
    return Saved(check_soon(current, by=by, now=now), elsewhere)


def impossible(cells: Iterable[Cell]) -> dict[Cell, str]:
    """The cells whose text none can hold, and why."""
    found = {}
    for cell in cells:
        try:
            refuse_no_texts([cell.text])
        except CannotCheck as why:
            found[cell] = str(why)
    return found


def answered_alike(batch: ImportBatch, kind: Kind, number: int, column: str, text: str) -> list[Cell]:
    """The same answer for all rows that are wrong in this column as that one is."""
    row = batch.rows.filter(number=number).first()
    faults = [one for one in faults_of(row, batch.mapping, kind) if one[0] == column] if row else []
    rows = {
        row.number: row
        for fault in faults
        for row in alike(batch, fault).only("batch", "number", "cells", "fixes").iterator(AT_A_TIME)
    }
    return [Cell(row.number, column, text_in(row, batch.mapping, column), text) for row in rows.values()]


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
    """The rows that hold something, be it in a column that is not read. Errors: CannotCheck for more rows than anybody types."""
    keys = {place: key for key, place in batch.mapping.items()}
    full = [row for row in rows if _holds_something(row, keys)]
    kept = {row.number for row in full}
    begun = [row for row in full if not row.pk]
    batch.rows.filter(number__in=[row.number for row in rows if row.pk and row.number not in kept]).delete()
    if begun and batch.rows.count() + len(begun) > MOST_TYPED:
        raise CannotCheck(
            _("A table that is typed may have %(most)s rows at most.") % {"most": formats.number(MOST_TYPED)}
        )
    _store([row for row in full if row.pk])
    ImportRow.objects.bulk_create(begun)


def _holds_something(row: ImportRow, keys: Mapping[int, str]) -> bool:
    sent = (cell for place, cell in enumerate(row.cells) if keys.get(place) not in row.fixes)
    return any(row.fixes.values()) or any(cell not in (None, "") for cell in sent)


def _store(rows: Sequence[ImportRow]) -> None:
    """One query for as many rows as a page has; of thousands those at once that hold the same, as one answer for all of them."""
    alike: dict[str, list[ImportRow]] = {}
    for row in rows:
        alike.setdefault(json.dumps(row.fixes, sort_keys=True), []).append(row)
    for same in alike.values():
        if len(same) <= AT_A_TIME:
            continue
        for begin in range(0, len(same), AT_A_TIME):
            keys = [row.pk for row in same[begin : begin + AT_A_TIME]]
            ImportRow.objects.filter(pk__in=keys).update(fixes=same[0].fixes)
    rest = [row for same in alike.values() if len(same) <= AT_A_TIME for row in same]
    ImportRow.objects.bulk_update(rest, ["fixes"], batch_size=AT_A_TIME)
