"""What a ranking is made of: applications, criteria, reviews in their states, and the rules that break a tie."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

Points = int | Decimal


class ReviewState(StrEnum):
    """Only what a reviewer has finished counts; a conflict and a withdrawal take the reviewer away from the case."""

    ASSIGNED = "assigned"
    CONFLICT = "conflict"
    WITHDRAWN = "withdrawn"
    DONE = "done"


AWAITED = frozenset({ReviewState.ASSIGNED, ReviewState.DONE})
"""The states in which points are expected of the reviewer."""


@dataclass(frozen=True)
class Application:
    """One case. `key` names it in the result, in the lot, and in the order of those who share a rank."""

    key: str
    grade_index: Decimal | None = None
    submitted_at: datetime | None = None


@dataclass(frozen=True)
class Criterion:
    """Points from 0 to `scale`; its mean counts `weight` times."""

    key: str
    scale: int = 5
    weight: Decimal = Decimal(1)

    def __post_init__(self) -> None:
        if self.scale < 1 or self.weight < 0:
            raise ValueError(f"criterion {self.key}: a scale from 1 on and a weight from 0 on")


@dataclass(frozen=True)
class Review:
    """What one reviewer says of one application: points by the keys of the criteria; one that is not there is missing."""

    application: str
    reviewer: str
    state: ReviewState
    points: Mapping[str, Points]


class TieRule(StrEnum):
    """What tells apart those with the same score. A mean and the grade index: the higher goes first; the rest: the earlier.

    `CRITERION` stands with the key of one: `criterion:<key>`.
    """

    CRITERION = "criterion"
    GRADE_INDEX = "grade_index"
    SUBMITTED_AT = "submitted_at"
    LOT = "lot"


def criterion_of(code: str) -> str:
    """The key of the criterion in the code of a rule, "" in any other. Errors: ValueError for a code that is no rule."""
    name, _colon, key = code.partition(":")
    if TieRule(name) is TieRule.CRITERION:
        if not key:
            raise ValueError("a rule by a criterion names it")
        return key
    if key:
        raise ValueError(f"the rule {name} takes no key")
    return ""
