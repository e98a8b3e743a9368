"""A table that somebody sent is kept as the draft of an import, cell by cell as it was written."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.services.permits import refuse_unless
from kanazawa_exchange.accounts.services.retries import retried
from kanazawa_exchange.lib import collecting, copy, formats, import_values, imports
from kanazawa_exchange.lib.cells import Value, dates
from kanazawa_exchange.lib.imports import Kind, Plain

from ...models import ImportBatch, ImportRow
from .refusals import CannotTake

MOST_ROWS = 100_000
LONGEST_SOURCE = 200
MOST_TOLD = 20
"""Lines that were left out and are told by their numbers."""

T = TypeVar("T")


class SheetRow(NamedTuple):
    """A row of a table: its number as a spreadsheet shows it, and its cells."""

    number: int
    cells: Sequence[Value]


@dataclass(frozen=True)
class Sheet:
    """A table that somebody sent: where it came from, its heads, its rows, and what its titles say of all of them.

    `mapping`: column → place, where the cells show it because there are no heads. `left_out`: the numbers of lines that are no
    rows; they are there once the rows have been read.
    """

    source: str
    heads: Sequence[str]
    rows: Iterable[SheetRow]
    given: Mapping[str, str] | None = None
    mapping: Mapping[str, int] | None = None
    left_out: Sequence[int] = ()


@retried
@collecting.seldom()
@transaction.atomic
def take(kind: Kind, sheet: Sheet, *, by: User, now: datetime, mapping: Mapping[str, int] | None = None) -> ImportBatch:
    """Keep a table as a draft. `mapping`: column → place; without it the heads, or the sheet, say what stands where.

    Rows without a cell are left out.

    Errors: CannotTake, PermissionDenied.
    """
    refuse_unless(kind.may, by)
    mapping = sheet.mapping if mapping is None else mapping
    places = imports.mapped(kind.columns, sheet.heads).positions if mapping is None else dict(mapping)
    batch = ImportBatch.objects.create(
        kind=kind.code,
        owner=by,
        source=sheet.source.strip()[:LONGEST_SOURCE],
        heads=list(sheet.heads),
        mapping=columns_only(kind, places),
        given=columns_only(kind, sheet.given or {}),
        created_at=now,
    )
    kept = _Kept(sheet)
    if not insert(batch, kept.rows()):
        raise CannotTake(_("The table holds no rows below its heads."))
    batch.digest = kept.digest.hexdigest()
    batch.orders = {str(place): order for place, order in kept.orders.found().items()}
    if sheet.left_out:
        batch.left_out = {"number": len(sheet.left_out), "lines": list(sheet.left_out[:MOST_TOLD])}
    batch.save(update_fields=["digest", "orders", "left_out"])
    return batch


EMPTY: Mapping[str, object] = {
    **{name: {} for name in ("said", "notes", "doubts", "about")},
    **{name: [] for name in ("problems", "changes")},
    "verdict": "",
    "faults": "",
    "is_written": False,
}
"""What a row says that nobody has looked at yet."""
COPIED = ("batch_id", "number", "cells", "fixes", *EMPTY)

NO_FIXES = "{}"


def insert(batch: ImportBatch, rows: Iterable[tuple[int, str, str]]) -> int:
    """Rows that nobody has looked at: number, cells and what was corrected in them, the last two as JSON. Returns how many."""
    nothing = tuple(json.dumps(value) if isinstance(value, dict | list) else value for value in EMPTY.values())
    return copy.insert_rows(ImportRow._meta.db_table, COPIED, ((batch.pk, *row, *nothing) for row in rows))


class _Kept:
    """The rows on their way into the database, one after another and never held, with what is learnt of all of them."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self.orders, self.digest = dates.Orders(), begun_digest(sheet.heads)

    def rows(self) -> Iterator[tuple[int, str, str]]:
        """Errors: CannotTake, and those of the rows of the sheet."""
        count = 0
        for row in self._sheet.rows:
            if not any(cell not in (None, "") for cell in row.cells):
                continue
            count += 1
            if count > MOST_ROWS:
                raise CannotTake(_("A table may have %(most)s rows at most.") % {"most": formats.number(MOST_ROWS)})
            self.orders.look(row.cells)
            text = as_text([import_values.stored(cell) for cell in row.cells])
            self.digest.update(text.encode())
            yield row.number, text, NO_FIXES


def digest_of(heads: Sequence[str], cells: Iterable[Sequence[Plain]]) -> str:
    """Of what the table says: a file that was saved once more has the same."""
    digest = begun_digest(heads)
    for line in cells:
        digest.update(as_text(line).encode())
    return digest.hexdigest()


def begun_digest(heads: Sequence[str]) -> "hashlib._Hash":
    return hashlib.sha256(as_text(list(heads)).encode())


def as_text(line: Sequence[Plain]) -> str:
    """The cells of a row as JSON."""
    return json.dumps(list(line), ensure_ascii=False, default=str)


def columns_only(kind: Kind, values: Mapping[str, T]) -> dict[str, T]:
    known = {column.key for column in kind.columns}
    return {key: value for key, value in values.items() if key in known}
