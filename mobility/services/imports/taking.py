"""A table that somebody sent is kept as the draft of an import, cell by cell as it was written."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import NamedTuple, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.services.permits import refuse_unless
from kanazawa_exchange.accounts.services.retries import retried
from kanazawa_exchange.lib import formats, imports
from kanazawa_exchange.lib.cells import Value, dates
from kanazawa_exchange.lib.imports import Kind, Plain

from ...models import ImportBatch, ImportRow
from .refusals import CannotTake

MOST_ROWS = 100_000
LONGEST_SOURCE = 200

T = TypeVar("T")


class SheetRow(NamedTuple):
    """A row of a table: its number as a spreadsheet shows it, and its cells."""

    number: int
    cells: Sequence[Value]


@dataclass(frozen=True)
class Sheet:
    """A table that somebody sent: where it came from, its heads, its rows, and what its titles say of all of them.

    `mapping`: column → place, where the cells show it because there are no heads.
    """

    source: str
    heads: Sequence[str]
    rows: Iterable[SheetRow]
    given: Mapping[str, str] | None = None
    mapping: Mapping[str, int] | None = None


@retried
@transaction.atomic
def take(kind: Kind, sheet: Sheet, *, by: User, now: datetime, mapping: Mapping[str, int] | None = None) -> ImportBatch:
    """Keep a table as a draft. `mapping`: column → place; without it the heads, or the sheet, say what stands where.

    Rows without a cell are left out.

    Errors: CannotTake, PermissionDenied.
    """
    refuse_unless(kind.may, by)
    kept = [row for row in islice(sheet.rows, MOST_ROWS + 1) if any(cell not in (None, "") for cell in row.cells)]
    if not kept:
        raise CannotTake(_("The table holds no rows below its heads."))
    if len(kept) > MOST_ROWS:
        raise CannotTake(_("A table may have %(most)s rows at most.") % {"most": formats.number(MOST_ROWS)})
    mapping = sheet.mapping if mapping is None else mapping
    places = imports.mapped(kind.columns, sheet.heads).positions if mapping is None else dict(mapping)
    cells = [[imports.stored(cell) for cell in row.cells] for row in kept]
    orders = dates.Orders()
    for row in kept:
        orders.look(row.cells)
    batch = ImportBatch.objects.create(
        kind=kind.code,
        owner=by,
        source=sheet.source.strip()[:LONGEST_SOURCE],
        digest=digest_of(sheet.heads, cells),
        heads=list(sheet.heads),
        mapping=columns_only(kind, places),
        given=columns_only(kind, sheet.given or {}),
        orders={str(place): order for place, order in orders.found().items()},
        created_at=now,
    )
    numbered = zip(kept, cells, strict=True)
    ImportRow.objects.bulk_create(ImportRow(batch=batch, number=row.number, cells=line) for row, line in numbered)
    return batch


def digest_of(heads: Sequence[str], cells: Sequence[Sequence[Plain]]) -> str:
    """Of what the table says: a file that was saved once more has the same."""
    text = json.dumps([list(heads), list(cells)], ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def columns_only(kind: Kind, values: Mapping[str, T]) -> dict[str, T]:
    known = {column.key for column in kind.columns}
    return {key: value for key, value in values.items() if key in known}
