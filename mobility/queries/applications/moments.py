"""Deadlines in words: with the weekday and the zone, where the applicant is and in Japan."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import Person
from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.localized import localized
from partners.models import City
from programs.queries.call_times import JAPAN, Zone, day_and_clock, zone_words

from ...models import Application
from .intake import home_of


def moment_words(moment: datetime, cities: Sequence[City] = (), *, is_end: bool = False) -> str:
    """Fri, 2 August 2026, 12:00 (Kazan time) · Japan 18:00: the clock of the first city first, as its reader lives there.

    Then those of Japan and of the other cities, each zone once. Without a city, or with one of Japan, Japan comes first.
    """
    zones = [Zone(city.time_zone, str(localized(city, "name"))) for city in cities]
    abroad = [zone for zone in zones if zone.key != JAPAN]
    lives_abroad = bool(zones) and zones[0].key != JAPAN
    named: dict[str, Zone] = {}
    for zone in (*abroad[:lives_abroad], Zone(JAPAN), *abroad):
        named.setdefault(zone.key, zone)
    own, *others = named.values()
    moment = moment if is_end else moment.replace(second=0)
    day, clock = day_and_clock(moment, own.key, is_end=is_end)
    told = [
        _("%(day)s, %(time)s (%(zone)s)")
        % {"day": formats.date_with_weekday(day), "time": clock, "zone": zone_words(own)}
    ]
    for zone in others:
        there, clock = day_and_clock(moment, zone.key, is_end=is_end)
        place = zone.place or formats.country("JP")
        told.append(f"{place} {clock if there == day else formats.series(formats.date_with_weekday(there), clock)}")
    return " · ".join(told)


def deadline_words(before: datetime, cities: Sequence[City] = ()) -> str:
    """What comes before this moment counts; where it ends a day, the clock shows the 24:00 of that day, as the page of the call does."""
    return moment_words(before, cities, is_end=True)


def cities_around(application: Application) -> tuple[City, ...]:
    """Whose clocks an applicant is told beside that of Japan: where he or she studies, and where the offered place is."""
    home = (application.institution.city,) if application.institution else ()
    is_told = application.released_at is not None and application.place is not None
    return (*home, application.place.institution.city) if is_told and application.place else home


def cities_of(person: Person) -> tuple[City, ...]:
    """Whose clock an applicant reads who has not yet said where: that of where the portal knows the person to study."""
    home = home_of(person)
    return (home.city,) if home else ()
