"""What the public may see of one fiscal year: the figures of some groups, and of the others that they are withheld."""

from collections.abc import Iterable, Mapping
from functools import reduce
from operator import add

from ..scoring.tables import JointTable
from .groups import Group, Groups, crossed
from .marks import marked, recoverable

VIEWS = ((), (0,), (1,), (0, 1))
"""The public filters within a year: none, the direction (0), the programme (1), and both. Years are never added up."""

Cell = tuple[str, str]
"""Direction and programme: the finest group."""
Tables = Mapping[str, JointTable]


def public_groups(cells: Mapping[Cell, Tables]) -> dict[Group, dict[str, JointTable] | None]:
    """The joint tables by ability of every public group in which somebody answered twice; None where they are withheld.

    A group is shown with all abilities or not at all, so what has to be withheld for one of them is withheld for each.
    """
    designs = [crossed(counts, VIEWS) for counts in _counts(cells)]
    public = sorted({group for design in designs for group in design.public}, key=repr)
    withheld = _withheld(designs)
    return {group: None if group in withheld else _summed(cells, group) for group in public}


def _counts(cells: Mapping[Cell, Tables]) -> list[dict[tuple[str, ...], int]]:
    """How many pairs each finest group has, for each ability; what is the same for several of them stands once."""
    found: list[dict[tuple[str, ...], int]] = []
    for ability in sorted({ability for tables in cells.values() for ability in tables}):
        counts: dict[tuple[str, ...], int] = {
            cell: tables[ability].n for cell, tables in cells.items() if ability in tables
        }
        if any(counts.values()) and counts not in found:
            found.append(counts)
    return found


def _withheld(designs: Iterable[Groups]) -> frozenset[Group]:
    """All marks together; whatever is not proven safe then is not published at all."""
    designs = list(designs)
    found: set[Group] = set()
    for design in designs:
        marks = marked(design)
        found |= marks.small | marks.added
    if any(recoverable(design, found & design.public) for design in designs):
        found.update(*(design.public for design in designs))
    return frozenset(found)


def _summed(cells: Mapping[Cell, Tables], group: Group) -> dict[str, JointTable]:
    inside = [
        tables
        for cell, tables in cells.items()
        if all(value in (None, own) for value, own in zip(group, cell, strict=True))
    ]
    abilities = dict.fromkeys(ability for tables in inside for ability in tables)
    return {ability: reduce(add, (tables[ability] for tables in inside if ability in tables)) for ability in abilities}
