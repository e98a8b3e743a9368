"""How many went from which level to which: the joint table of an ability before and after, missing answers included."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

Counts = tuple[int, ...]


@dataclass(frozen=True)
class JointTable:
    """Numbers of mobilities. `both[i][j]` had level i before and j after; the rest lack a level on one side or on both.

    `mapped` of those in `both` were read from an older rubric version. Levels count from 0 and there are `len(both)`.
    """

    both: tuple[Counts, ...]
    pre_only: Counts
    post_only: Counts
    neither: int = 0
    mapped: int = 0

    def __post_init__(self) -> None:
        rows = (*self.both, self.pre_only, self.post_only)
        if set(map(len, rows)) != {len(self.both)} or not self.both:
            raise ValueError("a joint table is square and has as many levels at its margins")
        if min(self.neither, self.mapped, *map(min, rows)) < 0:
            raise ValueError("a joint table counts people")

    @property
    def n(self) -> int:
        """Pairs with a level on both sides."""
        return sum(map(sum, self.both))

    @property
    def missing(self) -> int:
        """Mobilities without a level on at least one side."""
        return sum(self.pre_only) + sum(self.post_only) + self.neither

    @property
    def pre(self) -> Counts:
        """Levels before, of the pairs."""
        return tuple(map(sum, self.both))

    @property
    def post(self) -> Counts:
        """Levels after, of the pairs."""
        return tuple(map(sum, zip(*self.both, strict=True)))

    @property
    def differences(self) -> dict[int, int]:
        """How many pairs moved by how many levels, after less before; sorted, only those that occur."""
        found: dict[int, int] = {}
        for before, row in enumerate(self.both):
            for after, count in enumerate(row):
                if count:
                    found[after - before] = found.get(after - before, 0) + count
        return dict(sorted(found.items()))

    @property
    def counts(self) -> Iterator[tuple[int | None, int | None, int]]:
        """(level before, level after, how many) of all that occur; None is a missing level."""
        levels = range(len(self.both))
        cells: list[tuple[int | None, int | None, int]] = [
            *((before, after, self.both[before][after]) for before in levels for after in levels),
            *((before, None, self.pre_only[before]) for before in levels),
            *((None, after, self.post_only[after]) for after in levels),
            (None, None, self.neither),
        ]
        return (cell for cell in cells if cell[2])

    @property
    def swapped(self) -> "JointTable":
        """Before and after changed over."""
        columns = tuple(zip(*self.both, strict=True))
        return replace(self, both=columns, pre_only=self.post_only, post_only=self.pre_only)

    def __add__(self, other: "JointTable") -> "JointTable":
        """Two cohorts as one; they have the same levels and no mobility in common."""
        return JointTable(
            tuple(_sum(row, more) for row, more in zip(self.both, other.both, strict=True)),
            _sum(self.pre_only, other.pre_only),
            _sum(self.post_only, other.post_only),
            self.neither + other.neither,
            self.mapped + other.mapped,
        )


def _sum(counts: Counts, more: Counts) -> Counts:
    return tuple(one + other for one, other in zip(counts, more, strict=True))


def mean_level(counts: Counts) -> float | None:
    """The mean of levels of which there are so many each; None for nobody."""
    n = sum(counts)
    return sum(level * count for level, count in enumerate(counts)) / n if n else None


def empty_table(levels: int) -> JointTable:
    """A table of nobody, with levels 0 to `levels` - 1."""
    nobody = (0,) * levels
    return JointTable((nobody,) * levels, nobody, nobody)


def table_of(levels: int, cells: Iterable[tuple[int | None, int | None, int]], mapped: int = 0) -> JointTable:
    """The table of (level before, level after, how many), as a grouped query gives them; None is a missing level."""
    rows = [[0] * (levels + 1) for _row in range(levels + 1)]
    known: dict[int | None, int] = {None: levels} | {
        level: level for level in range(levels)
    }  # a missing one stands last
    try:
        for pre, post, count in cells:
            rows[known[pre]][known[post]] += count
    except KeyError as unknown:
        raise ValueError(f"no such level: {unknown}") from unknown
    *both, post_only = [tuple(row[:levels]) for row in rows]
    *pre_only, neither = [row[levels] for row in rows]
    return JointTable(tuple(both), tuple(pre_only), post_only, neither, mapped)
