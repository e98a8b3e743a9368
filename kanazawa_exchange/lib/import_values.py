"""A cell, or what it says, as JSON keeps it, and back."""

import datetime
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from kanazawa_exchange.lib.tables.values import Formula, Number1904

from .imports import Plain


def stored(value: object) -> Plain:
    """A cell, or what it says, as JSON keeps it."""
    if isinstance(value, Formula):
        return {"formula": [value.text, value.shown]}
    if isinstance(value, Number1904):
        return {"number_1904": int(value)}
    if isinstance(value, str | bool | int | float | None):
        return value
    if isinstance(value, datetime.datetime | datetime.date | datetime.time):
        return {type(value).__name__: value.isoformat()}
    if isinstance(value, Decimal):
        return {"decimal": f"{value.normalize():f}"}  # 2 and 2.0 are one number
    if isinstance(value, tuple | list):
        return [stored(part) for part in value]
    return str(value)


def restored(value: Any) -> Any:
    """The same back; lists are tuples."""
    if isinstance(value, list):
        return tuple(restored(part) for part in value)
    if not isinstance(value, dict):
        return value
    ((name, text),) = value.items()
    return _RESTORED[name](text)


_RESTORED: Mapping[str, Callable[[str], object]] = {
    "formula": lambda parts: Formula(*parts),
    "datetime": datetime.datetime.fromisoformat,
    "date": datetime.date.fromisoformat,
    "time": datetime.time.fromisoformat,
    "decimal": Decimal,
    "number_1904": lambda number: Number1904(number),
}
