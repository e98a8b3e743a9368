"""Who stands where after the review: exact means of points, ties by the rules of the call. Pure arithmetic, without Django."""

from .cases import Application, Criterion, Review, ReviewState, TieRule
from .means import Missing, Score, rounded
from .order import Incomplete, Ranked, rank

__all__ = [
    "Application",
    "Criterion",
    "Incomplete",
    "Missing",
    "Ranked",
    "Review",
    "ReviewState",
    "Score",
    "TieRule",
    "rank",
    "rounded",
]
