"""Rows of one import that are looked at together: so many at a time that memory stays the same however long the table is."""

from collections.abc import Sequence

from django.db.models import QuerySet

from kanazawa_exchange.lib.imports import Kind

from ...models import ImportBatch, ImportRow

Lot = Sequence[int]
"""Numbers of rows, in their order."""


def lots(batch: ImportBatch, kind: Kind, among: QuerySet[ImportRow] | None = None) -> list[Lot]:
    """All rows of the import, or those, each in one lot; rows of which one may touch another stand in the same."""
    rows = batch.rows.order_by("number") if among is None else among
    return [list(rows.values_list("number", flat=True))]


def rows_of(batch: ImportBatch, lot: Lot) -> list[ImportRow]:
    return list(batch.rows.filter(number__in=lot).order_by("number"))
