"""Tables of any kind as an office would send them, taken in, checked and applied; and everything that an import must not touch."""

import hashlib
from collections.abc import Mapping, Sequence
from itertools import permutations
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.imports import Kind
from mobility.models import ImportBatch, ImportRow
from mobility.queries.import_texts import text_in
from mobility.services import imports
from mobility.services.imports import Cell, Sheet, SheetRow, Undone, lots


class Office:
    """Somebody who imports tables of one kind, with these heads."""

    def __init__(self, kind: Kind, by: User, heads: Sequence[str]) -> None:
        self.kind, self.by, self.heads = kind, by, tuple(heads)

    def sheet(self, *rows: Sequence[object], given: Mapping[str, str] | None = None) -> Sheet:
        """The rows stand below a head in the first line."""
        numbered = [SheetRow(number, tuple(cells)) for number, cells in enumerate(rows, start=2)]
        return Sheet("table.xlsx", self.heads, numbered, given)

    def taken(self, *rows: Sequence[object], given: Mapping[str, str] | None = None) -> ImportBatch:
        return imports.take(self.kind, self.sheet(*rows, given=given), by=self.by, now=clock.now())

    def checked(self, *rows: Sequence[object], given: Mapping[str, str] | None = None) -> ImportBatch:
        return imports.check(self.taken(*rows, given=given), by=self.by, now=clock.now())

    def applied(self, *rows: Sequence[object], given: Mapping[str, str] | None = None) -> ImportBatch:
        return imports.apply(self.checked(*rows, given=given), by=self.by, now=clock.now())

    def verdicts(self, *rows: Sequence[object], given: Mapping[str, str] | None = None) -> list[str]:
        return [row.verdict for row in rows_of(self.checked(*rows, given=given))]

    def problems(
        self, *rows: Sequence[object], given: Mapping[str, str] | None = None
    ) -> dict[int, list[tuple[str, str]]]:
        return problems(self.checked(*rows, given=given))

    def corrected(self, batch: ImportBatch, number: int, **cells: str) -> ImportBatch:
        return corrected(batch, {number: cells}, by=self.by)

    def undone(self, batch: ImportBatch) -> Undone:
        return imports.undo(batch, by=self.by, now=clock.now())

    def with_cell(self, row: Sequence[object], head: str, value: object) -> tuple[object, ...]:
        """The same row with another value below this head."""
        place = self.heads.index(head)
        return (*row[:place], value, *row[place + 1 :])

    def queries_of_check(self, *rows: Sequence[object]) -> tuple[int, int]:
        """Of the check of these rows while they are new, and once more when they are known; at the end they are gone again."""
        new = self._counted("new", *rows)
        batch = self.applied(*rows)
        same = self._counted("same", *rows)
        assert not self.undone(batch).left
        return new, same

    def _counted(self, verdict: str, *rows: Sequence[object]) -> int:
        batch = self.taken(*rows)
        count = self.counted(batch)
        assert {row.verdict for row in rows_of(batch)} == {verdict}, problems(batch)
        return count

    def counted(self, batch: ImportBatch) -> int:
        """The queries of its check."""
        with CaptureQueriesContext(connection) as queries:
            imports.check(batch, by=self.by, now=clock.now())
        return len(queries)


def corrected(batch: ImportBatch, fixes: Mapping[int, Mapping[str, str]], *, by: User) -> ImportBatch:
    """Number of the row → column → what is typed there, by somebody who sees what stands there now."""
    rows = {row.number: row for row in ImportRow.objects.filter(batch=batch, number__in=fixes)}
    cells = [
        Cell(number, key, text_in(rows[number], batch.mapping, key), text)
        for number, texts in fixes.items()
        for key, text in texts.items()
    ]
    return imports.type_in(batch, cells, by=by, now=clock.now()).batch


def rows_of(batch: ImportBatch) -> list[ImportRow]:
    return list(batch.rows.order_by("number"))


def problems(batch: ImportBatch) -> dict[int, list[tuple[str, str]]]:
    """Number of the row → column and code of everything that is wrong in it."""
    return {
        row.number: [(one["column"], one["code"]) for one in row.problems] for row in rows_of(batch) if row.problems
    }


def changes(batch: ImportBatch) -> list[tuple[str, object, object]]:
    """Column, old and new of every change of every row."""
    return [(one["column"], one["old"], one["new"]) for row in rows_of(batch) for one in row.changes]


# --- Cut into lots -------------------------------------------------------------------------------------------------------

Found = tuple[object, ...]


def found(batch: ImportBatch) -> list[Found]:
    """What the check says of each row."""
    rows = rows_of(batch)
    return [(one.verdict, one.problems, one.changes, one.notes, one.about, one.doubts, one.record_id) for one in rows]


def cut(
    office: Office, size: int, monkeypatch: pytest.MonkeyPatch, *rows: Sequence[object], **options: Any
) -> ImportBatch:
    """The rows checked so many at a time, or a few more where more than that touch one another."""
    with monkeypatch.context() as patched:
        patched.setattr(lots, "SIZE", size)
        return office.checked(*rows, **options)


def apart(
    office: Office, monkeypatch: pytest.MonkeyPatch, rows: Sequence[Sequence[object]], **options: Any
) -> tuple[set[tuple[int, int]], set[tuple[int, int]]]:
    """The pairs of these rows, by their places, of which one touches the other: beside it in one table something else is found of
    it, or once the other is registered; and of them those that come into two lots."""
    alone = [found(office.checked(row, **options)) for row in rows]
    touching, parted = set(), set()
    for one, other in permutations(range(len(rows)), 2):
        pair = (rows[one], rows[other])
        beside = found(office.checked(*pair, **options)) != [*alone[one], *alone[other]]
        is_written, is_right = alone[one][0][0] in ("new", "changed"), alone[other][0][0] != "wrong"
        if beside or (is_written and is_right and _after(office, *pair, **options) != alone[other]):
            touching.add((one, other))
            if len({row.lot for row in rows_of(cut(office, 1, monkeypatch, *pair, **options))}) > 1:
                parted.add((one, other))
    return touching, parted


def _after(office: Office, first: Sequence[object], second: Sequence[object], **options: Any) -> list[Found]:
    """What is found of a row when another one has been registered, which is taken back again."""
    with transaction.atomic():
        office.applied(first, **options)
        told = found(office.checked(second, **options))
        transaction.set_rollback(True)
    return told


def digest_of_everything() -> str:
    """Of every row in the database but those of imports."""
    told = hashlib.sha256()
    for model in apps.get_models():
        if model not in (ImportBatch, ImportRow) and model._meta.managed:
            for row in model._base_manager.order_by("pk").values_list():
                told.update(repr((model._meta.label, row)).encode())
    return told.hexdigest()
