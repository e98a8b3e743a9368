"""Deadlines in words: with the weekday and the zone, in Japan and where the applicant is."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import Person
from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.clock import TOKYO
from kanazawa_exchange.lib.languages import active_language
from kanazawa_exchange.lib.localized import localized
from partners.models import City

HOME = "Asia/Tokyo"


def moment_words(moment: datetime, cities: Iterable[City] = (), *, is_end: bool = False) -> str:
    """Fri, 2 August 2026, 18:00 (Japan time) · Kazan 12:00: the moment in Japan, and on the clocks of these cities."""
    day, clock = _read(moment, HOME, is_end)
    told = [_("%(day)s, %(time)s (Japan time)") % {"day": _day(day), "time": clock}]
    for city in {city.time_zone: city for city in cities if city.time_zone != HOME}.values():
        there, clock = _read(moment, city.time_zone, is_end)
        told.append(f"{localized(city, 'name')} {clock if there == day else formats.series(_day(there), clock)}")
    return " · ".join(told)


def deadline_words(before: datetime, cities: Iterable[City] = ()) -> str:
    """What comes before this moment counts; where it ends a day, the clock shows the 24:00 of that day, as the page of the call does."""
    return moment_words(before, cities, is_end=True)


def _read(moment: datetime, zone: str, is_end: bool) -> tuple[date, str]:
    """The day, and the time on its clock: 9:05, 24:00."""
    local = moment.astimezone(ZoneInfo(zone))
    if is_end and local.time() == time():
        return local.date() - timedelta(days=1), "24:00"
    return local.date(), f"{local.hour}:{local:%M:%S}" if is_end and local.second else f"{local.hour}:{local:%M}"


def cities_of(person: Person) -> tuple[City, ...]:
    """Whose clock an applicant reads who has not yet said where: that of the last enrolment. One query."""
    last = person.enrolments.select_related("institution__city").order_by("-starts_on", "-pk").first()
    return (last.institution.city,) if last else ()


def day_words(moment: datetime) -> str:
    """The day in Japan with its weekday."""
    return _day(moment.astimezone(TOKYO).date())


def _day(day: date) -> str:
    words = formats.long_date(day)
    return words if active_language() == "ja" else formats.series(formats.weekday(day.isoweekday()), words)
