"""One nomination as its reader may see it: what is said, what happened, what may be done."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import Transition
from kanazawa_exchange.accounts.queries.history import Entry, timeline
from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.facts import Fact, Link
from kanazawa_exchange.lib.localized import localized
from kanazawa_exchange.lib.period import fiscal_year_label
from kanazawa_exchange.lib.states import Move, MoveTable
from kanazawa_exchange.lib.viewer import Viewer
from kanazawa_exchange.lib.written import Reason

from ... import permissions
from ...models import LIVE, Mobility, Nomination, ReceiverStatus, SenderStatus
from ...nomination_moves import (
    NOMINATION_RECEIVER_MOVES,
    NOMINATION_SENDER_MOVES,
    RECEIVER_STATES,
    SENDER_STATES,
    UNDECIDED,
    WRITABLE,
)
from .lists import Row, rows_of
from .sent import as_sent
from .sides import why_others_act

BOTH_SIDES = MoveTable(
    [*NOMINATION_SENDER_MOVES.moves.values(), *NOMINATION_RECEIVER_MOVES.moves.values()],
    {**SENDER_STATES, **RECEIVER_STATES},
)
"""One log tells the moves of both sides; no state and no move of the two bears the same name."""
UNTOLD = (
    *("person", "run", "sending", "receiving", "mobility", "application", "sender_status", "receiver_status"),
    *("revision", "sent_at", "unlock_asked_at", "unlock_reason"),
)


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
    buttons: tuple[Move, ...]
    may_edit: bool
    may_register_stay: bool
    why_others_act: str
    """Why somebody else acts in it, where the reader belongs to one of the institutions; else empty."""


def case(one: Nomination, user: Viewer) -> Case:
    """The case for this reader; a host reads the facts of what is being corrected as they were last sent."""
    as_sent([one], user)
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
        facts=tuple(_facts(one, user)),
        asked=said(one, ("ask_unlock",)) if one.unlock_asked_at and (sends or answers or keeps) else "",
        answer=said(one, ("reject", "cancel")) if row.turn == "" and (sends or answers or keeps) else "",
        buttons=tuple(move for move in buttons if _fits(one, move)),
        may_edit=sends and one.sender_status in WRITABLE,
        may_register_stay=waits and one.mobility is None and permissions.may_register_stay_of(user, one),
        why_others_act=why_others_act(one, user),
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


def _facts(one: Nomination, user: Viewer) -> Iterator[Fact]:
    run = formats.series(localized(one.run.program, "name"), fiscal_year_label(one.run.fiscal_year))
    yield Fact(_("Programme"), run)
    yield Fact(_("Sending institution"), localized(one.sending, "name"))
    yield Fact(_("Receiving institution"), localized(one.receiving, "name"))
    if one.sender_status == SenderStatus.UNLOCKED:
        yield Fact(_("Details"), _("The sending institution is correcting them and sends them again."))
    yield Fact(_("Planned dates"), formats.period(one.planned_starts_on, one.planned_ends_on))
    for name in ("category", "level", "term"):
        yield Fact(_label(name), getattr(one, f"get_{name}_display")())
    yield Fact(_label("study_year"), one.study_year)
    if one.email:
        yield Fact(_label("email"), one.email)
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


def said(one: Nomination, moves: Sequence[str]) -> str:
    """The last reason that was given with one of these moves."""
    log = Transition.objects.filter(record_type="nomination", record_id=one.pk, move__in=moves)
    step = log.select_related("note").order_by("-sequence").first()
    return "" if step is None else _reason(step)


def _reason(step: Transition) -> Reason:
    """The reason in code and words."""
    note = getattr(step, "note", None)
    code = BOTH_SIDES.reason_label(step.move, step.reason_code) if step.reason_code else ""
    return Reason(code, note.text if note else "", " — ")


def history(one: Nomination) -> list[Entry]:
    """Everything that happened to the nomination, newest first."""
    return timeline(one, moves=BOTH_SIDES, hidden=UNTOLD)
