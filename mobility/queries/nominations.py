"""Nominations as lines of a list, and one as its reader may see it: whose turn it is, what is said, what may be done."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kanazawa_exchange.accounts.models import Transition
from kanazawa_exchange.accounts.queries.history import Entry, timeline
from kanazawa_exchange.accounts.queries.names import shown_names
from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.facts import Fact, Link
from kanazawa_exchange.lib.localized import Localized, localized
from kanazawa_exchange.lib.names import ShownName
from kanazawa_exchange.lib.paging import BEGINNING, PAGE_SIZE, Order, Page, Place
from kanazawa_exchange.lib.period import fiscal_year_label
from kanazawa_exchange.lib.states import Move, MoveTable
from kanazawa_exchange.lib.totals import BOUND, Total, counted
from kanazawa_exchange.lib.viewer import Viewer, member
from partners.permissions import represented_institution_ids
from programs.models import Direction
from programs.queries import coordinated_program_ids

from .. import permissions
from ..models import LIVE, Mobility, Nomination, ReceiverStatus, SenderStatus
from ..nomination_moves import (
    NOMINATION_RECEIVER_MOVES,
    NOMINATION_SENDER_MOVES,
    RECEIVER_STATES,
    SENDER_STATES,
    UNDECIDED,
    WRITABLE,
)

NEWEST_FIRST = Order("created_at", descending=True)
BOTH_SIDES = MoveTable(
    [*NOMINATION_SENDER_MOVES.moves.values(), *NOMINATION_RECEIVER_MOVES.moves.values()],
    {**SENDER_STATES, **RECEIVER_STATES},
)
"""One log tells the moves of both sides; no state and no move of the two bears the same name."""
UNTOLD = (
    *("person", "run", "sending", "receiving", "mobility", "application", "sender_status", "receiver_status"),
    *("revision", "sent_at", "unlock_asked_at", "unlock_reason"),
)

SENDER, RECEIVER, HOME, NOBODY = "sender", "receiver", "home", ""


# --- Whose turn ------------------------------------------------------------------------------------------------------


def turn_of(sender_status: str, receiver_status: str, *, asks: bool, has_stay: bool) -> str:
    """Which side acts next: the sender, the receiver, our office (a stay to be registered), or nobody."""
    if sender_status in WRITABLE:
        return SENDER
    if sender_status == SenderStatus.CANCELLED or receiver_status == ReceiverStatus.REJECTED:
        return NOBODY
    if asks or receiver_status in UNDECIDED:
        return RECEIVER
    return NOBODY if has_stay else HOME


def waiting_for(user: Viewer) -> Q:
    """The nominations in which this user's side acts next."""
    sender = Q(sender_status__in=WRITABLE)
    receiver = Q(sender_status=SenderStatus.SENT) & (
        Q(unlock_asked_at__isnull=False) | Q(receiver_status__in=UNDECIDED)
    )
    home = Q(sender_status=SenderStatus.SENT, receiver_status=ReceiverStatus.VERIFIED, mobility=None)
    mine = represented_institution_ids(user)
    as_partner = Q(sending_id__in=mine, run__direction=Direction.INBOUND) & sender
    as_partner |= Q(receiving_id__in=mine, run__direction=Direction.OUTBOUND) & receiver
    ours = Q(run__direction=Direction.OUTBOUND) & sender | Q(run__direction=Direction.INBOUND) & receiver | home
    if not permissions.may_register(user):
        return as_partner
    programs = None if permissions.is_office(user) else coordinated_program_ids(user)
    return (ours if programs is None else ours & Q(run__program_id__in=programs)) | as_partner


def _turn_words(turn: str, direction: str, *, is_mine: bool) -> str:
    if turn == NOBODY:
        return ""
    if is_mine:
        return pgettext("turn", "You")
    is_ours = turn == HOME or (turn == SENDER) == (direction == Direction.OUTBOUND)
    return pgettext("turn", "Kanazawa") if is_ours else pgettext("turn", "Partner institution")


# --- The list --------------------------------------------------------------------------------------------------------


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
        sending=_in_short(one.sending),
        receiving=_in_short(one.receiving),
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
        turn=_turn_words(turn, one.run.direction, is_mine=is_mine),
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


def _in_short(place: Any) -> Localized:
    short = localized(place, "short_name")
    return short if short and not short.is_fallback else localized(place, "name")


# --- One case --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Step:
    """One move of either side: when, what, and the reason that was given."""

    at: datetime
    what: str
    reason: str


@dataclass(frozen=True)
class Case:
    """One nomination as this reader may see it."""

    uid: UUID
    row: Row
    is_own: bool
    keeps: bool
    """Whether the reader keeps the programme's records: such a one reads the whole history."""
    steps: tuple[Step, ...]
    """What was done and why, for the two institutions."""
    facts: tuple[Fact, ...]
    asked: str
    """Why the sender wants to correct it, while nobody has answered."""
    answer: str
    """Why the host has rejected it, or the sender withdrawn it."""
    waits_for_stay: bool
    buttons: tuple[Move, ...]
    may_edit: bool
    may_register_stay: bool


