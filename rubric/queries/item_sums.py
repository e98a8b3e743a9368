"""What the reliability of a questionnaire is computed from: sums over the items of each ability, cell by cell."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from math import lcm
from typing import Any

from django.db.models import Count, QuerySet, TextField
from django.db.models.functions import Cast

from mobility.models import Mobility

from ..models import Instrument
from ..scoring.instruments import Answer, Item, points
from ..statistics.reliability import ItemSums
from .cell_counts import CellKey, Side, given_by, grouped
from .instruments import in_arithmetic

Points = tuple[Fraction | None, ...]
"""The points of the items of one ability, in their order; None without an answer."""
ANSWERS_KEPT = 4096


def item_sums(stays: QuerySet[Mobility], side: Side, instrument: Instrument) -> dict[CellKey, dict[str, ItemSums]]:
    """Cell by cell the sums of every ability that several items measure, over the answers that could be scored."""
    asked = _items_of_many(instrument)
    if not asked:
        return {}
    rows = stays.annotate(one=given_by(side), sheet=Cast("one__answers", TextField())).filter(one__score__fault="")
    found: dict[CellKey, dict[str, Counter[Points]]] = {}
    for key, text, people in grouped(rows, "sheet", people=Count("pk")):
        answers = json.loads(text)
        of_cell = found.setdefault(key, {code: Counter() for code in asked})
        for code, of_item in asked.items():
            of_cell[code][tuple(worth(answers.get(name)) for name, worth in of_item)] += people
    return {
        key: {code: summed(len(asked[code]), counts) for code, counts in cell.items()} for key, cell in found.items()
    }


def _items_of_many(instrument: Instrument) -> dict[str, list[tuple[str, Any]]]:
    """The abilities with several items, each item with what an answer to it is worth."""
    arithmetic = in_arithmetic(instrument)
    found = {ability: arithmetic.items_of(ability) for ability in arithmetic.abilities}
    return {
        ability.key: [(item.key, _worth(item, ability.highest)) for item in items]
        for ability, items in found.items()
        if len(items) > 1
    }


def _worth(item: Item, highest: int) -> Any:
    """The points of an answer, remembered. A list cannot be, and is as many points as its text."""
    remembered = lru_cache(ANSWERS_KEPT)(lambda answer: points(item, highest, answer))

    def worth(answer: Answer) -> Fraction | None:
        return remembered(tuple(answer) if isinstance(answer, list) else answer)

    return worth


def summed(items: int, counts: Mapping[Points, int]) -> ItemSums:
    """The sums of so many responses with these points each; whole numbers are added, as they are exact and quick."""
    whole = {found: people for found, people in counts.items() if None not in found}
    parts = lcm(*{value.denominator for found in whole for value in found if value is not None}, 1)
    totals, products = [0] * items, [[0] * items for _item in range(items)]
    for found, people in whole.items():
        numbers = [value.numerator * (parts // value.denominator) for value in found if value is not None]
        for place, number in enumerate(numbers):
            totals[place] += people * number
            row = products[place]
            for other in range(place, items):
                row[other] += people * number * numbers[other]
    n = sum(whole.values())
    return ItemSums(
        n,
        sum(counts.values()) - n,
        tuple(Fraction(total, parts) for total in totals),
        tuple(
            tuple(Fraction(products[min(one, other)][max(one, other)], parts**2) for other in range(items))
            for one in range(items)
        ),
    )


# --- As a cell keeps them --------------------------------------------------------------------------------------------


def stored_sums(sums: ItemSums) -> dict[str, Any]:
    """As JSON; fractions are text, as "7/2"."""
    return {
        "n": sums.n,
        "incomplete": sums.incomplete,
        "points": _texts(sums.points),
        "products": [_texts(row) for row in sums.products],
    }


def read_sums(stored: Mapping[str, Any]) -> ItemSums:
    """What was `stored_sums`."""
    return ItemSums(
        stored["n"], stored["incomplete"], _fractions(stored["points"]), tuple(map(_fractions, stored["products"]))
    )


def _texts(values: Iterable[Fraction]) -> list[str]:
    return [str(value) for value in values]


def _fractions(texts: Sequence[str]) -> tuple[Fraction, ...]:
    return tuple(Fraction(text) for text in texts)
