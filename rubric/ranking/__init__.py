"""Who stands where after the review, and what that proposes for the places. Pure arithmetic, without Django."""

from .cases import Application, Criterion, Review, ReviewState, TieRule
from .means import Missing, Score, rounded
from .order import Incomplete, Ranked, rank
from .proposal import Open, Outcome, Proposed, Wishing, in_turn, propose
from .shut import told

__all__ = [
    "Application",
    "Criterion",
    "Incomplete",
    "Missing",
    "Open",
    "Outcome",
    "Proposed",
    "Ranked",
    "Review",
    "ReviewState",
    "Score",
    "TieRule",
    "Wishing",
    "in_turn",
    "propose",
    "rank",
    "rounded",
    "told",
]
