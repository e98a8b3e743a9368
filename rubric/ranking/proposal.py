"""What a ranking proposes for the places of a call: who gets which wish, who waits, who is not selected, and what it leaves open.

The first by rank get their highest wish that still has a place, the next ones wait, the rest are not selected. Where places end among
equals the proposal decides nothing about them: their lines are open. Whoever waits already is asked by rank, too, and before equals,
but never before somebody who stands above in the same line (`in_turn`): what such people would be given is not given to others.
Nothing depends on the order in which anything is given.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import groupby


class Outcome(StrEnum):
    """What is proposed for one application; `OPEN` where somebody must choose."""

    OFFER = "offer"
    WAITLIST = "waitlist"
    DECLINE = "decline"
    OPEN = ""


class Open(StrEnum):
    """Why nothing is proposed: no rank; no destination wished for; the places, or the waitlist, end among equals."""

    UNRANKED = "unranked"
    NO_WISH = "no_wish"
    CUT = "cut"
    WAITLIST_CUT = "waitlist_cut"


@dataclass(frozen=True)
class Wishing:
    """An application with its rank, which may be shared, and the keys of its wished destinations, the first wish first.

    `line`: its number on the waitlist where it waits already, 0 where nothing is decided about it.
    """

    key: str
    rank: int | None
    wishes: tuple[str, ...] = ()
    line: int = 0


@dataclass(frozen=True)
class Proposed:
    """One line of the proposal: `place` of an offer, `why` of an open line."""

    key: str
    outcome: Outcome
    place: str = ""
    why: Open | None = None


def in_turn(waiting: Sequence[Wishing]) -> list[Wishing]:
    """Those who wait, in the order of their line, each with the rank by which it is asked: that of the highest among itself and those
    behind it who wait for a place that it waits for, too.

    Their number in the line is what they were told, and by which a free place is offered (補欠順位; anything else takes a reason).
    """
    found: list[Wishing] = []
    for each in sorted(waiting, key=lambda one: one.line, reverse=True):
        behind = [other.rank for other in found if not set(each.wishes).isdisjoint(other.wishes)]
        ranks = [rank for rank in (each.rank, *behind) if rank is not None]
        found.append(replace(each, rank=min(ranks, default=None)))
    return found[::-1]


def propose(applications: Iterable[Wishing], places: Mapping[str, int], waiting: int) -> tuple[Proposed, ...]:
    """By rank, then by key. `places`: how many are free at each destination; `waiting`: how many the waitlist takes at most, with
    those who wait already and get no place, whatever their rank: nobody is put on it beside them beyond that number.

    Of these an offer says which free place is theirs by rank; one without a rank is asked for nothing.
    What is open still holds its places: who stands below is proposed what is left when those above choose in the order of their
    keys, which says nothing about them.
    """
    rows = sorted(applications, key=lambda each: (each.rank or 0, not each.line, each.line, each.key))
    free = {place: max(number, 0) for place, number in places.items()}
    ranked, unranked = ([each for each in rows if (each.rank is None) is is_open] for is_open in (False, True))
    groups = [_asked(list(group), free) for _key, group in groupby(ranked, key=lambda each: (each.rank, each.line > 0))]
    waits = sum(group.left for group in groups if group.is_in_line) + sum(each.line > 0 for each in unranked)
    room = max(waiting, 0) - waits
    found: list[Proposed] = []
    for group in groups:
        found += group.lines if group.is_in_line else _within(group.lines, room)
        room -= 0 if group.is_in_line else group.left
    return (*found, *(_unranked(each) for each in unranked))


@dataclass(frozen=True)
class _Asked:
    """What equals get before the waitlist is counted, and how many of them `left` without a place would wait."""

    lines: list[Proposed]
    left: int
    is_in_line: bool


def _asked(equals: Sequence[Wishing], free: dict[str, int]) -> _Asked:
    """Takes their places out of `free`."""
    is_in_line = equals[0].line > 0
    lines = [] if is_in_line else _among_equals(equals, free)
    placed = {each.key: _take(each, free) for each in equals}
    left = sum((is_in_line or bool(each.wishes)) and not placed[each.key] for each in equals)
    return _Asked(lines or [_held(each, placed[each.key]) for each in equals], left, is_in_line)


def _held(each: Wishing, place: str) -> Proposed:
    """Of one who waits already: the free place that is kept for it, or none."""
    return Proposed(each.key, Outcome.OFFER, place) if place else Proposed(each.key, Outcome.WAITLIST)


def _unranked(each: Wishing) -> Proposed:
    return _held(each, "") if each.line else Proposed(each.key, Outcome.OPEN, why=Open.UNRANKED)


def _among_equals(equals: Sequence[Wishing], free: Mapping[str, int]) -> list[Proposed]:
    """What each of them gets in whatever order they choose; open is what depends on that order."""
    best = {each.key: next((place for place in each.wishes if free.get(place)), "") for each in equals}
    wanted = Counter(place for place in best.values() if place)
    if all(number <= free[place] for place, number in wanted.items()):
        rivals: Mapping[str, int] = wanted
    else:
        rivals = Counter(place for each in equals for place in set(each.wishes))
    return [_line(each, best[each.key], rivals, free) for each in equals]


def _line(each: Wishing, best: str, rivals: Mapping[str, int], free: Mapping[str, int]) -> Proposed:
    if not each.wishes:
        return Proposed(each.key, Outcome.OPEN, why=Open.NO_WISH)
    if not best:
        return Proposed(each.key, Outcome.WAITLIST)
    if rivals[best] <= free[best]:
        return Proposed(each.key, Outcome.OFFER, best)
    return Proposed(each.key, Outcome.OPEN, why=Open.CUT)


def _take(each: Wishing, free: dict[str, int]) -> str:
    place = next((place for place in each.wishes if free.get(place)), "")
    if place:
        free[place] -= 1
    return place


def _within(lines: Sequence[Proposed], room: int) -> list[Proposed]:
    """On the waitlist while there is room for all equals; where it ends among them, open; then not selected."""
    number = sum(line.outcome is Outcome.WAITLIST for line in lines)
    return [_cut(line, room) if line.outcome is Outcome.WAITLIST and number > room else line for line in lines]


def _cut(line: Proposed, room: int) -> Proposed:
    if room > 0:
        return Proposed(line.key, Outcome.OPEN, why=Open.WAITLIST_CUT)
    return Proposed(line.key, Outcome.DECLINE)
