"""What waits for a reader on the first page, and where each part stands among those of the other apps."""

from . import today_ways
from .activity_reports import waiting
from .today import parts, whom_to_ask

SHELVES = (
    (2, today_ways.urgent),
    (10, parts),
    (11, today_ways.parts),
    (13, waiting.parts),
    (90, whom_to_ask),
)
