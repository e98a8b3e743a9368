"""What one response says about each ability: its exact score, its level, and how many items were answered.

Rounding stands here and nowhere else. The exact mean of the answered items, weighted, is a fraction; from it (never from one
another) come the score in ten-thousandths of a level and the level, the nearest one, both rounded half up. Nothing depends
on the order of the answers or on floating point, so scoring twice gives the same bytes.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache

from .instruments import Ability, Answer, Fault, Instrument, Item, Unscorable
from .worths import Worths, parts_of, plain

PARTS = 10_000
"""A score is counted in ten-thousandths of a level."""
REMEMBERED = 4096
"""So many different sums of points of one ability are kept with their scores, per scorer."""


@dataclass(frozen=True, slots=True)
class AbilityScore:
    """`score` in ten-thousandths and `level` are None where fewer than the minimum of `items` were `answered`."""

    ability: str
    score: int | None
    level: int | None
    answered: int
    items: int
    text: str = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        """The text is made with the score, which is made once for all who answered alike."""
        values = (self.score, self.level, self.answered, self.items)
        entry = json.dumps({self.ability: values}, ensure_ascii=False, separators=(",", ":"))
        object.__setattr__(self, "text", entry[1:-1])


Scores = tuple[AbilityScore, ...]
"""The abilities of one response, in the order of the instrument."""


def half_up(value: Fraction) -> int:
    """The nearest whole number; of two that are equally near, the greater one."""
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


class _AbilityScorer:
    """Scores the answers to the items of one ability."""

    def __init__(self, ability: Ability, items: tuple[Item, ...]) -> None:
        self._ability, self._of = ability, len(items)
        self._parts = parts_of(items, ability.highest)
        self._items = [
            (item.key, Worths(item, ability.highest, self._parts, item.weight), int(self._parts * item.weight))
            for item in items
        ]
        self._score = lru_cache(REMEMBERED)(self._mean)

    def __call__(self, answers: Mapping[str, Answer]) -> AbilityScore:
        """The weighted mean of the points of the answered items."""
        total = weight = answered = 0
        for key, worths, full in self._items:
            answer = answers.get(key)
            if answer is None:
                continue
            if type(answer) is not int and type(answer) is not str:
                answer = plain(answer, key)
            found = worths[answer]
            if found is not None:
                total, weight, answered = total + found, weight + full, answered + 1
        return self._score(total, weight, answered)

    def _mean(self, total: int, weight: int, answered: int) -> AbilityScore:
        """From points and weights in parts of a level."""
        if answered < self._ability.minimum:
            return AbilityScore(self._ability.key, None, None, answered, self._of)
        mean = Fraction(total, weight)
        return AbilityScore(self._ability.key, half_up(mean * PARTS), half_up(mean), answered, self._of)


class Scorer:
    """Scores the responses to one instrument, in a batch or one at a time."""

    def __init__(self, instrument: Instrument) -> None:
        self._known = frozenset(item.key for item in instrument.items)
        self._abilities = [_AbilityScorer(ability, instrument.items_of(ability)) for ability in instrument.abilities]

    def __call__(self, answers: Mapping[str, Answer]) -> Scores:
        """`answers` by the key of the item; an item that is missing is not answered. Raises Unscorable."""
        if not answers.keys() <= self._known:
            raise Unscorable(min(answers.keys() - self._known), Fault.UNKNOWN_ITEM)
        return tuple([score(answers) for score in self._abilities])


def encoded(scores: Scores) -> str:
    """The scores as one text for one row, the same bytes for the same scores: ability to [score, level, answered, items]."""
    return "{" + ",".join([found.text for found in scores]) + "}"


def decoded(text: str) -> Scores:
    """The scores that were `encoded`."""
    return tuple(AbilityScore(ability, *values) for ability, values in json.loads(text).items())
