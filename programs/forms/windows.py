"""The boxes of a window: a day and a time of day, read on the clock of one zone."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from kanazawa_exchange.lib.fields import TimeOfDay
from kanazawa_exchange.lib.localized import localized
from partners.models import City

from ..queries.call_times import JAPAN, NoSuchTime, Zone, moment_of, zone_words


def zone_choices(*further: str) -> list[tuple[str, str]]:
    """Japan, then the zones of the cities of our partners, each by its cities."""
    cities: dict[str, list[str]] = {}
    for city in City.objects.exclude(time_zone=JAPAN).order_by("slug"):
        cities.setdefault(city.time_zone, []).append(str(localized(city, "name")))
    zones = [Zone(JAPAN), *(Zone(key, names[0]) for key, names in cities.items())]
    known = {zone.key for zone in zones}
    zones += [Zone(key) for key in further if key and key not in known]
    return [(zone.key, zone_words(zone)) for zone in zones]


def split(moment: datetime, zone: str, *, is_end: bool) -> tuple[date, TimeOfDay]:
    """Day and time of day of a moment; the end of a day is its 24:00."""
    local = moment.astimezone(ZoneInfo(zone))
    since = TimeOfDay(hours=local.hour, minutes=local.minute, seconds=local.second)
    if is_end and local.time() == time():
        return local.date() - timedelta(days=1), TimeOfDay(days=1)
    return local.date(), since


def joined(cleaned: dict[str, Any], day: str, clock: str, *, is_end: bool) -> datetime | None:
    """The moment of two boxes and the zone; None where one of them is missing. Errors: NoSuchTime."""
    if not (cleaned.get(day) and cleaned.get(clock) is not None and cleaned.get("zone")):
        return None
    wall = datetime.combine(cleaned[day], time()) + cleaned[clock]
    return moment_of(wall, cleaned["zone"], is_end=is_end)


__all__ = ["NoSuchTime", "joined", "split", "zone_choices"]
