"""Deadlines in words: with the weekday and the zone, in Japan and where the applicant is."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.clock import TOKYO
from kanazawa_exchange.lib.languages import active_language
from kanazawa_exchange.lib.localized import localized
from partners.models import City

HOME = "Asia/Tokyo"


def moment_words(moment: datetime, cities: Iterable[City] = ()) -> str:
    """Fri, 2 August 2026, 23:59 (Japan time) · Kazan 17:59: the moment in Japan, and on the clocks of these cities."""
    words = {"day": day_words(moment), "time": formats.time(moment)}
    told = [_("%(day)s, %(time)s (Japan time)") % words]
    for city in {city.time_zone: city for city in cities if city.time_zone != HOME}.values():
        there = moment.astimezone(ZoneInfo(city.time_zone))
        clock = f"{there.hour}:{there:%M}"
        name = str(localized(city, "name"))
        if there.date() != moment.astimezone(TOKYO).date():
            clock = formats.series(_day(there), clock)
        told.append(f"{name} {clock}")
    return " · ".join(told)


def deadline_words(before: datetime, cities: Iterable[City] = ()) -> str:
    """The last minute before a deadline: the end of a day is told as 23:59 of it."""
    is_whole = before.second == 0 and before.microsecond == 0
    return moment_words(before - timedelta(minutes=1) if is_whole else before, cities)


def day_words(moment: datetime) -> str:
    """The day in Japan with its weekday."""
    return _day(moment.astimezone(TOKYO))


def _day(moment: datetime) -> str:
    day = formats.long_date(moment.date())
    return day if active_language() == "ja" else formats.series(formats.weekday(moment.isoweekday()), day)
