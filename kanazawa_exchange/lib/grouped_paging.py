"""Pages of a list that stands in groups, each in the same order: no sorting, since every group is read from an index."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.core import signing
from django.db.models import Q, QuerySet

from .paging import Keys, Order, Row


@dataclass(frozen=True)
class Group:
    """Some rows of a list: its name in the address of a place, and the condition of its rows. Groups share no row."""

    name: str
    rows: Q


@dataclass(frozen=True)
class InGroups(Order):
    """Few groups one after the other, the rows of each in the order of the column; turned, all of it the other way round.

    A page costs a query for each group that it looks into. `turned_groups`: the groups stand the other way round.
    """

    groups: tuple[Group, ...] = ()
    turned_groups: bool = False
    falling_groups: bool = False
    """The groups themselves stand from high to low, as years do."""

    @property
    def falls(self) -> bool:
        return self.turned_groups != self.falling_groups

    def first(self, rows: QuerySet[Any, Row], keys: Keys | None, backwards: bool, count: int) -> tuple[Row, ...]:
        found: list[Row] = []
        for group, begins in self._walk(keys, backwards):
            part = super().first(rows.filter(group.rows), begins, backwards, count - len(found))
            for row in part:
                row.group = group.name  # type: ignore[attr-defined]
            found += part
            if len(found) == count:
                break
        return tuple(found)

    def _walk(self, keys: Keys | None, backwards: bool) -> Iterator[tuple[Group, Keys | None]]:
        """The groups from the place onwards; the first of them from its keys."""
        groups = self.groups[::-1] if self.turned_groups != backwards else self.groups
        begun = keys is None
        for group in groups:
            if begun:
                yield group, None
            elif keys is not None and group.name == keys[2]:
                begun = True
                yield group, keys[:2]

    def keys_of(self, row: object) -> Keys:
        return (*super().keys_of(row), row.group)  # type: ignore[attr-defined]

    def opened(self, sealed: str) -> Keys | None:
        keys = super().opened(sealed)
        return keys if keys and keys[2] in {group.name for group in self.groups} else None

    def turned(self) -> "InGroups":
        return replace(self, descending=not self.descending, turned_groups=not self.turned_groups)

    @property
    def _seal(self) -> signing.Signer:
        names = ",".join(group.name for group in self.groups)
        return signing.Signer(salt=f"{__name__}:{self.column}:{self.descending}:{names}")
