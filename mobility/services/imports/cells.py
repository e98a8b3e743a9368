"""Cells that somebody corrects in the preview of an import of any length: all of them, or none when somebody else was there before."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.services.retries import retried
from kanazawa_exchange.lib.imports import Kind
from kanazawa_exchange.lib.refusals import Refused

from ...models import ImportBatch
from ...queries.import_alike import alike
from ...queries.import_texts import lines, text_in
from .correcting import correct
from .typed import Cell


class CorrectedElsewhere(Refused):
    """Somebody else has corrected some of these cells since they were shown. `cells`: (row, column) → what stands there now."""

    def __init__(self, cells: Mapping[tuple[int, str], str]) -> None:
        self.cells = dict(cells)
        super().__init__(
            _(
                "Somebody else has corrected some of these cells meanwhile. Look at both texts and send yours again if it is right."
            )
        )


def answered_alike(batch: ImportBatch, kind: Kind, number: int, column: str, text: str) -> list[Cell]:
    """The same answer for all rows that are wrong in this column as that one is."""
    found = alike(batch, kind)
    rows = {
        row.number: row
        for fault, same in found.items()
        if fault[0] == column and any(row.number == number for row in same)
        for row in same
    }
    return [Cell(row.number, column, text_in(row, batch.mapping, column), text) for row in rows.values()]


@retried
@transaction.atomic
def correct_touched(batch: ImportBatch, cells: Sequence[Cell], *, by: User, now: datetime) -> ImportBatch:
    """Put these cells right. Errors: CorrectedElsewhere, CannotCheck, PermissionDenied."""
    current = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    rows = {row.number: row for row in current.rows.filter(number__in={cell.number for cell in cells})}
    stands = {cell: text_in(rows[cell.number], current.mapping, cell.column) for cell in cells if cell.number in rows}
    moved = {
        (cell.number, cell.column): text
        for cell, text in stands.items()
        if lines(text) not in (lines(cell.shown), lines(cell.text))
    }
    if moved:
        raise CorrectedElsewhere(moved)
    fixes: dict[int, dict[str, str]] = {}
    for cell in cells:
        fixes.setdefault(cell.number, {})[cell.column] = lines(cell.text)
    return correct(current, fixes, by=by, now=now)
