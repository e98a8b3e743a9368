"""Who reviews which case, shared out by load: whoever has the fewest open cases comes first. Pure arithmetic, without Django.

The same cases and reviewers give the same shares, in whatever order they are told.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Case:
    """An application, and how many reviewers are on it already."""

    key: str
    has: int = 0


@dataclass(frozen=True)
class Candidate:
    """A reviewer: how many open cases there are, and which cases are none for them (their own, those with a conflict, those they have)."""

    key: str
    load: int = 0
    barred: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Shares:
    """What was shared out: (case, reviewer); how many reviewers a case still lacks; and the load of each reviewer afterwards."""

    pairs: tuple[tuple[str, str], ...] = ()
    lacking: Mapping[str, int] = field(default_factory=dict)
    loads: Mapping[str, int] = field(default_factory=dict)


def share(cases: Iterable[Case], candidates: Iterable[Candidate], each: int) -> Shares:
    """Give every case reviewers until it has `each`. A case that few can take chooses first, so that others do not use them up."""
    people = sorted(candidates, key=lambda candidate: candidate.key)
    loads = {candidate.key: candidate.load for candidate in people}
    able = {case: [each.key for each in people if case.key not in each.barred] for case in cases}
    pairs: list[tuple[str, str]] = []
    lacking: dict[str, int] = {}
    for case in sorted(able, key=lambda case: (len(able[case]), case.key)):
        wanted = max(each - case.has, 0)
        chosen = _lightest(able[case], loads)[:wanted]
        for reviewer in chosen:
            loads[reviewer] += 1
            pairs.append((case.key, reviewer))
        if len(chosen) < wanted:
            lacking[case.key] = wanted - len(chosen)
    return Shares(tuple(sorted(pairs)), lacking, loads)


def _lightest(reviewers: Sequence[str], loads: Mapping[str, int]) -> list[str]:
    return sorted(reviewers, key=lambda reviewer: (loads[reviewer], reviewer))
