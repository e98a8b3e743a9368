"""One row of a table: what its cells say by the columns of its kind, and which of them cannot be read."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kanazawa_exchange.lib import cells
from kanazawa_exchange.lib.cells import Said, Unread, Value

from .imports import Column, Kind, Line, Problem


@dataclass(frozen=True)
class RowRead:
    """A row with the notes of its cells (column → names) and what could not be read."""

    line: Line
    notes: dict[str, str]
    problems: list[Problem]


def read(
    kind: Kind, number: int, written: Mapping[str, Value], given: Mapping[str, str], orders: Mapping[str, str] = {}
) -> RowRead:
    """One row. `written`: column → its cell; `given`: column → what holds for every row that says nothing else; `orders`:
    column → in which order its other cells write day and month."""
    said: dict[str, Any] = {}
    notes: dict[str, str] = {}
    problems = []
    for column in kind.columns:
        key = column.key
        value, instead = written.get(key), given.get(key, "")
        if value is None and not instead:
            continue
        found, note = _said(column, value, instead, said)
        if isinstance(found, Unread):
            found = cells.in_order(found, orders.get(key, ""))
        if isinstance(found, Unread):
            problems.append(Problem(key, found))
            continue
        if found.value not in (None, "", ()):
            said[key] = found.value
        if found.note or note:
            notes[key] = "+".join(filter(None, (found.note, note)))
    unread = frozenset(problem.column for problem in problems) if problems else _ALL_READ
    return RowRead(Line(number, said, unread), notes, problems)


_ALL_READ: frozenset[str] = frozenset()


def _said(column: Column, value: Value, given: str, before: Mapping[str, Any]) -> tuple[Said[Any] | Unread, str]:
    """What the cell says, and the note where that was said of the whole table."""
    if type(value) in _NEVER_EMPTY:
        return column.read(value, before), ""
    if (spoilt := cells.spoilt(value)) is not None:
        return spoilt, ""
    nothing = cells.empty(value)
    if nothing is None:
        return column.read(value, before), ""
    return (column.read(given, before), "title") if given else (nothing, "")


_NEVER_EMPTY = frozenset({bool, int, float, datetime.date, datetime.datetime, datetime.time})
