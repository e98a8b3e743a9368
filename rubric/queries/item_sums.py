"""What the reliability of a questionnaire is computed from: sums over the items of each ability, cell by cell."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.db.models import Count, QuerySet, TextField
from django.db.models.functions import Cast

from mobility.models import Mobility

from ..models import Instrument
from ..scoring.instruments import Answer, Item
from ..scoring.worths import Worths, parts_of, plain
from ..statistics.reliability import ItemSums
from .cell_counts import CellKey, Side, given_by, grouped
from .instruments import in_arithmetic

Points = tuple[int | None, ...]
"""The points of the items of one ability, in their order and in parts of a level; None without an answer."""


@dataclass(frozen=True)
class _Asked:
    """One of the abilities that several items measure."""

    parts: int
    items: tuple[tuple[str, Worths], ...]

    def points(self, answers: Mapping[str, Answer]) -> Points:
        return tuple([_worth(worths, answers.get(key), key) for key, worths in self.items])


def _worth(worths: Worths, answer: Answer, key: str) -> int | None:
    if answer is None:
        return None
    return worths[answer if type(answer) is int or type(answer) is str else plain(answer, key)]


def item_sums(stays: QuerySet[Mobility], side: Side, instrument: Instrument) -> dict[CellKey, dict[str, ItemSums]]:
    """Cell by cell the sums of every ability that several items measure, over the answers that could be scored."""
    asked = _items_of_many(instrument)
    if not asked:
        return {}
    rows = stays.annotate(one=given_by(side), sheet=Cast("one__answers", TextField())).filter(one__score__fault="")
    found: dict[CellKey, dict[str, Counter[Points]]] = {}
    for key, text, people in grouped(rows, "sheet", people=Count("pk")):
        answers = json.loads(text)
        of_cell = found.get(key)
        if of_cell is None:
            of_cell = found[key] = {code: Counter() for code in asked}
        for code, ability in asked.items():
            of_cell[code][ability.points(answers)] += people
    return {
        key: {code: summed(len(asked[code].items), counts, asked[code].parts) for code, counts in cell.items()}
        for key, cell in found.items()
    }


def _items_of_many(instrument: Instrument) -> dict[str, _Asked]:
    arithmetic = in_arithmetic(instrument)
    found = {ability: arithmetic.items_of(ability) for ability in arithmetic.abilities}
    return {ability.key: _asked(items, ability.highest) for ability, items in found.items() if len(items) > 1}


def _asked(items: Sequence[Item], highest: int) -> _Asked:
    parts = parts_of(items, highest)
    return _Asked(parts, tuple((item.key, Worths(item, highest, parts)) for item in items))


def summed(items: int, counts: Mapping[Points, int], parts: int) -> ItemSums:
    """The sums of so many responses with these points each; whole numbers are added, as they are exact and quick."""
    n = incomplete = 0
    totals, products = [0] * items, [[0] * items for _item in range(items)]
    for found, people in counts.items():
        if None in found:
            incomplete += people
            continue
        n += people
        for place, number in enumerate(found):
            share = people * number  # type: ignore[operator]  # none is missing
            totals[place] += share
            row = products[place]
            for other in range(place, items):
                row[other] += share * found[other]  # type: ignore[operator]
    return ItemSums(
        n,
        incomplete,
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
