"""Events as bytes of a calendar (RFC 5545): folding, escaping and the rules of the zones are the library's."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone

from ..queries.event_calendar import CalendarEvent

MAKER = "-//Kanazawa University//Exchange portal//EN"
ASKED_ANEW = timedelta(hours=1)
"""How often a calendar that subscribes is asked to look for news."""
ZONES_KEPT = 64

Address = Callable[[CalendarEvent], str]


def calendar(events: Sequence[CalendarEvent], *, name: str, host: str, address: Address) -> bytes:
    """A calendar file in UTF-8. `host` makes the keys of the events unique; `address` is that of an event's page."""
    book = Calendar()
    for key, value in (("prodid", MAKER), ("version", "2.0"), ("method", "PUBLISH"), ("name", name)):
        book.add(key, value)
    book.add("x-wr-calname", name)
    book.add("refresh-interval", ASKED_ANEW, parameters={"value": "DURATION"})
    for event in events:
        book.add_component(_component(event, host, address(event)))
    if events:
        first, last = min(one.starts_at for one in events), max(one.ends_at for one in events)
        zones = sorted(book.get_missing_tzids())
        book.subcomponents[:0] = [_rules(zone, first.year - 1, last.year + 2) for zone in zones]
    return bytes(book.to_ical())


@lru_cache(ZONES_KEPT)
def _rules(zone: str, first: int, last: int) -> Timezone:
    """The rules of a zone from the beginning of one year to that of another; reckoned anew they take a tenth of a second."""
    return Timezone.from_tzid(zone, first_date=date(first, 1, 1), last_date=date(last, 1, 1))


def _component(event: CalendarEvent, host: str, address: str) -> Event:
    zone, language = ZoneInfo(event.zone), {"language": event.title.language}
    found = Event()
    found.add("uid", f"{event.uid}@{host}")
    found.add("sequence", event.number)
    found.add("dtstamp", event.changed_at)
    found.add("last-modified", event.changed_at)
    found.add("dtstart", event.starts_at.astimezone(zone))
    found.add("dtend", event.ends_at.astimezone(zone))
    found.add("summary", event.title.text, parameters=language)
    if event.text:
        found.add("description", event.text, parameters=language)
    if event.place:
        found.add("location", event.place, parameters=language)
    if event.program:
        found.add("categories", [event.program])
    found.add("url", address)
    return found
