"""Which groups stay unpublished: the small ones, and as many others as it takes that no small one can be computed.

Round by round every small group that is still exposed gets one more unpublished group among those that are added up with it,
the cheapest one; then each of these is published again if that exposes nobody. The rounds end at the latest when nothing is
published. The work grows with the number of unpublished groups, not of people: `audit` and its clusters carry it.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from .freedom import Vector, connected, directions
from .groups import Group, Groups, Sum
from .search import Walk, Witness, shifts

SMALLEST = 5
"""Groups of fewer people are not published."""
TIDIED = 150
"""With more added groups than this none is tried again: each trial is a whole audit."""


@dataclass(frozen=True)
class Marks:
    """Public groups that are withheld: `small` ones, and those that were `added` to protect them. One mark for both."""

    small: frozenset[Group]
    added: frozenset[Group]
    rounds: int

    def withholds(self, group: Group) -> bool:
        return group in self.small or group in self.added


class Ranges:
    """How far each group was seen to move from its true count, over all witnesses."""

    def __init__(self, groups: Groups, width: int, witnesses: Iterable[Witness] = ()) -> None:
        self._groups, self._width = groups, width
        self._low, self._high = dict(groups.counts), dict(groups.counts)
        self._witnesses: list[Witness] = []
        for witness in witnesses:
            self.saw(witness)

    def saw(self, witness: Witness) -> None:
        """Keeps the witness if it shows anything new."""
        news = [group for group, count in witness.items() if not self._low[group] <= count <= self._high[group]]
        for group in news:
            self._low[group] = min(self._low[group], witness[group])
            self._high[group] = max(self._high[group], witness[group])
        if news:
            self._witnesses.append(witness)

    def hides(self, group: Group) -> bool:
        return self._high[group] - self._low[group] >= self._width

    def when_known(self, group: Group) -> "Ranges":
        """What is left when this group is published: the witnesses in which it has its true count."""
        true = self._groups.counts[group]
        return Ranges(self._groups, self._width, (seen for seen in self._witnesses if seen.get(group, true) == true))


def marked(groups: Groups, smallest: int = SMALLEST) -> Marks:
    """The public groups to withhold; `smallest` is the least group that may be published."""
    small = groups.small(smallest)
    hidden = groups.counts.keys() - groups.public
    ranges, neighbours = Ranges(groups, smallest), _neighbours(groups)
    added: set[Group] = set()
    rounds = 0
    while exposed := list(audit(groups, small | hidden | added, small, ranges)):
        more = _complements(groups, exposed, small | hidden | added, neighbours)
        if not more:
            break  # nothing is published any more
        added |= more
        rounds += 1
    kept = _tidied(groups, small, small | hidden, added, ranges)
    return Marks(small & groups.public, frozenset(kept), rounds)


def recoverable(groups: Groups, withheld: Collection[Group], smallest: int = SMALLEST) -> frozenset[Group]:
    """Small groups that are not proven safe when these public groups are withheld."""
    unknown = {*withheld, *(groups.counts.keys() - groups.public)}
    small = groups.small(smallest)
    return frozenset(audit(groups, unknown, small, Ranges(groups, smallest))) | (small - unknown)


def audit(groups: Groups, unknown: Collection[Group], wanted: Iterable[Group], ranges: Ranges) -> Iterator[Group]:
    """Those of `wanted` for which no witnesses far enough apart were found. Witnesses stay true when more is unknown."""
    vectors = directions(groups, unknown)
    for vector in vectors:
        for witness in shifts(groups.counts, vector):
            ranges.saw(witness)
    doubtful = [group for group in wanted if group in unknown and not ranges.hides(group)]
    cluster_of = {group: cluster for cluster in connected(vectors) for vector in cluster for group in vector}
    for group in sorted(doubtful, key=repr):
        if group not in cluster_of or not _found(groups, cluster_of[group], group, ranges):
            yield group


def _found(groups: Groups, cluster: list[Vector], group: Group, ranges: Ranges) -> bool:
    """Searches until the group is hidden, upwards and then downwards."""

    def enough(witness: Witness) -> bool:
        ranges.saw(witness)
        return ranges.hides(group)

    return ranges.hides(group) or any(Walk(groups.counts, cluster).towards(group, sign, enough) for sign in (1, -1))


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


def _tidied(
    groups: Groups, small: frozenset[Group], fixed: Collection[Group], added: set[Group], ranges: Ranges
) -> set[Group]:
    """Without those that need not be withheld: what follows from the sums anyway, and what exposes nobody, largest first."""
    moving = set().union(*directions(groups, {*fixed, *added}))
    kept = {group for group in added if group in moving}
    for group in sorted(kept, key=lambda each: (-groups.counts[each], repr(each))) if len(kept) <= TIDIED else ():
        left = ranges.when_known(group)
        if next(audit(groups, {*fixed, *kept} - {group}, small, left), None) is None:
            kept.discard(group)
            ranges = left
    return kept
