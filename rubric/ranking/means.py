"""How many points an application has: the mean of the complete reviews in each criterion, then the weighted share of the most."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from .cases import AWAITED, Criterion, Review, ReviewState

MOST = 100
"""The score of an application with the most points in every criterion."""


@dataclass(frozen=True, order=True)
class Missing:
    """A reviewer who has not given points in a criterion yet."""

    reviewer: str
    criterion: str


@dataclass(frozen=True)
class Score:
    """What is known of one application: `total` from 0 to 100 and the mean of each criterion, both exact; None without reviews."""

    total: Fraction | None
    means: Mapping[str, Fraction]
    reviewers: tuple[str, ...]
    """Those whose review counts."""
    awaited: tuple[str, ...]
    """Those whose review is expected and does not count yet."""
    missing: tuple[Missing, ...]

    @property
    def is_complete(self) -> bool:
        """Whether everybody who was asked has given all points, and somebody was asked."""
        return bool(self.reviewers) and not self.awaited


def score(criteria: Sequence[Criterion], reviews: Sequence[Review]) -> Score:
    """The score of one application from its reviews. Errors: ValueError for points outside of a scale, or two by one reviewer."""
    awaited = sorted((review for review in reviews if review.state in AWAITED), key=lambda review: review.reviewer)
    _refuse_nonsense(criteria, awaited)
    counting = [review for review in awaited if _counts(review, criteria)]
    means = _means(criteria, counting) if counting else {}
    return Score(
        total=_total(criteria, means) if means else None,
        means=means,
        reviewers=tuple(review.reviewer for review in counting),
        awaited=tuple(review.reviewer for review in awaited if review not in counting),
        missing=tuple(
            Missing(review.reviewer, criterion.key)
            for review in awaited
            for criterion in criteria
            if criterion.key not in review.points
        ),
    )


def _counts(review: Review, criteria: Sequence[Criterion]) -> bool:
    return review.state is ReviewState.DONE and all(criterion.key in review.points for criterion in criteria)


def _means(criteria: Sequence[Criterion], reviews: Sequence[Review]) -> dict[str, Fraction]:
    return {
        criterion.key: sum((Fraction(review.points[criterion.key]) for review in reviews), Fraction(0)) / len(reviews)
        for criterion in criteria
    }


def _total(criteria: Sequence[Criterion], means: Mapping[str, Fraction]) -> Fraction | None:
    weights = sum((Fraction(criterion.weight) for criterion in criteria), Fraction(0))
    if not weights:
        return None
    shares = (Fraction(criterion.weight) * means[criterion.key] / criterion.scale for criterion in criteria)
    return MOST * sum(shares, Fraction(0)) / weights


def _refuse_nonsense(criteria: Sequence[Criterion], reviews: Sequence[Review]) -> None:
    if len({review.reviewer for review in reviews}) < len(reviews):
        raise ValueError("one reviewer reviews an application once")
    for review in reviews:
        for criterion in criteria:
            points = review.points.get(criterion.key, 0)
            if isinstance(points, float) or not 0 <= points <= criterion.scale:
                raise ValueError(f"{review.reviewer} gave {points} points of {criterion.scale}")


def rounded(value: Fraction, places: int) -> Decimal:
    """The value as it is printed, half up; exact until here."""
    scaled = value * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(whole).scaleb(-places)
