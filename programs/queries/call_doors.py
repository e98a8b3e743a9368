"""How a reader comes into a call: told by the app above that keeps applications."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from kanazawa_exchange.lib.viewer import Viewer

from ..models import Call


@dataclass(frozen=True)
class Door:
    """What is said to this reader, and the button below it; without `address` there is none."""

    said: str = ""
    label: str = ""
    address: str = ""
    asks_office: bool = False
    """Whether the way to the office is shown beside it."""


Doors = Callable[[Call, Viewer, datetime], Door | None]
"""The call (with its run), who reads, and when it is; None where this reader has no door now."""

_told: list[Doors] = []


def tell_door(doors: Doors) -> None:
    """An app above tells how its readers come in."""
    _told.append(doors)


def door_of(call: Call, user: Viewer, now: datetime) -> Door | None:
    return next((door for doors in _told if (door := doors(call, user, now))), None)
