"""Nominations as lines of a list: those of a reader's work, and those of one person."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from kanazawa_exchange.accounts.queries.names import shown_names
from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.localized import Localized, localized
from kanazawa_exchange.lib.names import ShownName
from kanazawa_exchange.lib.paging import BEGINNING, PAGE_SIZE, Order, Page, Place
from kanazawa_exchange.lib.totals import BOUND, Total, counted
from kanazawa_exchange.lib.viewer import Viewer, member
from partners.queries.names import short_name

from ... import permissions
from ...models import Nomination
from ...nomination_moves import NOMINATION_RECEIVER_MOVES, NOMINATION_SENDER_MOVES
from .sent import as_sent
from .turns import turn_of, turn_words, waiting_for

NEWEST_FIRST = Order("created_at", descending=True)


@dataclass(frozen=True)
class Filters:
    """What the address asks for, by its own words; empty means everything."""

    sender: str = ""
    receiver: str = ""
    direction: str = ""
    fy: int | None = None
    program: UUID | None = None
    partner: UUID | None = None
    turn: str = ""

    @property
    def is_active(self) -> bool:
        return self != Filters()


@dataclass(frozen=True)
class Row:
    """One nomination as a line of the list."""

    uid: UUID
    name: ShownName
    direction: str
    sending: Localized
    receiving: Localized
    program: Localized
    fiscal_year: int
    period: str
    starts_on: date | None
    ends_on: date | None
    level: str
    sender_label: str
    sender_kind: str
    receiver_label: str
    receiver_kind: str
    turn: str
    is_mine: bool
    asks_unlock: bool
    revision: int
    sent_at: datetime | None


def asked_for(user: Viewer, filters: Filters) -> QuerySet[Nomination]:
    """The nominations of the user's work that a filter lets through; one's own nomination stands on the own page."""
    rows: QuerySet[Nomination] = Nomination.objects.visible_to(user)
    account = member(user)
    if account is not None and not permissions.is_office(user):
        rows = rows.exclude(person_id=account.person_id)
    plain: dict[str, Any] = {
        "sender_status": filters.sender,
        "receiver_status": filters.receiver,
        "run__direction": filters.direction,
        "run__fiscal_year": filters.fy,
        "run__program__uid": filters.program,
    }
    rows = rows.filter(**{column: value for column, value in plain.items() if value})
    if filters.partner:
        rows = rows.filter(Q(sending__uid=filters.partner) | Q(receiving__uid=filters.partner))
    return rows.filter(waiting_for(user)) if filters.turn else rows


def count(user: Viewer, filters: Filters, *, bound: int = BOUND) -> Total:
    return counted(asked_for(user, filters), bound)


def page(user: Viewer, filters: Filters, place: Place = BEGINNING, *, size: int = PAGE_SIZE) -> Page[Row]:
    """One page of the list, newest first; the same few queries for one line and for fifty."""
    found = NEWEST_FIRST.page(_told(asked_for(user, filters)), place, size=size)
    return found.of(rows_of(found.rows, user))


def every_row(user: Viewer, filters: Filters) -> Iterator[Row]:
    """The whole list, some rows at a time."""
    for found in NEWEST_FIRST.chunks(_told(asked_for(user, filters))):
        yield from rows_of(found, user)


def _told(rows: QuerySet[Nomination]) -> QuerySet[Nomination]:
    return rows.select_related("run__program", "sending", "receiving")


def rows_of(found: Sequence[Nomination], user: Viewer, *, own: bool = False) -> tuple[Row, ...]:
    """These nominations as lines, in this order; `own`: in the student's words."""
    found = as_sent(found, user)
    names = shown_names([one.person_id for one in found], reading=False)
    mine = set(
        Nomination.objects.filter(waiting_for(user), pk__in=[one.pk for one in found]).values_list("pk", flat=True)
    )
    return tuple(_row(one, names, is_mine=one.pk in mine, own=own) for one in found)


def _row(one: Nomination, names: Mapping[int, ShownName], *, is_mine: bool, own: bool) -> Row:
    sender, receiver = labels(one, own=own)
    turn = _turn(one)
    return Row(
        uid=one.uid,
        name=names[one.person_id],
        direction=one.run.direction,
        sending=short_name(one.sending),
        receiving=short_name(one.receiving),
        program=localized(one.run.program, "name"),
        fiscal_year=one.run.fiscal_year,
        period=formats.period(one.planned_starts_on, one.planned_ends_on),
        starts_on=one.planned_starts_on,
        ends_on=one.planned_ends_on,
        level=one.get_level_display(),
        sender_label=sender,
        sender_kind=NOMINATION_SENDER_MOVES.kind(one.sender_status),
        receiver_label=receiver,
        receiver_kind=NOMINATION_RECEIVER_MOVES.kind(one.receiver_status),
        turn=turn_words(turn, one.run.direction, is_mine=is_mine),
        is_mine=is_mine,
        asks_unlock=one.unlock_asked_at is not None,
        revision=one.revision,
        sent_at=one.sent_at,
    )


def _turn(one: Nomination) -> str:
    asks, has_stay = one.unlock_asked_at is not None, one.mobility_id is not None
    return turn_of(one.sender_status, one.receiver_status, asks=asks, has_stay=has_stay)


def labels(one: Nomination, *, own: bool = False) -> tuple[str, str]:
    """The states of both sides in words; of what was never sent the host has no state."""
    if own:
        return (
            NOMINATION_SENDER_MOVES.person_label(one.sender_status),
            NOMINATION_RECEIVER_MOVES.person_label(one.receiver_status) if one.revision else "",
        )
    return (
        NOMINATION_SENDER_MOVES.office_label(one.sender_status),
        NOMINATION_RECEIVER_MOVES.office_label(one.receiver_status) if one.revision else "",
    )


def of_person(person_id: int, user: Viewer) -> tuple[Row, ...]:
    """The nominations of a person that this user may know of, newest first."""
    account = member(user)
    own = account is not None and account.person_id == person_id and not permissions.may_register(user)
    found = list(_told(Nomination.objects.visible_to(user).filter(person_id=person_id).order_by("-created_at", "-pk")))
    return rows_of(found, user, own=own) if found else ()
