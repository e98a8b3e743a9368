"""Models of travel: mobilities, their hosts, funding and stages."""

from ..states import AWAITED, COUNTABLE, LIVE, OVER, Status
from .mobilities import (
    Activity,
    Category,
    Funding,
    Leg,
    Mobility,
    Mode,
    ResidenceStatus,
    StageLink,
)
from .replacements import Replacement

__all__ = [
    "AWAITED",
    "COUNTABLE",
    "LIVE",
    "OVER",
    "Activity",
    "Category",
    "Funding",
    "Leg",
    "Mobility",
    "Mode",
    "Replacement",
    "ResidenceStatus",
    "StageLink",
    "Status",
]
