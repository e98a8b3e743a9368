"""The present moment and the present day in Japan; the one place that asks the machine."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

TOKYO = ZoneInfo("Asia/Tokyo")


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The present day of the Japanese calendar."""
    return tokyo_date(now())


def tokyo_date(moment: datetime) -> date:
    """The day on which an aware moment falls in Japan."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a zone falls on no certain day")
    return moment.astimezone(TOKYO).date()
