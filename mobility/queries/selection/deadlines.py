"""Until when something is taken: to the end of a local day, told as the first moment after it."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from programs.models import Call


def offer_until(call: Call, now: datetime) -> datetime:
    """The end of an offer that is made at this moment: so many days later, as the call says, at the end of the day in its zone."""
    last_day = now.astimezone(ZoneInfo(call.zone)).date() + timedelta(days=call.offer_days)
    return end_of(last_day, call.zone)


def end_of(day: date, zone: str) -> datetime:
    """The first moment after a day in the zone of the call: until then an answer or a correction is taken."""
    return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(zone))
