"""A ranking as somebody reads it to whom some of its cases are shut: what the others show tells nothing of their points."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from itertools import groupby

from .order import Ranked


def told(lines: Iterable[Ranked], others: Iterable[Ranked], shut: Collection[str]) -> tuple[Ranked, ...]:
    """`lines`: the whole ranking; `others`: that of the cases that are not shut, made of them alone, by the same rules.

    Every case that is not shut keeps its rank; with whom it shares that, and which rules told it apart, is said of the others alone.
    A shut case that shares a rank stands behind those who do, with the number that follows.
    """
    alone = {line.key: line for line in others}
    found: list[Ranked] = []
    for rank, equals in groupby(lines, key=lambda line: line.rank):
        group = list(equals)
        known = [line for line in group if line.key not in shut]
        found += [
            replace(line, is_shared=alone[line.key].is_shared, decided_by=alone[line.key].decided_by) for line in known
        ]
        for place, line in enumerate((line for line in group if line.key in shut), len(known)):
            found.append(replace(line, rank=rank and rank + place, is_shared=False, decided_by=()))
    return tuple(found)
