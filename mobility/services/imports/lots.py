"""Rows of one import that are looked at together: so many at a time that memory stays the same however long the table is."""

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from operator import itemgetter

from django.db.models import QuerySet

from kanazawa_exchange.lib.imports import Kind, Line, Ties

from ...models import ImportBatch, ImportRow
from .rows import Reader

Lot = Sequence[int]
"""Numbers of rows, in their order."""

SIZE = 800
"""So many rows a lot has, and more only where more than that touch one another."""
_KEYS_AT_ONCE = 50_000


def lots(batch: ImportBatch, kind: Kind) -> list[Lot]:
    """All rows of the import, each in one lot; rows of which one may touch another stand in the same."""
    numbers = array("I", batch.rows.order_by("number").values_list("number", flat=True).iterator(SIZE))
    if kind.ties is None or len(numbers) <= SIZE:
        return [numbers]
    return list(_cut(numbers, _firsts(_lines(batch, kind, kind.ties), kind.ties, len(numbers))))


def lots_around(batch: ImportBatch, kind: Kind, further: Mapping[int, Sequence[str]]) -> list[Lot]:
    """The rows that have further keys, and all that may touch one of them, cut in the same way. `further`: number → keys."""
    if kind.ties is None or not further:
        return []
    own = kind.ties.keys
    ties = replace(kind.ties, keys=lambda line: (*own(line), *further.get(line.number, ())))
    numbers = array("I", batch.rows.order_by("number").values_list("number", flat=True).iterator(SIZE))
    firsts = _firsts(_lines(batch, kind, ties), ties, len(numbers))
    meant = {first for number, first in zip(numbers, firsts, strict=True) if number in further}
    found = [(number, first) for number, first in zip(numbers, firsts, strict=True) if first in meant]
    return list(_cut([number for number, _first in found], [first for _number, first in found]))


def lots_again(rows: QuerySet[ImportRow]) -> Iterator[Lot]:
    """These rows as they were looked at together, small lots put together."""
    numbered = rows.order_by("lot", "number").values_list("lot", "number").iterator(SIZE)
    found = array("I")
    for _lot, together in groupby(numbered, itemgetter(0)):
        found.extend(number for _same, number in together)
        if len(found) >= SIZE:
            yield found
            found = array("I")
    if found:
        yield found


# --- What touches what -------------------------------------------------------------------------------------------------


class _Groups:
    """Places that belong together, each group known by its first place."""

    def __init__(self, count: int) -> None:
        self._above = array("I", range(count))

    def first(self, place: int) -> int:
        while (above := self._above[place]) != place:
            self._above[place] = place = self._above[above]
        return place

    def bind(self, one: int, other: int) -> None:
        one, other = self.first(one), self.first(other)
        self._above[max(one, other)] = min(one, other)


class _Keys:
    """Key and place, many times over. Keys are kept as numbers, for they are very many: two that are one number do no harm but
    that their rows are looked at together.
    """

    def __init__(self) -> None:
        self.codes, self.places = array("I"), array("I")

    def add(self, keys: Iterable[str], place: int) -> None:
        codes = [hash(key) & 0xFFFFFFFF for key in keys]
        self.codes.extend(codes)
        self.places.extend([place] * len(codes))

    def some(self, rest: int, divisor: int) -> Iterator[tuple[int, int]]:
        """Those of them whose code leaves this rest."""
        return ((code, place) for code, place in zip(self.codes, self.places, strict=True) if code % divisor == rest)


def _firsts(lines: Iterable[Line], ties: Ties, count: int) -> Sequence[int]:
    """The place of each row → the first place of its group."""
    groups, keys, held = _Groups(count), _Keys(), _Keys()
    for place, line in enumerate(lines):
        keys.add(ties.keys(line), place)
        held.add(ties.holds(line), place)
    divisor = 1 + len(keys.codes) // _KEYS_AT_ONCE
    for rest in range(divisor):
        first: dict[int, int] = {}
        for code, place in keys.some(rest, divisor):
            groups.bind(place, first.setdefault(code, place))
        for code, place in held.some(rest, divisor):
            if code in first:
                groups.bind(place, first[code])
    return array("I", map(groups.first, range(count)))


def _lines(batch: ImportBatch, kind: Kind, ties: Ties) -> Iterator[Line]:
    """What the cells say that tie rows."""
    part = replace(kind, columns=tuple(column for column in kind.columns if column.key in ties.columns))
    read = Reader(batch, part).read
    rows = batch.rows.order_by("number").values_list("number", "cells", "fixes")
    return (read(*row).line for row in rows.iterator(SIZE))


def _cut(numbers: Sequence[int], firsts: Sequence[int]) -> Iterator[Lot]:
    """Whole groups, in the order of their first rows."""
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
