"""Which groups stay unpublished: the small ones, and as many others as it takes that no small one can be computed.

Round by round every small group that is still exposed gets one more unpublished group among those that are added up with it,
the cheapest one; then each of these is published again if that exposes nobody. The rounds end at the latest when nothing is
published. The work grows with the number of unpublished groups, not of people: `audit` and its clusters carry it.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from .freedom import Vector, connected, directions
from .groups import WITHOUT, Group, Groups, Sum
from .search import Walk, Witness, shifts

SMALLEST = 5
"""Groups of fewer people are not published."""
TIDIED = 150
"""With more added groups than this none is tried again: each trial is a whole audit."""
NEAR = 40
"""So many directions are searched at first, those that move few groups; then all."""


@dataclass(frozen=True)
class Marks:
    """Public groups that are withheld: `small` ones, and those that were `added` to protect them. One mark for both."""

    small: frozenset[Group]
    added: frozenset[Group]
    rounds: int

    def withholds(self, group: Group) -> bool:
        return group in self.small or group in self.added


class Ranges:
    """How far each group was seen to move from its true count, over all witnesses; `widths` are how far it must."""

    def __init__(self, widths: Mapping[Group, int], witnesses: Iterable[Witness] = ()) -> None:
        self.widths = widths
        self._low: dict[Group, int] = {}
        self._high: dict[Group, int] = {}
        self._witnesses: list[Witness] = []
        for witness in witnesses:
            self.saw(witness)

    def saw(self, witness: Witness) -> None:
        """Keeps the witness if it shows anything new."""
        new = False
        for group, moved in witness.items():
            if moved < self._low.get(group, 0):
                self._low[group], new = moved, True
            elif moved > self._high.get(group, 0):
                self._high[group], new = moved, True
        if new:
            self._witnesses.append(witness)

    def hides(self, group: Group) -> bool:
        return self._high.get(group, 0) - self._low.get(group, 0) >= self.widths[group]

    def when_known(self, group: Group) -> "Ranges":
        """What is left when this group is published: the witnesses in which it does not move."""
        return Ranges(self.widths, (seen for seen in self._witnesses if not seen.get(group)))


def marked(groups: Groups, smallest: int = SMALLEST) -> Marks:
    """The public groups to withhold; `smallest` is the least group that may be published."""
    small = groups.small(smallest)
    groups = groups.with_differences(smallest)
    fixed = small | (groups.counts.keys() - groups.public)
    ranges, neighbours = Ranges(_widths(groups, smallest)), _neighbours(groups)
    added: set[Group] = set()
    rounds = 0
    while exposed := list(audit(groups, fixed | added, ranges)):
        more = _complements(groups, exposed, fixed | added, neighbours)
        if not more:
            break  # nothing is published any more
        added |= more
        rounds += 1
    return Marks(small, frozenset(_tidied(groups, fixed, added, ranges)), rounds)


def recoverable(groups: Groups, withheld: Collection[Group], smallest: int = SMALLEST) -> frozenset[Group]:
    """Small groups that are not proven safe when these public groups are withheld."""
    small = groups.small(smallest)
    groups = groups.with_differences(smallest)
    unknown = {*withheld, *(groups.counts.keys() - groups.public)}
    return frozenset(audit(groups, unknown, Ranges(_widths(groups, smallest)))) | (small - unknown)


def _widths(groups: Groups, smallest: int) -> dict[Group, int]:
    """Public small groups and differences are hidden by the threshold; finest ones that are no public group, at all."""
    wide = {group: smallest for group, count in groups.counts.items() if count < smallest}
    return {group: 1 if group not in groups.public and WITHOUT not in group else width for group, width in wide.items()}


def audit(groups: Groups, unknown: Collection[Group], ranges: Ranges) -> Iterator[Group]:
    """Groups for which no witnesses far enough apart were found. Witnesses stay true when more is unknown."""
    vectors, room = directions(groups, unknown), groups.room()
    for vector in vectors:
        for witness in shifts(room, vector):
            ranges.saw(witness)
    doubtful = [group for group in ranges.widths if group in unknown and not ranges.hides(group)]
    cluster_of = {group: cluster for cluster in connected(vectors) for vector in cluster for group in vector}
    for group in sorted(doubtful, key=repr):
        if group not in cluster_of or not _found(room, cluster_of[group], group, ranges):
            yield group


def _found(room: Mapping[Group, int], cluster: list[Vector], group: Group, ranges: Ranges) -> bool:
    """Searches until the group is hidden, upwards and then downwards."""

    def enough(witness: Witness) -> bool:
        ranges.saw(witness)
        return ranges.hides(group)

    nearest = sorted(cluster, key=lambda vector: (group not in vector, len(vector)))
    tries = [nearest[:NEAR], nearest] if len(nearest) > NEAR else [nearest]
    return ranges.hides(group) or any(
        Walk(room, vectors).towards(group, sign, enough) for vectors in tries for sign in (1, -1)
    )


def _neighbours(groups: Groups) -> dict[Group, list[Sum]]:
    found: dict[Group, list[Sum]] = {group: [] for group in groups.counts}
    for total in groups.sums:
        for member in total.members:
            found[member].append(total)
    return found


def _complements(
    groups: Groups, exposed: Iterable[Group], unknown: Collection[Group], neighbours: dict[Group, list[Sum]]
) -> set[Group]:
    """One more group for each that is exposed, unless one was just added beside it."""
    chosen: set[Group] = set()
    for group in exposed:
        beside = {member for total in neighbours[group] for member in total.members}
        if chosen.isdisjoint(beside):
            found = _complement(groups, group, unknown, neighbours)
            chosen |= {found} if found else set()
    return chosen


def _complement(
    groups: Groups, group: Group, unknown: Collection[Group], neighbours: dict[Group, list[Sum]]
) -> Group | None:
    """The nearest published group, over as few sums as can be; there, where fewest are unknown, the one of fewest people."""
    reached, frontier = {group}, [group]
    while frontier:
        totals = [total for each in frontier for total in neighbours[each]]
        offers = [
            (
                sum(member in unknown for member in total.members),
                member == total.whole,
                groups.counts[member],
                repr(member),
                member,
            )
            for total in totals
            for member in total.members
            if member not in unknown
        ]
        if offers:
            return min(offers)[-1]
        frontier = sorted({member for total in totals for member in total.members} - reached, key=repr)
        reached.update(frontier)
    return None


def _tidied(groups: Groups, fixed: Collection[Group], added: set[Group], ranges: Ranges) -> set[Group]:
    """Without those that need not be withheld: what follows from the sums anyway, and what exposes nobody, largest first."""
    moving = set().union(*directions(groups, {*fixed, *added}))
    kept = {group for group in added if group in moving}
    for group in sorted(kept, key=lambda each: (-groups.counts[each], repr(each))) if len(kept) <= TIDIED else ():
        left = ranges.when_known(group)
        if next(audit(groups, {*fixed, *kept} - {group}, left), None) is None:
            kept.discard(group)
            ranges = left
    return kept
