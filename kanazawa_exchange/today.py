"""The first page of every role: what waits for this reader today, part by part, each with the list behind its number."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import zip_longest
from uuid import UUID

from kanazawa_exchange.lib.localized import Localized
from kanazawa_exchange.lib.totals import Total
from kanazawa_exchange.lib.viewer import Viewer
from kanazawa_exchange.lib.words import Words

LINES = 5
"""So many records of a part are shown by name; the list behind it shows all."""


@dataclass(frozen=True)
class Line:
    """One record of a part: how it is called, where it leads, and what is said beside it."""

    text: str | Localized
    url: str
    note: str = ""
    since: str = ""
    """Since when somebody waits for it, where that should be over by now."""
    lang: str = ""


@dataclass(frozen=True)
class Part:
    """One thing to look at. `count` is that of the list at `url`; a part without a list has a template of its own."""

    key: str
    title: Words
    url: str = ""
    count: Total | None = None
    lines: tuple[Line, ...] = ()
    empty: Words = ""
    is_late: bool = False
    """Something should have happened by now; only then is the number told in the colour of warning."""
    ask: bool = False
    """Whether the reader can only tell the office, and is led to its contact page."""
    spans: bool = False
    """Whether it takes the whole width; of the others two stand side by side."""
    shown: tuple[UUID, ...] = ()
    """The records whose people its lines name to another institution, which is noted."""
    template: str = "today/part.html"
    content: object = field(default=None, compare=False)


Parts = Callable[[Viewer, date], Iterable[Part]]
_shelves: dict[int, Parts] = {}


def add(order: int, parts: Parts) -> None:
    """Every app says, once it is ready, what waits for a reader on a day, and where its parts stand among those of the others."""
    _shelves[order] = parts


def parts_of(user: Viewer, today: date) -> list[Part]:
    """What waits for this reader, in the order of the shelves."""
    return _without_holes([part for _order, parts in sorted(_shelves.items()) for part in parts(user, today)])


def _without_holes(parts: list[Part]) -> list[Part]:
    """The last of an odd number of parts in a row takes the whole width."""
    laid: list[Part] = []
    beside = 0
    for part, following in zip_longest(parts, parts[1:]):
        beside = 0 if part.spans else beside + 1
        ends = following is None or following.spans
        laid.append(replace(part, spans=True) if ends and beside % 2 else part)
    return laid
