"""Which two responses belong together: the same mobility before and after, in the levels of one rubric version."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

Levels = Mapping[str, int | None]
"""Ability to level; None, or no entry, where the response has none."""


@dataclass(frozen=True)
class Rated:
    """The levels of one response: of one mobility, in one wave, by one rater."""

    mobility: int
    version: str
    levels: Levels


@dataclass(frozen=True)
class Pair:
    """A mobility's levels before and after in the words of `version`; None where that response is missing.

    `mapped` says that one of the two was given in an older version. Self and staff pair in the same way.
    """

    mobility: int
    version: str
    pre: Levels | None
    post: Levels | None
    mapped: bool = False


@dataclass(frozen=True)
class Successor:
    """How levels of the version `old` read in `new`: per old ability its new name and, level by level, the new level.

    What is not named has no counterpart: such an ability or level is missing in the new version.
    """

    old: str
    new: str
    abilities: Mapping[str, str]
    levels: Mapping[str, Mapping[int, int]]

    def __post_init__(self) -> None:
        if len(set(self.abilities.values())) != len(self.abilities):
            raise ValueError("two abilities cannot become one")

    def carried(self, rated: Rated) -> Rated:
        """The same response, read in the new version."""
        levels = {
            self.abilities[ability]: self.levels.get(ability, {}).get(level) if level is not None else None
            for ability, level in rated.levels.items()
            if ability in self.abilities
        }
        return Rated(rated.mobility, self.new, levels)


class TwoResponses(ValueError):
    """One mobility has two different responses of one wave and rater; `args[0]` is the mobility."""


def paired(pre: Iterable[Rated], post: Iterable[Rated], successors: Iterable[Successor] = ()) -> list[Pair]:
    """Every mobility of the responses, by its number: in one pair, or in two halves where no version is common.

    The older of two versions is read in the newer one where `successors` lead there. The same response given twice counts
    once; two different ones of a mobility raise TwoResponses.
    """
    follow = {step.old: step for step in successors}
    before, after = _by_mobility(pre), _by_mobility(post)
    return [
        pair
        for mobility in sorted(before.keys() | after.keys())
        for pair in _of_one(before.get(mobility), after.get(mobility), follow)
    ]


def _by_mobility(responses: Iterable[Rated]) -> dict[int, Rated]:
    found: dict[int, Rated] = {}
    for response in responses:
        if found.setdefault(response.mobility, response) != response:
            raise TwoResponses(response.mobility)
    return found


def _of_one(pre: Rated | None, post: Rated | None, follow: Mapping[str, Successor]) -> Iterator[Pair]:
    if pre and post:
        for one, other in ((_read_in(post.version, pre, follow), post), (pre, _read_in(pre.version, post, follow))):
            if one and other:
                mapped = pre.version != post.version
                yield Pair(one.mobility, one.version, one.levels, other.levels, mapped)
                return
    if pre:
        yield Pair(pre.mobility, pre.version, pre.levels, None)
    if post:
        yield Pair(post.mobility, post.version, None, post.levels)


def _read_in(version: str, rated: Rated, follow: Mapping[str, Successor]) -> Rated | None:
    """The response in that version, over as many successors as it takes; None where they do not lead there."""
    seen = set()
    while rated.version != version:
        if rated.version in seen or rated.version not in follow:
            return None
        seen.add(rated.version)
        rated = follow[rated.version].carried(rated)
    return rated
