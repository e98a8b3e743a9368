"""What the answers to an item are worth as whole numbers, worked out once for all who answered alike.

The points of an answer are a fraction. Counted in so small parts that every answer of an item is a whole number of them, they
are added as exactly and many times as fast.
"""

from collections.abc import Iterable
from fractions import Fraction
from math import lcm

from .instruments import DECIMALS, Answer, Fault, Item, Kind, Unscorable, points

REMEMBERED = 4096
"""So many different answers to an item are kept with their worth; then the memory begins anew."""
Plain = int | str | tuple[str, ...]
"""An answer that can be remembered."""


def parts_of(items: Iterable[Item], highest: int) -> int:
    """Into so many parts a level is cut, so that each answer to each of these items, weighted or not, is a whole number of them."""
    return lcm(*(_parts(item, highest) * item.weight.denominator for item in items))


def _parts(item: Item, highest: int) -> int:
    if item.kind in (Kind.SCALE, Kind.NUMBER):
        step = highest / (item.highest - item.lowest)
        finest = 10**DECIMALS if item.kind is Kind.NUMBER else 1
        return lcm(item.lowest.denominator, finest) * step.denominator
    return lcm(*(value.denominator for _key, value in item.options))


class Worths(dict[Plain, int | None]):
    """By answer its points in parts of a level, times `weight`; None where it is empty. Looking one up may raise Unscorable.

    True and 1.0 are not 1, yet a dictionary takes them for it: ask `plain` before, where an answer is neither int nor str.
    """

    def __init__(self, item: Item, highest: int, parts: int, weight: Fraction = Fraction(1)) -> None:
        super().__init__()
        self._item, self._highest, self._times = item, highest, parts * weight

    def __missing__(self, answer: Plain) -> int | None:
        found = points(self._item, self._highest, answer)
        whole = None
        if found is not None:
            whole, rest = divmod(found * self._times, 1)
            if rest:
                raise ArithmeticError(f"{self._item.key}: a level has parts that are too large")
        if len(self) >= REMEMBERED:
            self.clear()
        self[answer] = whole
        return whole


def plain(answer: Answer, key: str) -> Plain:
    """The answer to the item `key` as something that can be remembered. Raises Unscorable where it is of no such kind."""
    if type(answer) is int or type(answer) is str:
        return answer
    if isinstance(answer, list | tuple) and all(type(chosen) is str for chosen in answer):
        return tuple(answer)
    raise Unscorable(key, Fault.WRONG_KIND)
