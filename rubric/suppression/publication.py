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


def public_groups(
    cells: Mapping[Cell, Tables], again: Mapping[Cell, int] | None = None
) -> dict[Group, dict[str, JointTable] | None]:
    """The joint tables by ability of every public group in which somebody answered twice; None where they are withheld.

    A group is shown with all abilities or not at all, so what has to be withheld for one of them is withheld for each.
    `again`: how many stays of a cell are further ones of people whom another stay counts already. Five people are asked for,
    not five stays; of a cell that may have further stays alone nobody can tell how many it adds, so then nothing is shown.
    """
    again = again or {}
    designs = [crossed(counts, VIEWS) for counts in _counts(cells, again)]
    public = sorted({group for design in designs for group in design.public}, key=repr)
    withheld = frozenset(public) if _has_uncounted(cells, again) else _withheld(designs)
    return {group: None if group in withheld else _summed(cells, group) for group in public}


def _has_uncounted(cells: Mapping[Cell, Tables], again: Mapping[Cell, int]) -> bool:
    return any(0 < table.n <= again.get(cell, 0) for cell, tables in cells.items() for table in tables.values())


def _counts(cells: Mapping[Cell, Tables], again: Mapping[Cell, int]) -> list[dict[tuple[str, ...], int]]:
    """How many people each finest group has at least, for each ability; what is the same for several of them stands once."""
    found: list[dict[tuple[str, ...], int]] = []
    for ability in sorted({ability for tables in cells.values() for ability in tables}):
        counts: dict[tuple[str, ...], int] = {
            cell: _people(tables[ability].n, again.get(cell, 0)) for cell, tables in cells.items() if ability in tables
        }
        if any(counts.values()) and counts not in found:
            found.append(counts)
    return found


def _people(pairs: int, again: int) -> int:
    """A cell in which anybody answered twice is there, whoever it is."""
    return max(pairs - again, 1) if pairs else 0


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
