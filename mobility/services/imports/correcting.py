"""Cells and columns are put right before anything is registered; then all rows are looked at anew, since one may touch another."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.services.retries import retried

from ...models import ImportBatch, ImportRow
from .long import check_soon
from .refusals import CannotCheck
from .rows import locked, refuse_no_texts
from .taking import columns_only


@retried
@transaction.atomic
def correct(batch: ImportBatch, fixes: Mapping[int, Mapping[str, str]], *, by: User, now: datetime) -> ImportBatch:
    """Put cells right: number of the row → column → what should stand there. All rows are checked anew, as `begin` does it.

    Errors: CannotCheck for a row or a column that there is not, or for what no cell can hold; PermissionDenied.
    """
    current, kind = locked(batch, "check", CannotCheck, by)
    refuse_no_texts(text for cells in fixes.values() for text in cells.values())
    rows = {row.number: row for row in current.rows.filter(number__in=fixes)}
    known = {column.key for column in kind.columns}
    if fixes.keys() - rows.keys() or any(cells.keys() - known for cells in fixes.values()):
        raise CannotCheck(_("There is no such cell in this import."))
    for number, cells in fixes.items():
        rows[number].fixes |= {key: text.strip() for key, text in cells.items()}
    ImportRow.objects.bulk_update(rows.values(), ["fixes"], batch_size=500)
    return check_soon(current, by=by, now=now)


@retried
@transaction.atomic
def rearrange(
    batch: ImportBatch, mapping: Mapping[str, int], given: Mapping[str, str], *, by: User, now: datetime
) -> ImportBatch:
    """Say anew which column stands where, and what holds for all rows; they are checked as `begin` does it.

    Errors: CannotCheck, PermissionDenied.
    """
    current, kind = locked(batch, "check", CannotCheck, by)
    places = columns_only(kind, mapping)
    if len(set(places.values())) < len(places):
        raise CannotCheck(_("One column of the table cannot be two things at once."))
    current.mapping, current.given = places, columns_only(kind, given)
    current.save(update_fields=["mapping", "given"])
    return check_soon(current, by=by, now=now)
