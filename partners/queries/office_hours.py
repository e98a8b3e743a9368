"""When a contact answers: its hours on the clocks of both sides, whether it does so now, and when that changes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count
from django.utils.translation import gettext as _

from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.localized import localized

from ..models import City, Contact

JAPAN, MOSCOW = "Asia/Tokyo", "Europe/Moscow"
WEEK = 7
Zones = Mapping[str, Sequence[str]]
"""Time zone → the cities that are named for it."""


@dataclass(frozen=True)
class Clock:
    """What is said of a time on one clock, and whose clock it is."""

    zone: str
    words: str


def partner_zones() -> Zones:
    """The zones of the partners' cities, that of the most institutions first; one query."""
    rows = City.objects.filter(institutions__is_home=False).exclude(time_zone=JAPAN)
    found: dict[str, list[str]] = {}
    weights: dict[str, int] = {}
    for city in rows.annotate(number=Count("institutions")).order_by("-number", "slug"):
        found.setdefault(city.time_zone, []).append(str(localized(city, "name")))
        weights[city.time_zone] = weights.get(city.time_zone, 0) + city.number
    return {zone: found[zone] for zone in sorted(found, key=lambda zone: -weights[zone])}


def zones_of(contacts: Sequence[Contact]) -> Zones:
    """The same of the partners that these contacts belong to; Moscow's where there is none."""
    found: dict[str, list[str]] = {}
    for contact in contacts:
        city = contact.institution.city
        name = str(localized(city, "name"))
        if city.time_zone != JAPAN and name not in found.setdefault(city.time_zone, []):
            found[city.time_zone].append(name)
    return found or {MOSCOW: ()}


def clocks_for(contact: Contact, zones: Zones) -> Zones:
    """The own clock of a contact, then those of the other side: of the partners for Japan, Japan's for everybody else."""
    city = contact.institution.city
    other_side: Zones = zones if city.time_zone == JAPAN else {JAPAN: ()}
    return {city.time_zone: [str(localized(city, "name"))], **other_side}


def zone_name(zone: str, cities: Sequence[str]) -> str:
    known = {JAPAN: _("Japan time"), MOSCOW: _("Moscow time")}
    return known.get(zone) or _("%(city)s time") % {"city": formats.series(*cities)}


# --- By the week -----------------------------------------------------------------------------------------------------


def hours(contact: Contact, zones: Zones, now: datetime) -> Iterator[Clock]:
    """Days and hours on each clock; clocks that say the same stand on one line."""
    if contact.opens_at is None or contact.closes_at is None:
        return
    own = contact.institution.city.time_zone
    days = formats.weekdays_of(contact.weekdays)
    found: dict[str, dict[str, Sequence[str]]] = {}
    for zone, cities in clocks_for(contact, zones).items():
        opens, shift = _in_zone(contact.opens_at, own, zone, now)
        closes, end_shift = _in_zone(contact.closes_at, own, zone, now)
        words = f"{days} {_span(f'{opens:%-H:%M}', shift, f'{closes:%-H:%M}', end_shift)}"
        found.setdefault(words, {})[zone] = cities
    yield from (Clock(_names(alike), words) for words, alike in found.items())


def _names(zones: Zones) -> str:
    """Of zones whose clocks agree: those with a name of their own, and the cities of the others together."""
    named = [zone_name(zone, cities) for zone, cities in zones.items() if zone in {JAPAN, MOSCOW}]
    cities = [city for zone, cities in zones.items() if zone not in {JAPAN, MOSCOW} for city in cities]
    return formats.series(*named, *([zone_name("", cities)] if cities else []))


def _span(opens: str, shift: int, closes: str, end_shift: int) -> str:
    """9:00–17:00, with the day before or after where it is not the day that is named."""
    notes = {-1: formats.bracketed(_("the day before")), 1: formats.bracketed(_("the day after"))}
    if shift == end_shift:
        return f"{opens}–{closes}{notes.get(shift, '')}"
    end = _("%(time)s the next day") % {"time": closes} if end_shift == 1 else closes
    return f"{opens}{notes.get(shift, '')}–{end}"


def _in_zone(at: time, own: str, zone: str, now: datetime) -> tuple[time, int]:
    """A time of day in another zone, and on which day: the one before (-1), the same (0), the one after (1)."""
    there = datetime.combine(now.astimezone(ZoneInfo(own)).date(), at, ZoneInfo(own))
    here = there.astimezone(ZoneInfo(zone))
    return here.time(), (here.date() - there.date()) // timedelta(days=1)


# --- Now -------------------------------------------------------------------------------------------------------------


def is_open(contact: Contact, now: datetime) -> bool:
    """By its hours: whether today is a holiday, nobody has told."""
    there = now.astimezone(ZoneInfo(contact.institution.city.time_zone))
    if contact.opens_at is None or contact.closes_at is None:
        return False
    return str(there.isoweekday()) in contact.weekdays and contact.opens_at <= there.time() < contact.closes_at


def next_change(contact: Contact, now: datetime) -> datetime | None:
    """When it closes, while it is open; else when it opens next. None where no hours are entered."""
    if contact.opens_at is None or contact.closes_at is None:
        return None
    zone = ZoneInfo(contact.institution.city.time_zone)
    today = now.astimezone(zone).date()
    if is_open(contact, now):
        return datetime.combine(today, contact.closes_at, zone)
    for ahead in range(WEEK + 1):
        day = today + timedelta(days=ahead)
        opens = datetime.combine(day, contact.opens_at, zone)
        if str(day.isoweekday()) in contact.weekdays and opens > now:
            return opens
    return None


def change_on_clocks(contact: Contact, zones: Zones, now: datetime) -> tuple[Clock, ...]:
    """The next change on the own clock and on the first of the other side: Mon 9:00, or 17:00 on the same day there."""
    change = next_change(contact, now)
    if change is None:
        return ()
    both = list(clocks_for(contact, zones).items())[:2]
    return tuple(Clock(zone_name(zone, cities), _moment(change, zone, now)) for zone, cities in both)


def _moment(at: datetime, zone: str, now: datetime) -> str:
    there, here = at.astimezone(ZoneInfo(zone)), now.astimezone(ZoneInfo(zone))
    day = "" if there.date() == here.date() else formats.weekday(there.isoweekday()) + " "
    return f"{day}{there:%-H:%M}"
