"""What a curious reader can do with published counts, written apart from what guards against it."""

from collections.abc import Collection, Iterator, Mapping
from fractions import Fraction
from itertools import combinations, product

from rubric.suppression.groups import Group, Groups

Finest = Mapping[tuple[str, ...], int]


def members(group: Group, finest: Finest) -> tuple[int, ...]:
    """1 for each finest group with people that belongs to the group, else 0."""
    return tuple(
        int(all(value in (None, own) for value, own in zip(group, values, strict=True)))
        for values, count in finest.items()
        if count
    )


def published(groups: Groups, withheld: Collection[Group]) -> list[Group]:
    return [group for group in groups.counts if group in groups.public and group not in withheld]


def by_subtraction(groups: Groups, finest: Finest, withheld: Collection[Group], smallest: int) -> set[tuple[int, ...]]:
    """Groups of 1 to smallest - 1 people that a published group, or the sum or difference of two, is."""
    shown = [(members(group, finest), groups.counts[group]) for group in published(groups, withheld)]
    found = set()
    for size in (1, 2):
        for chosen in combinations(shown, size):
            for signs in product((1, -1), repeat=size):
                who = tuple(
                    sum(sign * row[place] for sign, (row, _n) in zip(signs, chosen, strict=True))
                    for place in range(len(shown[0][0]))
                )
                many = sum(sign * count for sign, (_row, count) in zip(signs, chosen, strict=True))
                if 0 < many < smallest and set(who) <= {0, 1}:
                    found.add(who)
    return found


def by_equations(groups: Groups, finest: Finest, withheld: Collection[Group]) -> set[Group]:
    """Unpublished groups that are a combination of published ones, with any factors."""
    rows = _echelon([members(group, finest) for group in published(groups, withheld)])
    unknown = groups.counts.keys() - set(published(groups, withheld))
    return {group for group in unknown if not any(_reduced(list(map(Fraction, members(group, finest))), rows))}


def _echelon(vectors: list[tuple[int, ...]]) -> list[list[Fraction]]:
    rows: list[list[Fraction]] = []
    for vector in vectors:
        left = _reduced(list(map(Fraction, vector)), rows)
        if any(left):
            lead = next(value for value in left if value)
            rows.append([value / lead for value in left])
    return rows


def _reduced(vector: list[Fraction], rows: list[list[Fraction]]) -> list[Fraction]:
    for row in rows:
        place = next(place for place, value in enumerate(row) if value)
        factor = vector[place]
        vector = [value - factor * other for value, other in zip(vector, row, strict=True)]
    return vector


def possible(groups: Groups, finest: Finest, withheld: Collection[Group], spare: int) -> Iterator[dict[Group, int]]:
    """Every way to people the finest groups that fits what is published, with somebody in every public group.

    A finest group that no published one limits is tried up to its true count and `spare` more.
    """
    least = 1 if all(values in groups.public for values, count in finest.items() if count) else 0
    true = [count for count in finest.values() if count]
    limits = [(members(group, finest), groups.counts[group]) for group in published(groups, withheld)]
    every = {group: members(group, finest) for group in groups.counts}

    def fill(counts: list[int]) -> Iterator[list[int]]:
        place = len(counts)
        for row, total in limits:
            rest = least * sum(row[place:])
            left = total - sum(count for count, own in zip(counts, row, strict=False) if own) - rest
            if left < 0 or (not any(row[place:]) and left):
                return
        if place == len(true):
            yield counts
            return
        for count in range(least, true[place] + spare + 1):
            yield from fill([*counts, count])

    for counts in fill([]):
        found = {
            group: sum(count for count, own in zip(counts, row, strict=True) if own) for group, row in every.items()
        }
        if all(found[group] for group in groups.public):
            yield found
