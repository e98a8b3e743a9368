"""By how much the counts of unknown groups may vary while everything that is known stays true."""

from collections.abc import Collection, Iterable, Mapping
from fractions import Fraction
from typing import TypeVar

from .groups import Group, Groups

_Key = TypeVar("_Key")
Exact = int | Fraction
"""Nearly always whole, and then counted as int: that is many times as fast."""
Vector = dict[Group, Exact]
"""Change per group; groups that are not named do not change."""


def directions(groups: Groups, unknown: Collection[Group]) -> list[Vector]:
    """Independent changes of the unknown groups under which every sum stays true; all others are combinations of them."""
    solved = _solved(groups, unknown)
    free: dict[Group, Vector] = {
        group: {group: 1} for group in groups.counts if group in unknown and group not in solved
    }
    for group, others in solved.items():
        for other, factor in others.items():
            free[other][group] = factor
    return list(free.values())


def _solved(groups: Groups, unknown: Collection[Group]) -> dict[Group, Vector]:
    """Groups that follow from others: each as the combination of groups that follow from none (Gauss and Jordan)."""
    solved: dict[Group, Vector] = {}
    users: dict[Group, set[Group]] = {}  # in whose combination a group stands
    for equation in _equations(groups, unknown):
        row = _substituted(equation, solved)
        if not row:
            continue
        pivot = min(row, key=lambda group: (abs(row[group]) != 1, len(users.get(group, ()))))
        factor = -row.pop(pivot)
        expression = {group: ratio(value, factor) for group, value in row.items()}
        for user in users.pop(pivot, set()):
            add(solved[user], expression, solved[user].pop(pivot))
            for group in expression:
                _note(users, group, user, group in solved[user])
        solved[pivot] = expression
        for group in expression:
            users.setdefault(group, set()).add(pivot)
    return solved


def _note(users: dict[Group, set[Group]], group: Group, user: Group, stands: bool) -> None:
    found = users.setdefault(group, set())
    if stands:
        found.add(user)
    else:
        found.discard(user)


def _equations(groups: Groups, unknown: Collection[Group]) -> Iterable[Vector]:
    """Each sum, as far as its members are unknown: what the parts gain the whole gains."""
    for total in groups.sums:
        row: Vector = {part: 1 for part in total.parts if part in unknown}
        if total.whole in unknown:
            row[total.whole] = -1
        if row:
            yield row


def _substituted(equation: Vector, solved: Mapping[Group, Vector]) -> Vector:
    row: Vector = {}
    for group, factor in equation.items():
        add(row, solved.get(group, {group: 1}), factor)
    return row


def add(row: dict[_Key, Exact], other: Mapping[_Key, Exact], factor: Exact) -> None:
    """row += factor × other, without zeros."""
    for group, value in other.items():
        total = row.get(group, 0) + factor * value
        if total:
            row[group] = total
        else:
            row.pop(group, None)


def ratio(value: Exact, by: Exact) -> Exact:
    """value / by, whole where it is."""
    found = Fraction(value) / by if not (isinstance(value, int) and by in (1, -1)) else value * by
    return found.numerator if found.denominator == 1 else found


def connected(found: Iterable[Vector]) -> list[list[Vector]]:
    """The directions in clusters that share no group."""
    clusters: list[tuple[set[Group], list[Vector]]] = []
    for vector in found:
        touching = [cluster for cluster in clusters if not cluster[0].isdisjoint(vector)]
        names = set(vector).union(*(cluster[0] for cluster in touching))
        vectors = [each for cluster in touching for each in cluster[1]]
        clusters = [cluster for cluster in clusters if cluster[0].isdisjoint(vector)]
        clusters.append((names, [*vectors, vector]))
    return [vectors for _names, vectors in clusters]
