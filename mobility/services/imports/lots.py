"""Rows of one import that are looked at together: so many at a time that memory stays the same however long the table is."""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from django.db.models import QuerySet

from kanazawa_exchange.lib.imports import Kind, Line, Ties

from ...models import ImportBatch, ImportRow
from .rows import line_of, said_again

Lot = Sequence[int]
"""Numbers of rows, in their order."""

SIZE = 600
"""So many rows a lot has, and more only where more than that touch one another."""


def lots(batch: ImportBatch, kind: Kind, checked: QuerySet[ImportRow] | None = None) -> list[Lot]:
    """All rows of the import, or those that were checked, each in one lot; rows of which one may touch another stand in the same."""
    rows = batch.rows.order_by("number") if checked is None else checked
    numbers = array("I", rows.values_list("number", flat=True).iterator(SIZE))
    if kind.ties is None or len(numbers) <= SIZE:
        return [numbers]
    lines = _lines(batch, kind, kind.ties, rows) if checked is None else _lines_again(kind.ties, rows)
    return list(_cut(numbers, _bound(lines, kind.ties, len(numbers))))


def rows_of(batch: ImportBatch, lot: Lot) -> list[ImportRow]:
    return list(batch.rows.filter(number__in=list(lot)).order_by("number"))


class _Groups:
    """Places that belong together, each group known by its first place. Keys are kept as numbers: they are very many."""

    def __init__(self, count: int) -> None:
        self._above = array("I", range(count))
        self._first: dict[int, int] = {}

    def first(self, place: int) -> int:
        while (above := self._above[place]) != place:
            self._above[place] = place = self._above[above]
        return place

    def join(self, place: int, keys: Iterable[str]) -> None:
        """This place and those before it that had one of these keys."""
        for key in keys:
            self._bind(place, self._first.setdefault(hash(key), place))

    def join_held(self, place: int, key: int) -> None:
        """This place and those that have what it holds for a key."""
        if key in self._first:
            self._bind(place, self._first[key])

    def _bind(self, one: int, other: int) -> None:
        one, other = self.first(one), self.first(other)
        self._above[max(one, other)] = min(one, other)


def _bound(lines: Iterable[Line], ties: Ties, count: int) -> _Groups:
    groups, held, holders = _Groups(count), array("q"), array("I")
    for place, line in enumerate(lines):
        groups.join(place, ties.keys(line))
        for key in ties.holds(line):
            held.append(hash(key))
            holders.append(place)
    for place, code in zip(holders, held, strict=True):
        groups.join_held(place, code)
    return groups


def _lines(batch: ImportBatch, kind: Kind, ties: Ties, rows: QuerySet[ImportRow]) -> Iterator[Line]:
    """What the cells say that tie rows."""
    part = replace(kind, columns=tuple(column for column in kind.columns if column.key in ties.columns))
    for row in rows.only("batch", "number", "cells", "fixes").iterator(SIZE):
        yield line_of(batch, part, row).line


def _lines_again(ties: Ties, rows: QuerySet[ImportRow]) -> Iterator[Line]:
    """The same of rows that were read before."""
    for row in rows.only("batch", "number", "said").iterator(SIZE):
        yield said_again(row, ties.columns)


def _cut(numbers: Sequence[int], groups: _Groups) -> Iterator[Lot]:
    """Whole groups, in the order of their first rows."""
    firsts = array("I", (groups.first(place) for place in range(len(numbers))))
    lot = array("I")
    before = -1
    for place in sorted(range(len(numbers)), key=firsts.__getitem__):
        if firsts[place] != before and len(lot) >= SIZE:
            yield array("I", sorted(lot))
            lot = array("I")
        lot.append(numbers[place])
        before = firsts[place]
    if lot:
        yield array("I", sorted(lot))
