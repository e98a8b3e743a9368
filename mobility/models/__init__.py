"""Who travels: mobilities, their hosts, funding and stages."""

from .mobilities import (
    COUNTABLE,
    Activity,
    Category,
    Funding,
    Leg,
    Mobility,
    Mode,
    ResidenceStatus,
    StageLink,
    Status,
)

__all__ = [
    "COUNTABLE",
    "Activity",
    "Category",
    "Funding",
    "Leg",
    "Mobility",
    "Mode",
    "ResidenceStatus",
    "StageLink",
    "Status",
]
