"""How many stays are registered in programme runs: told by the app above that keeps them."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Headcount:
    """`registered`: all stays but those that were cancelled or voided; `awaited`: those of them that have not begun."""

    registered: int = 0
    awaited: int = 0


NOBODY = Headcount()
Counted = Callable[[Collection[int]], Mapping[int, Headcount]]
"""Ids of runs → their headcounts, by one query; a run without stays may be left out."""

_counted: list[Counted] = []


def count_stays(counted: Counted) -> None:
    """An app above tells how many stays it has in the runs."""
    _counted.append(counted)


def headcounts(runs: Collection[int]) -> Mapping[int, Headcount]:
    """Run → how many stays it has; every run of a programme by the same few queries."""
    found: dict[int, Headcount] = {}
    for counted in _counted:
        found.update(counted(runs))
    return found
