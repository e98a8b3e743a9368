"""How much all rows of a table hold together: a small workbook may name one long text in every cell, or merge it over all rows."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from . import limits
from .refusals import TooMuchText
from .values import Formula, Value


class _HasCells(Protocol):
    @property
    def cells(self) -> Iterable[Value]: ...


R = TypeVar("R", bound=_HasCells)


@dataclass
class Room:
    """What all sheets of one workbook may hold together, in characters and cells: what is left of it."""

    left: int = field(default_factory=lambda: limits.TEXT)


def measured(rows: Iterable[R], name: str, room: Room | None = None, *, per_cell: int = 1) -> Iterator[R]:
    """The same rows. Errors: TooMuchText, at the row with which it becomes too much."""
    room = room or Room()
    for row in rows:
        for cell in row.cells:
            room.left -= per_cell + (len(cell) if isinstance(cell, str) else 0)
            if isinstance(cell, Formula):
                room.left -= len(cell.text) + len(cell.shown)
        if room.left < 0:
            raise TooMuchText(table=name)
        yield row
