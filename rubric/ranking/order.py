"""In which order applications stand: by their score, then by the rules of the call one after another; equal ones share a rank.

A shared rank is followed by a gap: 1, 2, 2, 4. Nothing depends on the order in which anything is given.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from hashlib import sha256
from itertools import groupby, pairwise
from typing import Any

from .cases import Application, Criterion, Review, TieRule, criterion_of
from .means import Score, score

Place = tuple[int, Any]
"""What a rule says of an application: the smaller goes first. One of which the rule knows nothing goes last."""

UNKNOWN: Place = (1, 0)


class Incomplete(StrEnum):
    """Where an application stands whose reviews are not all there: by those that are, or behind those that have all."""

    AMONG = "among"
    LAST = "last"


@dataclass(frozen=True)
class Ranked:
    """One line of the ranking. Without a review that counts there is no rank, and the line stands at the end."""

    key: str
    rank: int | None
    is_shared: bool
    """Whether another application has the same rank: no rule of the call tells them apart."""
    score: Score
    decided_by: tuple[str, ...]
    """The codes of the rules that told it apart from others with the same score, in the order of the call."""

    @property
    def is_complete(self) -> bool:
        return self.score.is_complete


def rank(
    applications: Iterable[Application],
    criteria: Sequence[Criterion],
    reviews: Iterable[Review],
    ties: Sequence[str] = (),
    *,
    seed: str = "",
    incomplete: Incomplete = Incomplete.AMONG,
) -> tuple[Ranked, ...]:
    """The ranking of these applications; reviews of others are passed over.

    `ties`: codes of `TieRule` in the order in which they are asked; `seed` makes the lot. Errors: ValueError for a code that is no
    rule, an application named twice, points outside of a scale.
    """
    cases = sorted(applications, key=lambda case: case.key)
    if len({case.key for case in cases}) < len(cases):
        raise ValueError("an application stands in a ranking once")
    by_application: dict[str, list[Review]] = {case.key: [] for case in cases}
    for review in reviews:
        by_application.get(review.application, []).append(review)
    scores = {case.key: score(criteria, by_application[case.key]) for case in cases}
    rules = [(code, _rule(code, scores, seed)) for code in ties]
    places = {case.key: _head(scores[case.key], incomplete) for case in cases}
    said = {case.key: tuple(rule(case) for _code, rule in rules) for case in cases}
    ordered = sorted(cases, key=lambda case: (places[case.key], said[case.key]))
    lines: list[Ranked] = []
    for _place, equals in groupby(ordered, key=lambda case: places[case.key]):
        lines += _lines([case.key for case in equals], scores, said, ties, len(lines))
    return tuple(lines)


def _head(known: Score, incomplete: Incomplete) -> tuple[int, Fraction]:
    """What the order begins with: nothing known goes last, then perhaps what is incomplete, then the higher score first."""
    if known.total is None:
        return 2, Fraction(0)
    return int(incomplete is Incomplete.LAST and not known.is_complete), -known.total


def _lines(
    keys: Sequence[str],
    scores: Mapping[str, Score],
    said: Mapping[str, tuple[Place, ...]],
    ties: Sequence[str],
    before: int,
) -> list[Ranked]:
    """The lines of those with the same score, in their order; `before` stand above them."""
    if scores[keys[0]].total is None:
        return [Ranked(key, None, False, scores[key], ()) for key in sorted(keys)]
    decided: dict[str, set[int]] = {key: set() for key in keys}
    for one, other in pairwise(keys):
        told = next((n for n, pair in enumerate(zip(said[one], said[other], strict=True)) if pair[0] != pair[1]), None)
        if told is not None:
            decided[one].add(told)
            decided[other].add(told)
    lines: list[Ranked] = []
    for _places, group in groupby(keys, key=lambda key: said[key]):
        equals, place = list(group), before + len(lines) + 1
        for key in equals:
            codes = tuple(ties[n] for n in sorted(_of_group(decided, equals)))
            lines.append(Ranked(key, place, len(equals) > 1, scores[key], codes))
    return lines


def _of_group(decided: Mapping[str, set[int]], equals: Sequence[str]) -> set[int]:
    """What told a group that shares a rank apart from those above and below it."""
    return decided[equals[0]] | decided[equals[-1]]


def _rule(code: str, scores: Mapping[str, Score], seed: str) -> Callable[[Application], Place]:
    criterion = criterion_of(code)
    if criterion:
        return lambda case: _higher_first(scores[case.key].means.get(criterion))
    if code == TieRule.GRADE_INDEX:
        return lambda case: _higher_first(case.grade_index)
    if code == TieRule.SUBMITTED_AT:
        return lambda case: UNKNOWN if case.submitted_at is None else (0, case.submitted_at)
    return lambda case: (0, sha256(f"{seed}:{case.key}".encode()).digest())


def _higher_first(value: Any) -> Place:
    return UNKNOWN if value is None else (0, -value)
