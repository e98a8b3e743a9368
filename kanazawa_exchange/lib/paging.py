"""Pages of a list by the keys of its rows: no OFFSET, as quick at the end as at the start."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Generic, TypeVar

from django.core import signing
from django.db.models import Q, QuerySet
from django.http import QueryDict

AFTER, BEFORE = "after", "before"
"""The words of an address that names a place; the pager of the templates writes them."""

PAGE_SIZE = 50
"""Rows on a page of a list."""

LONG_PAGE_SIZE = 100
"""Rows on a page that is read from end to end: the people behind a figure."""

WHOLE_PAGE_SIZE = 1_000
"""Rows of a list that may stand on one page, to be printed."""

CHUNK = 1_000
"""Rows that are read at once where a list is read to its end."""

Row = TypeVar("Row")
Line = TypeVar("Line")
Keys = tuple[Any, ...]
"""The key of a row, its number, and where it stands in a list of groups the name of its group."""


@dataclass(frozen=True)
class Place:
    """What an address names: the sealed keys of a row, and whether the page lies before it. Without keys, the beginning."""

    sealed: str = ""
    backwards: bool = False


BEGINNING = Place()


def place_in(query: QueryDict) -> Place:
    """The place that an address names."""
    if AFTER in query:
        return Place(str(query[AFTER]))
    return Place(str(query.get(BEFORE, "")), backwards=True)


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Some rows of a list; `previous` and `next` are the places to go on from, empty at the ends of the list.

    `is_astray`: the address names no place of this list, or nothing lies there any more. Then the page is the first.
    """

    rows: tuple[Row, ...] = ()
    previous: str = ""
    next: str = ""
    is_astray: bool = False

    def of(self, lines: Iterable[Line]) -> "Page[Line]":
        """The same page with what is printed of its rows."""
        return Page(tuple(lines), self.previous, self.next, self.is_astray)


@dataclass(frozen=True)
class Order:
    """The order of a list: by a column, and by number where it is equal. An index of both is read from the place onwards.

    The column is never NULL, which each database sorts in its own way: order by a `Coalesce` where it might be.
    """

    column: str
    descending: bool = False

    @property
    def falls(self) -> bool:
        """Whether what the head of the column says stands from high to low."""
        return self.descending

    def page(self, rows: QuerySet[Any, Row], place: Place = BEGINNING, *, size: int) -> Page[Row]:
        """The page at a place, by one query; a place that leads nowhere leads to the first page."""
        keys = self.opened(place.sealed)
        backwards = place.backwards and keys is not None
        found = self.first(rows, keys, backwards, size + 1)
        if keys and not found:
            return replace(self.page(rows, size=size), is_astray=True)
        more = len(found) > size
        shown = found[:size][::-1] if backwards else found[:size]
        return Page(
            rows=shown,
            previous=self.sealed(shown[0]) if keys and (more or not backwards) else "",
            next=self.sealed(shown[-1]) if more or backwards else "",
            is_astray=keys is None and place.sealed != "",
        )

    def chunks(self, rows: QuerySet[Any, Row], *, size: int = CHUNK) -> Iterator[tuple[Row, ...]]:
        """The whole list, some rows at a time: what is read is let go, and nothing is read twice."""
        keys: Keys | None = None
        while found := self.first(rows, keys, False, size):
            yield found
            if len(found) < size:
                return
            keys = self.keys_of(found[-1])

    def first(self, rows: QuerySet[Any, Row], keys: Keys | None, backwards: bool, count: int) -> tuple[Row, ...]:
        """So many rows behind these keys, or before them; without keys from the beginning."""
        return tuple(self.ordered(rows, keys, backwards)[:count])

    def ordered(self, rows: QuerySet[Any, Row], keys: Keys | None, backwards: bool) -> QuerySet[Any, Row]:
        """The rows behind these keys, or before them with the nearest first; without keys all from the beginning."""
        sign = "-" if self.descending != backwards else ""
        rows = rows.order_by(f"{sign}{self.column}", f"{sign}pk")
        return rows if keys is None else rows.filter(self.beyond(keys, backwards=backwards))

    def keys_of(self, row: object) -> Keys:
        """Where a row stands: its key, and its number."""
        return getattr(row, self.column), row.pk  # type: ignore[attr-defined]

    def beyond(self, keys: Keys, *, backwards: bool = False) -> Q:
        """What lies behind these keys, or before them.

        The first bound lets the walk along the index begin there, the second decides about the rows of the same key.
        """
        key, pk = keys[:2]
        way = "lt" if self.descending != backwards else "gt"
        return Q(**{f"{self.column}__{way}e": key}) & (Q(**{f"{self.column}__{way}": key}) | Q(**{f"pk__{way}": pk}))

    def sealed(self, row: object) -> str:
        """The place of a row, for an address. Sealed, since a key is not made to be typed: only places we wrote are read."""
        return self.sealed_at(self.keys_of(row))

    def sealed_at(self, keys: Keys) -> str:
        """The place behind these keys, whether there is such a row or not."""
        if keys[0] is None:
            raise ValueError(f"a row without {self.column} has no place in the order")
        return self._seal.sign_object(
            [key.isoformat() if isinstance(key, date) else key for key in keys], compress=True
        )

    def opened(self, sealed: str) -> Keys | None:
        """The keys of a place, None unless it was sealed here and nothing of it was changed."""
        try:
            return tuple(self._seal.unsign_object(sealed))
        except signing.BadSignature:
            return None

    def turned(self) -> "Order":
        """The other way round."""
        return replace(self, descending=not self.descending)

    @property
    def _seal(self) -> signing.Signer:
        return signing.Signer(salt=f"{__name__}:{self.column}:{self.descending}")
