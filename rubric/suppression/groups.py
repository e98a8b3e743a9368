"""Groups of people by filters, and how they add up to one another."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

Group = tuple[str | None, ...]
"""One value per dimension, as ("outbound", None, "2018"); None is all of them."""

WITHOUT = "without"
"""Stands between two groups in the name of their difference."""


@dataclass(frozen=True)
class Sum:
    """The people of `whole` are those of its `parts`, each in one."""

    whole: Group
    parts: tuple[Group, ...]

    @property
    def members(self) -> tuple[Group, ...]:
        return (self.whole, *self.parts)


@dataclass(frozen=True)
class Groups:
    """How many people each group has (at least one), which groups are shown in public, and their sums."""

    counts: Mapping[Group, int]
    public: frozenset[Group]
    sums: tuple[Sum, ...]

    def __post_init__(self) -> None:
        if any(count < 1 for count in self.counts.values()):
            raise ValueError("a group without people is known to be empty and is left out")
        for total in self.sums:
            if self.counts[total.whole] != sum(self.counts[part] for part in total.parts):
                raise ValueError(f"{total.whole} is not the sum of its parts")

    def small(self, smallest: int) -> frozenset[Group]:
        """Public groups with fewer people than may be published."""
        return frozenset(group for group in self.public if self.counts[group] < smallest)

    def room(self) -> dict[Group, int]:
        """How many people each group could lose: of a public one everybody knows that it has somebody."""
        return {group: count - (group in self.public) for group, count in self.counts.items()}

    def with_differences(self, smallest: int) -> "Groups":
        """These, and whoever is in one public group and not in another one within it, where these are few; they are hidden."""
        counts, sums = dict(self.counts), list(self.sums)
        finest = [group for group in self.counts if None not in group]
        people = {group: frozenset(each for each in finest if _within(each, group)) or {group} for group in self.public}
        for whole in sorted(self.public, key=repr):
            for part in sorted(self.public, key=repr):
                few = self.counts[whole] - self.counts[part]
                if 0 < few < smallest and (_within(part, whole) or people[part] < people[whole]):
                    rest = (*whole, WITHOUT, *part)
                    counts[rest] = few
                    sums.append(Sum(whole, (part, rest)))
        return Groups(counts, self.public, tuple(sums))


def _within(part: Group, whole: Group) -> bool:
    return all(value is None or value == own for own, value in zip(part, whole, strict=True))


def crossed(finest: Mapping[tuple[str, ...], int], views: Iterable[Iterable[int]]) -> Groups:
    """All groups of the public `views`; a view names the places of its dimensions, () is everybody.

    `finest` counts people by all dimensions; where that is no public view its groups are there, hidden, all the same.
    """
    size = len(next(iter(finest), ()))
    everything = frozenset(range(size))
    shown = {frozenset(view) for view in views}
    counts = {view: _counted(finest, view) for view in sorted({*shown, everything}, key=lambda v: (len(v), sorted(v)))}
    return Groups(
        {group: count for groups in counts.values() for group, count in groups.items()},
        frozenset(group for view in shown for group in counts[view]),
        tuple(
            total for view in counts for finer in _next(view, counts) for total in _sums(counts[view], counts[finer])
        ),
    )


def _counted(finest: Mapping[tuple[str, ...], int], view: frozenset[int]) -> dict[Group, int]:
    found: dict[Group, int] = {}
    for values, count in sorted(finest.items()):
        if count:
            group = tuple(value if place in view else None for place, value in enumerate(values))
            found[group] = found.get(group, 0) + count
    return found


def _next(view: frozenset[int], views: Iterable[frozenset[int]]) -> list[frozenset[int]]:
    """The views that divide this one, and are themselves divided by none that does."""
    finer = [other for other in views if view < other]
    return [other for other in finer if not any(between < other for between in finer)]


def _sums(coarse: Mapping[Group, int], fine: Mapping[Group, int]) -> Iterator[Sum]:
    parts: dict[Group, list[Group]] = {group: [] for group in coarse}
    kept = next(([value is not None for value in group] for group in coarse), [])
    for group in fine:
        parts[tuple(value if keeps else None for value, keeps in zip(group, kept, strict=True))].append(group)
    return (Sum(whole, tuple(found)) for whole, found in parts.items())
