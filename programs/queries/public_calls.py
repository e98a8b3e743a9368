"""Calls as everybody sees them: what is open, what comes, and what has closed, on the clocks of both sides."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import QuerySet

from kanazawa_exchange.lib import prepared
from kanazawa_exchange.lib.prepared import Keys

from ..call_moves import CallStatus
from ..models import Call, CallPhase, CallPlace, ProgramPartner
from .call_times import clocks
from .calls import CallCard, call_card, cities_of, with_places, zones_among

SHOWN_CLOSED = timedelta(days=365)
"""So long a closed call stays on the public list."""


@dataclass(frozen=True)
class PublicCalls:
    """The calls that the public sees: open ones by their closing, those to come by their opening, closed ones newest first."""

    open: tuple[CallCard, ...] = ()
    to_come: tuple[CallCard, ...] = ()
    closed: tuple[CallCard, ...] = ()

    @property
    def ahead(self) -> tuple[CallCard, ...]:
        """Those that one can apply to now or later."""
        return self.open + self.to_come

    def of(self, program_slug: str) -> "PublicCalls":
        """Those of one programme."""
        rows = (self.open, self.to_come, self.closed)
        return PublicCalls(*(tuple(card for card in cards if card.program_slug == program_slug) for cards in rows))

    @property
    def every(self) -> tuple[CallCard, ...]:
        return self.open + self.to_come + self.closed


def public_calls(calls: QuerySet[Call], now: datetime) -> PublicCalls:
    """Those announced, without what closed more than a year ago; three queries."""
    rows = with_places(calls.exclude(status=CallStatus.DRAFT).filter(closes_at__gt=now - SHOWN_CLOSED))
    return _sorted(list(rows.order_by("closes_at", "pk")), now)


def _sorted(calls: Sequence[Call], now: datetime) -> PublicCalls:
    """Of calls in the order in which they close; two queries for the cities whose clocks show their windows."""
    prepared.fill(calls, "destinations", _destinations)
    prepared.fill([call.run.program for call in calls], "partnerships", _partnerships)
    cards = [public_card(call, now) for call in calls]
    running = [card for card in cards if card.status == CallStatus.ANNOUNCED]
    over = [card for card in cards if card not in running or card.phase == CallPhase.CLOSED]
    return PublicCalls(
        open=tuple(card for card in running if card.phase == CallPhase.OPEN),
        to_come=tuple(
            sorted((card for card in running if card.phase == CallPhase.TO_COME), key=lambda card: card.opens_at)
        ),
        closed=tuple(reversed(over)),
    )


def calls_ahead(now: datetime, *, program_id: int | None = None) -> PublicCalls:
    """What can be applied for at this moment or later; three queries."""
    return _sorted(prepared.rows(_announced, now, program_id), now)


def _announced(now: datetime, program_id: int | None) -> QuerySet[Call]:
    rows = with_places(Call.objects.filter(status=CallStatus.ANNOUNCED, closes_at__gt=now)).order_by("closes_at", "pk")
    return rows if program_id is None else rows.filter(run__program_id=program_id)


def _destinations(calls: Keys) -> QuerySet[CallPlace]:
    return CallPlace.objects.filter(call_id__in=calls).select_related("institution__city")


def _partnerships(programs: Keys) -> QuerySet[ProgramPartner]:
    rows = ProgramPartner.objects.filter(program_id__in=programs)
    return rows.select_related("institution__city").order_by("pk")


def public_card(call: Call, now: datetime) -> CallCard:
    """A call with its places and both sides, as a card that tells its window on two clocks; its page tells all of them."""
    zones = zones_among(call, cities_of(call, call.destinations.all(), call.run.program.partnerships.all()))[:2]
    opens, closes = clocks(call.opens_at, zones), clocks(call.closes_at, zones, is_end=True)
    return replace(call_card(call, now), opens_on=opens, closes_on=closes)
