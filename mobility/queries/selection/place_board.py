"""The places of a call: how many are reserved, offered, confirmed and free at each destination, and who waits, in order."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kanazawa_exchange.accounts.queries.names import shown_names
from kanazawa_exchange.lib.localized import Localized, localized
from kanazawa_exchange.lib.names import ShownName
from programs.models import Call, CallPlace, CallStatus

from ...application_moves import APPLICATION_MOVES
from ...application_states import TAKING, ApplicationStatus, Decision
from ...models import Application, Choice
from ..applications.moments import deadline_words
from .periods import overlapping
from .waitlist import ORDER, numbers_when_told


@dataclass(frozen=True)
class Holder:
    """Somebody who has a place, or had one."""

    uid: UUID
    name: ShownName
    label: str
    kind: str
    until: str
    """By when an offer is to be answered."""
    is_over: bool
    """Whether that moment has passed, and the offer lapses."""
    is_hidden: bool
    """Whether nobody is told yet: the decision can be taken back."""


@dataclass(frozen=True)
class PlaceLine:
    """One destination with its numbers and those who have its places."""

    uid: UUID
    name: Localized
    places: int
    reserved: int
    offered: int
    confirmed: int
    holders: tuple[Holder, ...]

    @property
    def free(self) -> int:
        return max(self.places - self.reserved - self.offered - self.confirmed, 0)


@dataclass(frozen=True)
class Waiting:
    """Somebody on the waitlist: `can_take` are the destinations with a free place for which nobody before in line waits."""

    uid: UUID
    name: ShownName
    number: int
    """As it is told; of somebody whom nobody has told yet, what it will be once all that is hidden is released."""
    wishes: tuple[Localized, ...]
    is_hidden: bool
    holds_another: bool
    """Whether this person has accepted a place for the same period elsewhere."""
    can_take: tuple[PlaceLine, ...]
    behind: tuple[PlaceLine, ...]
    """Free ones for which somebody before in line waits: offered with a reason only."""


@dataclass(frozen=True)
class PlaceBoard:
    places: tuple[PlaceLine, ...]
    waiting: tuple[Waiting, ...]
    refused: tuple[Holder, ...]
    """Whom nobody has told yet that they are not selected."""
    hidden: int
    """How many decisions are not released."""
    is_automatic: bool
    is_called_off: bool

    @property
    def free(self) -> int:
        return sum(place.free for place in self.places)

    @property
    def total(self) -> int:
        return sum(place.places for place in self.places)


def place_board(call: Call, now: datetime) -> PlaceBoard:
    """Five queries for 3 applications and for 300."""
    rows = Application.objects.filter(call=call).exclude(decision="").order_by(*ORDER)
    decided = list(rows.exclude(status__in=[ApplicationStatus.WITHDRAWN, ApplicationStatus.CANCELLED]))
    names = shown_names(row.person_id for row in decided)
    places = list(call.destinations.select_related("institution"))
    lines = {place.pk: _line(place, decided, names, now) for place in places}
    return PlaceBoard(
        places=tuple(lines.values()),
        waiting=_waiting(call, [row for row in decided if _waits(row)], names, lines),
        refused=tuple(
            _holder(row, names[row.person_id], now)
            for row in decided
            if (row.status, row.decision) == (ApplicationStatus.DECIDED, Decision.DECLINE)
        ),
        hidden=sum(row.status == ApplicationStatus.DECIDED for row in decided),
        is_automatic=call.promotion == Call.Promotion.AUTOMATIC,
        is_called_off=call.status != CallStatus.ANNOUNCED,
    )


def _line(place: CallPlace, decided: Iterable[Application], names: Mapping[int, ShownName], now: datetime) -> PlaceLine:
    here = [row for row in decided if row.place_id == place.pk and row.decision == Decision.OFFER]
    taking = [row for row in here if row.status in TAKING]
    number = {status: sum(row.status == status for row in taking) for status in TAKING}
    return PlaceLine(
        uid=place.uid,
        name=localized(place.institution, "name"),
        places=place.places,
        reserved=number[ApplicationStatus.DECIDED],
        offered=number[ApplicationStatus.OFFERED],
        confirmed=number[ApplicationStatus.CONFIRMED],
        holders=tuple(
            _holder(row, names[row.person_id], now) for row in (*taking, *(r for r in here if r not in taking))
        ),
    )


def _holder(row: Application, name: ShownName, now: datetime) -> Holder:
    until = row.offer_until if row.status == ApplicationStatus.OFFERED else None
    return Holder(
        uid=row.uid,
        name=name,
        label=str(APPLICATION_MOVES.office_label(row.status)),
        kind=APPLICATION_MOVES.kind(row.status),
        until=deadline_words(until) if until else "",
        is_over=until is not None and until <= now,
        is_hidden=row.status == ApplicationStatus.DECIDED,
    )


# --- Who waits -------------------------------------------------------------------------------------------------------


def _waits(row: Application) -> bool:
    return row.decision == Decision.WAITLIST and row.status in (ApplicationStatus.DECIDED, ApplicationStatus.WAITLISTED)


def _waiting(
    call: Call, rows: Sequence[Application], names: Mapping[int, ShownName], lines: Mapping[int, PlaceLine]
) -> tuple[Waiting, ...]:
    wishes: dict[int, list[int]] = {row.pk: [] for row in rows}
    chosen = Choice.objects.filter(application__in=list(wishes)).order_by("application_id", "order")
    for application, place in chosen.values_list("application_id", "place_id"):
        wishes[application].append(place)
    confirmed = Application.objects.filter(
        status=ApplicationStatus.CONFIRMED, person__in=[row.person_id for row in rows]
    )
    busy = set(confirmed.filter(overlapping(call.run, "call__run__")).values_list("person_id", flat=True))
    told = numbers_when_told(row for row in rows if row.status == ApplicationStatus.WAITLISTED)
    numbers = {**numbers_when_told(rows), **told}
    found: list[Waiting] = []
    asked: set[UUID] = set()
    for row in rows:
        wanted = [row.place_id] if row.place_id else [pk for pk in wishes[row.pk] if pk in lines] or list(lines)
        who = row, names[row.person_id], numbers[row.pk]
        found.append(_waiter(who, [lines[pk] for pk in wanted], asked, row.person_id in busy))
    return tuple(found)


def _waiter(
    who: tuple[Application, ShownName, int], wanted: Sequence[PlaceLine], asked: set[UUID], holds_another: bool
) -> Waiting:
    """`who`: with name and number; `asked` are the destinations for which somebody before in line waits; this one's are added."""
    row, name, number = who
    is_hidden = row.status == ApplicationStatus.DECIDED
    is_ready = not is_hidden and not holds_another
    free = [place for place in wanted if place.free] if is_ready else []
    can_take = tuple(place for place in free if place.uid not in asked)
    if is_ready:
        asked |= {place.uid for place in wanted}
    return Waiting(
        uid=row.uid,
        name=name,
        number=number,
        wishes=tuple(place.name for place in wanted),
        is_hidden=is_hidden,
        holds_another=holds_another,
        can_take=can_take,
        behind=tuple(place for place in free if place not in can_take),
    )
