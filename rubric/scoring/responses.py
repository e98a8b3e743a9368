"""What one response says about each ability: its exact score, its level, and how many items were answered.

Rounding stands here and nowhere else. The exact mean of the answered items, weighted, is a fraction; from it (never from one
another) come the score in ten-thousandths of a level and the level, the nearest one, both rounded half up. Nothing depends
on the order of the answers or on floating point, so scoring twice gives the same bytes.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache, partial

from .instruments import Ability, Answer, Fault, Instrument, Item, Unscorable, points

PARTS = 10_000
"""A score is counted in ten-thousandths of a level."""
REMEMBERED = 4096
"""So many different sets of answers to one ability are kept with their scores, per scorer."""


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
_Frozen = int | str | tuple[str, ...] | None


def half_up(value: Fraction) -> int:
    """The nearest whole number; of two that are equally near, the greater one."""
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


def ability_score(ability: Ability, items: tuple[Item, ...], *answers: Answer) -> AbilityScore:
    """The weighted mean of the points of the answered items; `answers` stand in the order of `items`."""
    total = weight = Fraction(0)
    answered = 0
    for item, answer in zip(items, answers, strict=True):
        found = points(item, ability.highest, answer)
        if found is not None:
            total, weight, answered = total + item.weight * found, weight + item.weight, answered + 1
    if answered < ability.minimum:
        return AbilityScore(ability.key, None, None, answered, len(items))
    mean = total / weight
    return AbilityScore(ability.key, half_up(mean * PARTS), half_up(mean), answered, len(items))


class Scorer:
    """Scores the responses to one instrument, in a batch or one at a time."""

    def __init__(self, instrument: Instrument) -> None:
        self._known = frozenset(item.key for item in instrument.items)
        self._abilities: list[tuple[tuple[str, ...], Callable[..., AbilityScore]]] = []
        for ability in instrument.abilities:
            items = instrument.items_of(ability)
            remembered = lru_cache(REMEMBERED, typed=True)(partial(ability_score, ability, items))  # True is not 1
            self._abilities.append((tuple(item.key for item in items), remembered))

    def __call__(self, answers: Mapping[str, Answer]) -> Scores:
        """`answers` by the key of the item; an item that is missing is not answered. Raises Unscorable."""
        if not answers.keys() <= self._known:
            raise Unscorable(min(answers.keys() - self._known), Fault.UNKNOWN_ITEM)
        return tuple(score(*[_frozen(answers.get(key), key) for key in keys]) for keys, score in self._abilities)


def _frozen(answer: Answer, key: str) -> _Frozen:
    """The answer as something that can be remembered."""
    kind = type(answer)
    if answer is None or kind is int or kind is str:
        return answer  # type: ignore[return-value]
    if isinstance(answer, list | tuple) and all(type(chosen) is str for chosen in answer):
        return tuple(answer)
    raise Unscorable(key, Fault.WRONG_KIND)


def encoded(scores: Scores) -> str:
    """The scores as one text for one row, the same bytes for the same scores: ability to [score, level, answered, items]."""
    return "{" + ",".join([found.text for found in scores]) + "}"


def decoded(text: str) -> Scores:
    """The scores that were `encoded`."""
    return tuple(AbilityScore(ability, *values) for ability, values in json.loads(text).items())
