"""What stands in the cells of an import, as somebody would type it."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any, Protocol

from kanazawa_exchange.lib import import_values
from kanazawa_exchange.lib.cells import Value


def lines(text: str) -> str:
    """With plain ends of lines: browsers send others than they were given."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


class Texts(Protocol):
    """A row, whatever holds it: what was sent, and what was typed."""

    @property
    def cells(self) -> Any: ...

    @property
    def fixes(self) -> Any: ...


def text_in(row: Texts, mapping: Mapping[str, int], column: str) -> str:
    """What stands in a cell: what was typed, else what was sent."""
    return str(row.fixes[column]) if column in row.fixes else sent_in(row, mapping, column)


def text_of(value: Value) -> str:
    """A cell as somebody would type it, so that it says the same."""
    if isinstance(value, float) and not isinstance(value, bool):
        return f"{value:.15g}"
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes")
    if isinstance(value, date | time):
        return value.isoformat()
    return "" if value is None else str(value)


def sent_in(row: Texts, mapping: Mapping[str, int], column: str) -> str:
    place = mapping.get(column)
    return text_of(import_values.restored(row.cells[place])) if place is not None and place < len(row.cells) else ""