def case(one: Nomination, user: Viewer) -> Case:
    """The case for this reader; a host reads the facts of what is being corrected only when they are sent again."""
    is_own = permissions.is_own(user, one)
    sends, answers = permissions.may_send_nomination(user, one), permissions.may_answer_nomination(user, one)
    keeps = permissions.may_register_in(user, one.run.program_id)
    row = rows_of([one], user, own=is_own and not (sends or answers or keeps))[0]
    buttons = (*NOMINATION_SENDER_MOVES.offered(one, user), *NOMINATION_RECEIVER_MOVES.offered(one, user))
    waits = (one.sender_status, one.receiver_status) == (SenderStatus.SENT, ReceiverStatus.VERIFIED)
    return Case(
        uid=one.uid,
        row=row,
        is_own=is_own,
        keeps=keeps,
        steps=_steps(one) if sends or answers else (),
        facts=tuple(_facts(one, user, knows=sends or keeps or is_own or one.sender_status != SenderStatus.UNLOCKED)),
        asked=_said(one, ("ask_unlock",)) if one.unlock_asked_at and (sends or answers or keeps) else "",
        answer=_said(one, ("reject", "cancel")) if row.turn == "" and (sends or answers or keeps) else "",
        waits_for_stay=waits and one.mobility is None and keeps,
        buttons=tuple(move for move in buttons if _fits(one, move)),
        may_edit=sends and one.sender_status in WRITABLE,
        may_register_stay=waits and one.mobility is None and keeps,
    )


def _fits(one: Nomination, move: Move) -> bool:
    """Buttons of what could only be refused now are left out."""
    is_asked = one.unlock_asked_at is not None
    if move.name in ("unlock", "keep_locked"):
        return is_asked
    if move.name == "ask_unlock":
        return not is_asked and one.receiver_status in UNDECIDED
    if move.name == "cancel":
        return one.receiver_status != ReceiverStatus.REJECTED and (
            one.mobility is None or one.mobility.status not in LIVE
        )
    return move.name not in NOMINATION_RECEIVER_MOVES.moves or one.sender_status == SenderStatus.SENT


def _facts(one: Nomination, user: Viewer, *, knows: bool) -> Iterator[Fact]:
    run = formats.series(localized(one.run.program, "name"), fiscal_year_label(one.run.fiscal_year))
    yield Fact(_("Programme"), run)
    yield Fact(_("Sending institution"), localized(one.sending, "name"))
    yield Fact(_("Receiving institution"), localized(one.receiving, "name"))
    if not knows:
        yield Fact(_("Details"), _("The sending institution is correcting them and sends them again."))
        return
    yield Fact(_("Planned dates"), formats.period(one.planned_starts_on, one.planned_ends_on))
    for name in ("category", "level", "term"):
        yield Fact(_label(name), getattr(one, f"get_{name}_display")())
    yield Fact(_label("study_year"), one.study_year)
    if one.agreement is not None:
        yield Fact(_label("agreement"), localized(one.agreement, "title"))
    if one.sent_at is not None:
        words = _("revision %(number)s") % {"number": formats.number(one.revision)}
        yield Fact(_label("sent_at"), one.sent_at, words)
    if one.mobility is not None and Mobility.objects.visible_to(user).filter(pk=one.mobility_id).exists():
        address = reverse("mobility:mobility_detail", args=[one.mobility.uid])
        yield Fact(_("Stay"), Link(_("Record of the stay"), address))


def _label(name: str) -> str:
    return str(capfirst(str(Nomination._meta.get_field(name).verbose_name)))  # type: ignore[union-attr]


def _steps(one: Nomination) -> tuple[Step, ...]:
    """The moves from the first sending on, oldest first: before it the host had no part in it."""
    log = Transition.objects.filter(record_type="nomination", record_id=one.pk).exclude(move="nominate")
    return tuple(
        Step(step.recorded_at, BOTH_SIDES.done(step.move), _reason(step))
        for step in log.select_related("note").order_by("sequence")
    )


def _said(one: Nomination, moves: Sequence[str]) -> str:
    """The last reason that was given with one of these moves."""
    log = Transition.objects.filter(record_type="nomination", record_id=one.pk, move__in=moves)
    step = log.select_related("note").order_by("-sequence").first()
    return "" if step is None else _reason(step)


def _reason(step: Transition) -> str:
    """The reason in code and words."""
    note = getattr(step, "note", None)
    code = BOTH_SIDES.reason_label(step.move, step.reason_code) if step.reason_code else ""
    return " — ".join(filter(None, (code, note.text if note else "")))


def history(one: Nomination) -> list[Entry]:
    """Everything that happened to the nomination, newest first."""
    return timeline(one, moves=BOTH_SIDES, hidden=UNTOLD)


def of_person(person_id: int, user: Viewer) -> tuple[Row, ...]:
    """The nominations of a person that this user may know of, newest first."""
    account = member(user)
    own = account is not None and account.person_id == person_id and not permissions.may_register(user)
    found = list(_told(Nomination.objects.visible_to(user).filter(person_id=person_id).order_by("-created_at", "-pk")))
    return rows_of(found, user, own=own) if found else ()
