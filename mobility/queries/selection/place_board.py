"""The places of a call: how many are reserved, offered, confirmed and free at each destination, and who waits, in order."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kanazawa_exchange.accounts.queries.names import shown_names
from kanazawa_exchange.lib.localized import Localized, localized
from kanazawa_exchange.lib.names import ShownName
from kanazawa_exchange.lib.viewer import Viewer
from programs.models import Call, CallPlace, CallStatus

from ...application_states import TAKING, ApplicationStatus, Decision, shown_state
from ...models import Application, Choice
from ..applications.bars import bar_of
from ..applications.moments import deadline_words
from ..stopped import resting, why
from .waitlist import ORDER, holding_another, numbers_when_told, waits_at


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
    bar: str
    """Why the reader keeps away from it."""
    rests: str
    """Why nobody goes on, where the consent to the handling of the data was withdrawn."""


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
    """Nothing of what an application states from which the reader keeps away; a destination that was decided is no wish."""
    is_hidden: bool
    holds_another: bool
    """Whether this person has accepted a place for the same period elsewhere."""
    rests: str
    """The same of somebody who is offered nothing."""
    can_take: tuple[PlaceLine, ...]
    behind: tuple[PlaceLine, ...]
    """Free ones for which somebody before in line waits: offered with a reason only."""
    bar: str
    """Why the reader keeps away from it: nothing can be offered then."""


@dataclass(frozen=True)
class PlaceBoard:
    places: tuple[PlaceLine, ...]
    waiting: tuple[Waiting, ...]
    not_selected: tuple[Holder, ...]
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


@dataclass(frozen=True)
class _Case:
    """An application on the board with what is printed beside it."""

    row: Application
    name: ShownName
    bar: str
    rests: str

    @property
    def is_hidden(self) -> bool:
        return self.row.status == ApplicationStatus.DECIDED

    @property
    def waits(self) -> bool:
        waiting = (ApplicationStatus.DECIDED, ApplicationStatus.WAITLISTED)
        return self.row.decision == Decision.WAITLIST and self.row.status in waiting


def place_board(call: Call, user: Viewer, now: datetime) -> PlaceBoard:
    """As this user sees it. Six queries for 3 applications and for 300."""
    decided = _decided(call, user)
    places = list(call.destinations.select_related("institution"))
    lines = {place.pk: _line(place, decided, now) for place in places}
    return PlaceBoard(
        places=tuple(lines.values()),
        waiting=_waiting(call, [case for case in decided if case.waits], lines),
        not_selected=tuple(
            _holder(case, now) for case in decided if case.is_hidden and case.row.decision == Decision.DECLINE
        ),
        hidden=sum(case.is_hidden for case in decided),
        is_automatic=call.promotion == Call.Promotion.AUTOMATIC,
        is_called_off=call.status != CallStatus.ANNOUNCED,
    )


def _decided(call: Call, user: Viewer) -> list[_Case]:
    """What was decided about and still stands, in the order of the waitlist; two queries, and that of the conflicts."""
    rows = Application.objects.filter(call=call).exclude(decision="").annotate(rests=resting()).order_by(*ORDER)
    decided = list(rows.exclude(status__in=[ApplicationStatus.WITHDRAWN, ApplicationStatus.CANCELLED]))
    names = shown_names(row.person_id for row in decided)
    return [_Case(row, names[row.person_id], bar_of(row, user), why() if row.rests else "") for row in decided]


def _line(place: CallPlace, decided: Iterable[_Case], now: datetime) -> PlaceLine:
    here = [case for case in decided if case.row.place_id == place.pk and case.row.decision == Decision.OFFER]
    taking = [case for case in here if case.row.status in TAKING]
    number = {status: sum(case.row.status == status for case in taking) for status in TAKING}
    return PlaceLine(
        uid=place.uid,
        name=localized(place.institution, "name"),
        places=place.places,
        reserved=number[ApplicationStatus.DECIDED],
        offered=number[ApplicationStatus.OFFERED],
        confirmed=number[ApplicationStatus.CONFIRMED],
        holders=tuple(_holder(case, now) for case in (*taking, *(one for one in here if one not in taking))),
    )


def _holder(case: _Case, now: datetime) -> Holder:
    row = case.row
    until = row.offer_until if row.status == ApplicationStatus.OFFERED else None
    state = shown_state(row)
    return Holder(
        uid=row.uid,
        name=case.name,
        label=str(state.office),
        kind=state.kind,
        until=deadline_words(until) if until else "",
        is_over=until is not None and until <= now,
        is_hidden=case.is_hidden,
        bar=case.bar,
        rests=case.rests,
    )


# --- Who waits -------------------------------------------------------------------------------------------------------


def _waiting(call: Call, cases: Sequence[_Case], lines: Mapping[int, PlaceLine]) -> tuple[Waiting, ...]:
    rows = [case.row for case in cases]
    wishes: dict[int, list[int]] = {row.pk: [] for row in rows}
    chosen = Choice.objects.filter(application__in=list(wishes)).order_by("application_id", "order")
    for application, place in chosen.values_list("application_id", "place_id"):
        wishes[application].append(place)
    busy = holding_another(call, rows)
    told = numbers_when_told(row for row in rows if row.status == ApplicationStatus.WAITLISTED)
    numbers = {**numbers_when_told(rows), **told}
    found: list[Waiting] = []
    asked: set[UUID] = set()
    for case in cases:
        row = case.row
        is_ready = not (case.is_hidden or case.rests or row.person_id in busy)
        places = [lines[pk] for pk in waits_at(row, wishes[row.pk], lines)]
        found.append(_waiter(case, numbers[row.pk], places, asked, is_ready=is_ready))
        asked |= {place.uid for place in places if is_ready}
    return tuple(found)


def _waiter(
    case: _Case, number: int, wanted: Sequence[PlaceLine], asked: Collection[UUID], *, is_ready: bool
) -> Waiting:
    """`asked`: the destinations for which somebody before in line waits; `is_ready`: told, without a place elsewhere, and not at rest."""
    free = [place for place in wanted if place.free] if is_ready and not case.bar else []
    can_take = tuple(place for place in free if place.uid not in asked)
    is_told = not case.bar or case.row.place_id is not None
    return Waiting(
        uid=case.row.uid,
        name=case.name,
        number=number,
        wishes=tuple(place.name for place in wanted) if is_told else (),
        is_hidden=case.is_hidden,
        holds_another=not (case.is_hidden or case.rests or is_ready),
        rests=case.rests,
        can_take=can_take,
        behind=tuple(place for place in free if place not in can_take),
        bar=case.bar,
    )
