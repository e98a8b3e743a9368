"""Events as a calendar takes them: what is to come and what is not long over, in the reader's language, each with its zone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kanazawa_exchange.lib import rich_text
from kanazawa_exchange.lib.localized import Localized, localized

from ..models import Event
from .publications import in_one_language

KEPT = timedelta(days=365)
"""So long an event that is over stays in the calendar of all: whoever subscribes keeps what they took part in."""


@dataclass(frozen=True)
class CalendarEvent:
    """One event. `starts_at` and `ends_at` are moments, `zone` is the one whose clock it is announced on.

    `slug` leads to its page; `number` counts its changes, so that a calendar takes the newest.
    """

    uid: UUID
    number: int
    changed_at: datetime
    starts_at: datetime
    ends_at: datetime
    zone: str
    title: Localized
    text: str
    place: str
    program: str
    slug: str


def upcoming(rows: QuerySet[Event], now: datetime) -> tuple[CalendarEvent, ...]:
    """Public events of the last year and all that are to come, the earliest first; one query."""
    found = rows.filter(ends_at__gt=now - KEPT).select_related("program", "city").order_by("starts_at", "pk")
    return tuple(calendar_event(event, now) for event in found)


def calendar_event(event: Event, now: datetime) -> CalendarEvent:
    """An event with its programme and city."""
    return CalendarEvent(
        uid=event.uid,
        number=event.version,
        changed_at=event.updated_at,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        zone=event.zone,
        title=in_one_language(event, "title"),
        text="\n\n".join(part for part in _texts(event, now) if part),
        place=", ".join(part for part in _places(event) if part),
        program=str(localized(event.program, "name")) if event.program else "",
        slug=event.slug,
    )


def _texts(event: Event, now: datetime) -> Iterator[str]:
    yield in_one_language(event, "summary").text
    yield rich_text.plain(in_one_language(event, "text").text)
    if event.online_link and event.ends_at > now:
        yield _("Take part online") + f": {event.online_link}"


def _places(event: Event) -> Iterator[str]:
    yield in_one_language(event, "place").text
    yield str(localized(event.city, "name")) if event.city else ""
