"""Which rows that tell of people may touch one another: those of whom a number, an answer or the sound of a name is one."""

from collections.abc import Callable, Collection, Iterator

from kanazawa_exchange.lib.imports import Line, Ties
from kanazawa_exchange.lib.name_words import number_key, part_keys, whole_keys

from ..sheets import SOMEBODY_NEW

Pairs = Collection[tuple[str, str]]
"""Family and given name of each spelling."""


def ties(names: Callable[[Line], Pairs], columns: frozenset[str], *, about: str = "") -> Ties:
    """`names`: those that a row tells; `columns`: in which they stand; `about`: as in `Ties`."""

    def keys(line: Line) -> Iterator[str]:
        if number := number_key(line.said.get("student_number", "")):
            yield f"#{number}"
        answer = line.said.get("person")
        if answer not in (None, SOMEBODY_NEW):
            yield f"={answer}"
        yield from whole_keys(names(line))

    def holds(line: Line) -> frozenset[str]:
        """Each part of a name may be the whole name of somebody of whom no more is known."""
        return part_keys(names(line))

    return Ties(columns | {"student_number", "person"}, keys, holds, about=about)
