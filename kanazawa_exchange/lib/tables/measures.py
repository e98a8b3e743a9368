"""How much all rows of a table hold together: a small workbook may name one long text in every cell, or merge it over all rows."""

from collections.abc import Iterable, Iterator
from typing import Protocol, TypeVar

from . import limits
from .refusals import TooMuchText
from .values import Value


class _HasCells(Protocol):
    @property
    def cells(self) -> Iterable[Value]: ...


R = TypeVar("R", bound=_HasCells)


def measured(rows: Iterable[R], name: str) -> Iterator[R]:
    """The same rows. Errors: TooMuchText, at the row with which it becomes too much."""
    room = limits.TEXT
    for row in rows:
        for cell in row.cells:
            room -= len(cell) + 1 if isinstance(cell, str) else 1
        if room < 0:
            raise TooMuchText(table=name)
        yield row
