"""What other apps say on the page of a programme: each fills the place of its own, and an empty one is not shown."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from ..models import Program

PLACES = ("figures", "activity_reports", "faq")
"""In the order of the page: this year's places, what students did there, and what is often asked."""


@dataclass(frozen=True)
class Part:
    """A section: the template that prints it, and what it is given as `part`."""

    template: str
    content: object


Builder = Callable[[Program, date], Part | None]
_builders: dict[str, Builder] = {}


def add(place: str, build: Builder) -> None:
    """An app fills a place once it is ready; `build` gives None where there is nothing to say. Errors: ValueError."""
    if place not in PLACES:
        raise ValueError(f"{place} is no place on the page of a programme: {', '.join(PLACES)}")
    _builders[place] = build


def parts_of(program: Program, on: date) -> dict[str, Part]:
    """The places that have something to say on a day."""
    built = {place: _builders[place](program, on) for place in PLACES if place in _builders}
    return {place: part for place, part in built.items() if part is not None}
