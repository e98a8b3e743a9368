"""Whether whole numbers of people can be found that fit what is known and move one group far enough.

The search walks the corners of what is possible (the simplex method in exact fractions, Bland's rule, so that it ends), from the
true counts upwards and downwards, and keeps every corner at which all counts are whole: a witness. A walk that takes too
many steps is given up, which never makes a group look safer than it is.
"""

from collections.abc import Callable, Iterator, Mapping
from math import lcm

from .freedom import Exact, Vector, add, ratio
from .groups import Group

WORK = 8000
"""So many steps times directions one walk takes at the most, and ten steps in any case."""
FAR = 1000
"""As far as it goes where nothing limits a count."""
Column = int | Group
"""The number of a direction, which may go either way, or a group at its least, which may only rise."""
Witness = dict[Group, int]
"""By how many people each group may differ from the truth, all at once."""


def shifts(room: Mapping[Group, int], vector: Vector) -> Iterator[Witness]:
    """The farthest whole multiples of one direction, back and forth; FAR ones where there is no farthest.

    `room` is how many people each group may lose.
    """
    whole = lcm(*(value.denominator for value in vector.values()))
    for sign in (1, -1):
        step = {group: int(value * whole) * sign for group, value in vector.items()}
        limits = [room[group] // -change for group, change in step.items() if change < 0]
        times = min(limits, default=FAR)
        if times:
            yield {group: times * change for group, change in step.items()}


class Walk:
    """The corners around the true counts, in the directions of one cluster."""

    def __init__(self, room: Mapping[Group, int], vectors: list[Vector]) -> None:
        self._room = room
        self._steps = max(10, WORK // max(1, len(vectors)))
        self._rows: dict[Group, dict[Column, Exact]] = {}  # a group that stands above the least, by the columns
        for number, vector in enumerate(vectors):
            for group, value in vector.items():
                self._rows.setdefault(group, {})[number] = value
        self._order: dict[Column, int] = {
            column: place for place, column in enumerate([*range(len(vectors)), *self._rows])
        }
        self._heights: dict[Group, Exact] = {group: room[group] for group in self._rows}

    def towards(self, group: Group, sign: int, enough: Callable[[Witness], bool]) -> bool:
        """Walks until a witness is `enough`; False where the group is highest (lowest) or the walk is given up."""
        aim = {column: sign * value for column, value in self._rows[group].items()}
        for _step in range(self._steps):
            entering = self._entering(aim)
            if entering is None:
                return False
            direction = 1 if aim[entering] > 0 else -1
            leaving = self._leaving(entering, direction)
            if leaving is None:
                return enough(next(shifts(self._room, self._ray(entering, direction))))
            self._turn(entering, leaving, aim)
            if all(height.denominator == 1 for height in self._heights.values()) and enough(self._corner()):
                return True
        return False

    def _entering(self, aim: Mapping[Column, Exact]) -> Column | None:
        """The first column that leads on: a direction either way, a group at its least only upwards."""
        useful = [column for column, value in aim.items() if value > 0 or isinstance(column, int)]
        return min(useful, key=self._order.__getitem__, default=None)

    def _leaving(self, entering: Column, direction: int) -> Group | None:
        """The group that comes to its least first; None if none ever does."""
        limits = [
            (ratio(self._heights[group], -direction * row[entering]), self._order[group], group)
            for group, row in self._rows.items()
            if direction * row.get(entering, 0) < 0
        ]
        return min(limits)[2] if limits else None

    def _ray(self, entering: Column, direction: int) -> Vector:
        ray = {group: direction * row[entering] for group, row in self._rows.items() if entering in row}
        return ray if isinstance(entering, int) else ray | {entering: 1}

    def _turn(self, entering: Column, leaving: Group, aim: dict[Column, Exact]) -> None:
        """The entering column is replaced by the group that is now at its least."""
        row, height = self._rows.pop(leaving), self._heights.pop(leaving)
        slope = row.pop(entering)
        fall = ratio(height, slope)
        expression: dict[Column, Exact] = {column: ratio(-value, slope) for column, value in row.items()}
        expression[leaving] = ratio(1, slope)
        for group, other in self._rows.items():
            if entering in other:
                factor = other.pop(entering)
                self._heights[group] -= factor * fall
                add(other, expression, factor)
        add(aim, expression, aim.pop(entering))
        if not isinstance(entering, int):
            self._rows[entering], self._heights[entering] = expression, -fall

    def _corner(self) -> Witness:
        """What differs at this corner: groups that are no row are at their least."""
        return {
            group: int(self._heights.get(group, 0)) - self._room[group]
            for group in self._order
            if not isinstance(group, int)
        }
