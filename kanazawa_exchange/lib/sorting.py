"""The orders in which a list can stand, by the words of its heads, and how an address names one of them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Generic, Protocol, Self, TypeVar

from django.http import QueryDict

SORT = "sort"
"""The word of an address that names an order: `sort=name`, the other way round `sort=-name`."""

Row = TypeVar("Row")


class AnyOrder(Protocol):
    """An order of a long list (`lib.paging.Order`) or of one that is read whole (`Arranged`)."""

    @property
    def falls(self) -> bool: ...

    def turned(self) -> Self: ...


Kind = TypeVar("Kind", bound=AnyOrder)


@dataclass(frozen=True)
class Arranged:
    """The order of a list that is read whole: by a value of its rows; equal rows stay as they stood, those without one come last."""

    value: Callable[[Any], Any]
    descending: bool = False

    @property
    def falls(self) -> bool:
        return self.descending

    def turned(self) -> "Arranged":
        """The other way round."""
        return replace(self, descending=not self.descending)

    def sorted(self, rows: Iterable[Row]) -> tuple[Row, ...]:
        """The rows in this order."""
        known: list[Row] = []
        unknown: list[Row] = []
        for row in rows:
            (unknown if self.value(row) in (None, "") else known).append(row)
        return (*sorted(known, key=self.value, reverse=self.descending), *unknown)


@dataclass(frozen=True)
class Sorting(Generic[Kind]):
    """The order that an address asks for among those of a list. The first of them is the usual one, which needs no word.

    Each stands in the direction that its head gives first. `is_astray`: the address names none of them.
    """

    orders: Mapping[str, Kind]
    word: str
    is_turned: bool = False
    is_astray: bool = False

    @property
    def order(self) -> Kind:
        chosen = self.orders[self.word]
        return chosen.turned() if self.is_turned else chosen

    @property
    def usual(self) -> str:
        return next(iter(self.orders))

    def aria(self, word: str) -> str:
        """What the head of a column says of it: ascending, descending or nothing."""
        if word != self.word:
            return ""
        return "descending" if self.order.falls else "ascending"

    @property
    def named(self) -> str:
        """This order as an address names it; the usual one needs no name."""
        if self.is_turned:
            return f"-{self.word}"
        return "" if self.word == self.usual else self.word

    def named_by(self, word: str) -> str:
        """What the address says once a head is chosen: its order, or the other way round when it has it already."""
        return replace(self, word=word, is_turned=word == self.word and not self.is_turned).named


def sorting_in(query: QueryDict, orders: Mapping[str, Kind]) -> Sorting[Kind]:
    """The order that an address names, else the usual one."""
    asked = str(query.get(SORT, ""))
    word, usual = asked.removeprefix("-"), next(iter(orders))
    if word in orders:
        return Sorting(orders, word, is_turned=asked.startswith("-"))
    return Sorting(orders, usual, is_astray=asked != "")
