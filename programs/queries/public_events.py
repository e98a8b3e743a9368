"""Events, as everybody reads them: what is to come, what is over, and one of them."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from kanazawa_exchange.lib.localized import Localized, localized
from kanazawa_exchange.lib.paging import Order, Page, Place

from ..models import Event
from .call_times import JAPAN, Clock, Zone, clocks
from .publications import Behind, behind_for_reader, in_one_language

LATEST_FIRST = Order("starts_at", descending=True)
ON_A_PAGE = 20


@dataclass(frozen=True)
class EventCard:
    """One event in a list; `starts` and `ends` are on the clocks of its own zone and of Japan."""

    slug: str
    title: Localized
    summary: Localized
    place: Localized
    city: Localized | None
    program: Localized | None
    program_slug: str
    starts: tuple[Clock, ...]
    ends: tuple[Clock, ...]
    is_online: bool
    is_over: bool


@dataclass(frozen=True)
class EventPage:
    """Everything that the page of one event says; the link only until it is over."""

    card: EventCard
    text: Localized
    online_link: str
    written_in: tuple[str, ...]
    behind: Behind | None


def event_card(event: Event, now: datetime) -> EventCard:
    """An event with its programme and city."""
    zones = _zones(event)
    return EventCard(
        slug=event.slug,
        title=in_one_language(event, "title"),
        summary=in_one_language(event, "summary"),
        place=localized(event, "place"),
        city=localized(event.city, "name") if event.city else None,
        program=localized(event.program, "name") if event.program else None,
        program_slug=event.program.slug if event.program else "",
        starts=clocks(event.starts_at, zones),
        ends=clocks(event.ends_at, zones, is_end=True),
        is_online=bool(event.online_link),
        is_over=event.ends_at <= now,
    )


def _zones(event: Event) -> tuple[Zone, ...]:
    """Its own zone, called by its city where that lies in it, then Japan's."""
    is_there = event.city is not None and event.city.time_zone == event.zone
    own = Zone(event.zone, str(localized(event.city, "name")) if is_there else "")
    return (Zone(JAPAN),) if event.zone == JAPAN else (own, Zone(JAPAN))


def event_page(event: Event, now: datetime) -> EventPage:
    """The page of an event with its programme and city; one query."""
    card = event_card(event, now)
    link = "" if card.is_over else event.online_link
    return EventPage(card, in_one_language(event, "text"), link, event.written_in, behind_for_reader(event))


def to_come(rows: QuerySet[Event], now: datetime) -> tuple[EventCard, ...]:
    """Public events that are not over, the next one first; one query."""
    found = rows.filter(ends_at__gt=now).select_related("program", "city").order_by("starts_at", "pk")
    return tuple(event_card(event, now) for event in found)


def past(rows: QuerySet[Event], place: Place, now: datetime, *, size: int = ON_A_PAGE) -> Page[EventCard]:
    """Those that are over, the latest first; one query."""
    found = LATEST_FIRST.page(rows.filter(ends_at__lte=now).select_related("program", "city"), place, size=size)
    return found.of(event_card(event, now) for event in found.rows)
