"""The window of a call on the clocks of both sides, and how much of it is left."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from babel.dates import get_timezone_location
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.languages import active_language

JAPAN, MOSCOW = "Asia/Tokyo", "Europe/Moscow"


@dataclass(frozen=True)
class Clock:
    """A moment as one zone reads it; `place` names where that is."""

    place: str
    words: str


@dataclass(frozen=True)
class Zone:
    """A zone, and the place by which it is called: Kazan."""

    key: str
    place: str = ""


def zone_words(zone: Zone) -> str:
    """Japan time; Kazan time; without a place by the city that the zone is called after."""
    if zone.key == JAPAN:
        return pgettext("clock", "Japan time")
    if zone.key == MOSCOW and not zone.place:
        return pgettext("clock", "Moscow time")
    city = zone.place or get_timezone_location(zone.key, locale=active_language(), return_city=True)
    return pgettext("clock", "%(city)s time") % {"city": city}


def clocks(moment: datetime, zones: Iterable[Zone], *, is_end: bool = False) -> tuple[Clock, ...]:
    """The moment on each of these clocks, first named first; places whose clocks agree then share a line."""
    found: dict[str, list[str]] = {}
    for zone in zones:
        words = clock_words(moment, zone.key, is_end=is_end)
        places = found.setdefault(words, [])
        if (place := zone_words(zone)) not in places:
            places.append(place)
    return tuple(Clock(formats.series(*places), words) for words, places in found.items())


def clock_words(moment: datetime, zone: str, *, is_end: bool = False) -> str:
    """Sun, 31 March 2019, 17:00. The end of a day is its 24:00, since 0:00 of the next one is taken for a day later."""
    day, clock = day_and_clock(moment, zone, is_end=is_end)
    return _("%(day)s, %(time)s") % {"day": formats.date_with_weekday(day), "time": clock}


def day_and_clock(moment: datetime, zone: str, *, is_end: bool) -> tuple[date, str]:
    """The day in a zone, and what its clock shows: 9:05; seconds only where there are any."""
    local = moment.astimezone(ZoneInfo(zone))
    if is_end and local.time() == time():
        return local.date() - timedelta(days=1), "24:00"
    return local.date(), f"{local.hour}:{local:%M:%S}" if local.second else f"{local.hour}:{local:%M}"


def zoned_words(moment: datetime, zone: str, *, is_end: bool = False) -> str:
    """The same with the name of its clock: Sun, 31 March 2019, 17:00 (Japan time)."""
    return clock_words(moment, zone, is_end=is_end) + formats.bracketed(zone_words(Zone(zone)))


def time_left(now: datetime, moment: datetime) -> str:
    """3 days 4 hours; 4 hours 10 minutes; less than a minute. Empty once the moment has come."""
    left = moment - now
    if left <= timedelta():
        return ""
    hours, minutes = left.seconds // 3600, left.seconds % 3600 // 60
    if left.days:
        return _both(_days(left.days), _hours(hours) if hours else "")
    if hours:
        return _both(_hours(hours), _minutes(minutes) if minutes else "")
    return _minutes(minutes) if minutes else _("less than a minute")


def _both(larger: str, smaller: str) -> str:
    return formats.sentences(*(part for part in (larger, smaller) if part))


def _days(number: int) -> str:
    return ngettext("%(number)s day", "%(number)s days", number) % {"number": number}


def _hours(number: int) -> str:
    return ngettext("%(number)s hour", "%(number)s hours", number) % {"number": number}


def _minutes(number: int) -> str:
    return ngettext("%(number)s minute", "%(number)s minutes", number) % {"number": number}


class NoSuchTime(ValueError):
    """The clock of the zone is put forward over this time: no clock ever shows it."""


def moment_of(wall: datetime, zone: str, *, is_end: bool = False) -> datetime:
    """The moment at which the clock of a zone shows this. Where it does so twice, the window is the longer one.

    Errors: NoSuchTime.
    """
    local = wall.replace(tzinfo=ZoneInfo(zone), fold=int(is_end))
    if local.astimezone(ZoneInfo("UTC")).astimezone(ZoneInfo(zone)).replace(tzinfo=None) != wall:
        raise NoSuchTime
    return local
