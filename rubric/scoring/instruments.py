"""What a questionnaire asks about each ability, and how many points an answer to one item is worth."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

Answer = int | str | Sequence[str] | None
"""What stands in a stored response. A number with decimals is text, as "2.5": a float is not exact and is refused."""
DECIMALS = 30
"""So many figures a number may have behind its point."""
DECIMAL = re.compile(rf"-?[0-9]{{1,30}}(\.[0-9]{{1,{DECIMALS}}})?")


class Kind(StrEnum):
    """How an item is answered."""

    LEVEL = "level"  # the number of a level, 0 to the ability's highest
    SCALE = "scale"  # a whole number between two ends, as 1 to 5
    NUMBER = "number"  # a number between two ends, with decimals
    CHOICE = "choice"  # one option, which has points
    CHOICES = "choices"  # several options, whose points are added
    TEXT = "text"  # never scored


class Fault(StrEnum):
    """Why an answer or an instrument cannot be scored."""

    UNKNOWN_ITEM = "unknown_item"
    WRONG_KIND = "wrong_kind"
    OUT_OF_RANGE = "out_of_range"
    UNKNOWN_OPTION = "unknown_option"
    TWICE = "twice"
    NO_ITEM = "no_item"
    MINIMUM = "minimum"
    WEIGHT = "weight"
    POINTS = "points"


class Unscorable(ValueError):
    """An answer that its item does not allow, or an instrument that contradicts itself: which key, and why."""

    def __init__(self, key: str, fault: Fault) -> None:
        super().__init__(f"{key}: {fault}")
        self.key, self.fault = key, fault

    def __reduce__(self) -> tuple[type, tuple[str, Fault]]:
        return type(self), (self.key, self.fault)  # crosses the border of a process


@dataclass(frozen=True)
class Ability:
    """An ability of one rubric version: its levels are 0 to `highest`; under `minimum` answered items it has no score."""

    key: str
    highest: int = 3
    minimum: int = 1


@dataclass(frozen=True)
class Item:
    """One question. `ability` is empty where it scores nothing; `reverse` turns its points upside down.

    `lowest` and `highest` are the ends of a scale or number; `options` are (key, points in levels) of a choice.
    """

    key: str
    ability: str = ""
    kind: Kind = Kind.LEVEL
    weight: Fraction = Fraction(1)
    reverse: bool = False
    lowest: Fraction = Fraction(0)
    highest: Fraction = Fraction(0)
    options: tuple[tuple[str, Fraction], ...] = ()


@dataclass(frozen=True)
class Instrument:
    """The items of a questionnaire and the abilities of the rubric version that it asks about."""

    version: str
    abilities: tuple[Ability, ...]
    items: tuple[Item, ...]

    def __post_init__(self) -> None:
        for keys in ([ability.key for ability in self.abilities], [item.key for item in self.items]):
            _refuse_twice(keys)
        known = {ability.key: ability for ability in self.abilities}
        for item in self.items:
            if item.ability:
                _refuse_item(item, known.get(item.ability))
        for ability in self.abilities:
            if not 1 <= ability.minimum <= len(self.items_of(ability)):
                raise Unscorable(ability.key, Fault.MINIMUM)

    def items_of(self, ability: Ability) -> tuple[Item, ...]:
        return tuple(item for item in self.items if item.ability == ability.key)


def _refuse_twice(keys: Sequence[str]) -> None:
    for place, key in enumerate(keys):
        if key in keys[:place]:
            raise Unscorable(key, Fault.TWICE)


def _refuse_item(item: Item, ability: Ability | None) -> None:
    """An item may only give points between 0 and the highest level, and must weigh something."""
    if ability is None or item.kind is Kind.TEXT:
        raise Unscorable(item.key, Fault.NO_ITEM)
    if item.weight <= 0:
        raise Unscorable(item.key, Fault.WEIGHT)
    if item.kind in (Kind.SCALE, Kind.NUMBER) and item.lowest >= item.highest:
        raise Unscorable(item.key, Fault.OUT_OF_RANGE)
    _refuse_twice([key for key, _points in item.options])
    points = [points for _key, points in item.options]
    most = sum(points) if item.kind is Kind.CHOICES else max(points, default=Fraction(0))
    if any(value < 0 for value in points) or most > ability.highest:
        raise Unscorable(item.key, Fault.POINTS)


def points(item: Item, highest: int, answer: Answer) -> Fraction | None:
    """The points of an answer in levels, 0 to `highest`; None without an answer, which is not level 0.

    A scale or number is stretched in a straight line. Raises Unscorable.
    """
    if answer is None or (isinstance(answer, str | list | tuple) and not answer):
        return None
    found = _given(item, highest, answer)
    return highest - found if item.reverse else found


def _given(item: Item, highest: int, answer: Answer) -> Fraction:
    if item.kind is Kind.LEVEL:
        return _between(item, _whole(item, answer), Fraction(0), Fraction(highest))
    if item.kind in (Kind.SCALE, Kind.NUMBER):
        number = _whole(item, answer) if item.kind is Kind.SCALE else _decimal(item, answer)
        place = _between(item, number, item.lowest, item.highest) - item.lowest
        return place * highest / (item.highest - item.lowest)
    return _chosen(item, answer)


def _between(item: Item, number: Fraction, lowest: Fraction, highest: Fraction) -> Fraction:
    if not lowest <= number <= highest:
        raise Unscorable(item.key, Fault.OUT_OF_RANGE)
    return number


def _whole(item: Item, answer: Answer) -> Fraction:
    if type(answer) is not int:  # neither True nor "2"
        raise Unscorable(item.key, Fault.WRONG_KIND)
    return Fraction(answer)


def _decimal(item: Item, answer: Answer) -> Fraction:
    if type(answer) is not int and not (type(answer) is str and DECIMAL.fullmatch(answer)):
        raise Unscorable(item.key, Fault.WRONG_KIND)
    return Fraction(answer)


def _chosen(item: Item, answer: Answer) -> Fraction:
    """The points of one option, or of several; one that is named twice counts once."""
    chosen = answer if item.kind is Kind.CHOICES else [answer]
    if not isinstance(chosen, list | tuple) or not all(type(key) is str for key in chosen):
        raise Unscorable(item.key, Fault.WRONG_KIND)
    options = dict(item.options)
    if not set(chosen) <= options.keys():
        raise Unscorable(item.key, Fault.UNKNOWN_OPTION)
    return sum((options[key] for key in set(chosen)), Fraction(0))
