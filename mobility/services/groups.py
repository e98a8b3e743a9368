"""Arrivals or returns of a whole group confirmed at once, or tried out without being written; and undone at once."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import Transition, User
from kanazawa_exchange.accounts.queries.names import shown_names
from kanazawa_exchange.accounts.services.ledger import log_overruled
from kanazawa_exchange.accounts.services.moves import log_of
from kanazawa_exchange.accounts.services.permits import refuse_unless
from kanazawa_exchange.accounts.services.retries import retried
from kanazawa_exchange.accounts.services.undoing import something_else
from kanazawa_exchange.lib.refusals import Doubt, ask
from kanazawa_exchange.lib.states import UNDO, MoveRefused, Step

from .. import permissions
from ..models import Mobility
from ..moves import MOVES
from ..queries.days import far_from_plan
from . import moves


@dataclass(frozen=True)
class Outcome:
    """What became, or would become, of one record on its day; `refusal` is empty when the move was made."""

    mobility: Mobility
    on: date
    refusal: str = ""
    doubt: Doubt | None = None


class CannotMoveAll(Exception):
    """Some records of the group refuse; nothing was written. `outcomes` tells which and why."""

    def __init__(self, outcomes: Sequence[Outcome]) -> None:
        self.outcomes = tuple(outcomes)
        super().__init__("; ".join(outcome.refusal for outcome in outcomes if outcome.refusal))


class _TriedOut(Exception):
    def __init__(self, outcomes: Sequence[Outcome]) -> None:
        self.outcomes = tuple(outcomes)
        super().__init__()


@retried
def preview(
    mobilities: Sequence[Mobility],
    move: str,
    *,
    on: date | None,
    own_days: Mapping[int, date] = {},
    by: User,
    now: datetime,
) -> tuple[Outcome, ...]:
    """What the move would do to each record: the very same act, taken back at its end."""
    try:
        with transaction.atomic():
            raise _TriedOut(_each(mobilities, move, _days(mobilities, on, own_days), by=by, now=now))
    except _TriedOut as tried:
        return tried.outcomes


@retried
def move_all(
    mobilities: Sequence[Mobility],
    move: str,
    *,
    on: date | None,
    own_days: Mapping[int, date] = {},
    overruled: Collection[str] | None = None,
    by: User,
    now: datetime,
) -> tuple[Outcome, ...]:
    """Make the move for all of them or for none: on the common day, or on the day of one's own (by id of the record).

    Days far from the plan are asked about unless they are `overruled`; without that nothing is asked.
    Errors: CannotMoveAll, Doubted, PermissionDenied.
    """
    with transaction.atomic():
        outcomes = _each(mobilities, move, _days(mobilities, on, own_days), by=by, now=now)
        if any(outcome.refusal for outcome in outcomes):
            raise CannotMoveAll(outcomes)
        doubts = [(outcome.mobility, [outcome.doubt]) for outcome in outcomes if outcome.doubt]
        ask([doubt for _stay, found in doubts for doubt in found], overruled)
        if overruled is not None:
            log_overruled(doubts)
    return tuple(outcomes)


def _days(mobilities: Sequence[Mobility], on: date | None, own_days: Mapping[int, date]) -> dict[int, date]:
    """The day of each record. Errors: ValueError for a record without one."""
    days = {stay.pk: own_days.get(stay.pk, on) for stay in mobilities}
    found = {pk: day for pk, day in days.items() if day is not None}
    if len(found) < len(days):
        raise ValueError("each record needs a day: the common one or its own")
    return found


def _each(
    mobilities: Sequence[Mobility], move: str, days: Mapping[int, date], *, by: User, now: datetime
) -> list[Outcome]:
    """Row locks are taken in the order of ids, so that two groups wait in turn; other locks may cross, and are tried again."""
    outcomes = []
    for mobility in sorted(mobilities, key=lambda one: one.pk):
        refuse_unless(MOVES.may, by, mobility, move)
        day = days[mobility.pk]
        try:
            moved = moves.move(mobility, move, Step(on=day), by=by, now=now)
        except MoveRefused as refusal:
            outcomes.append(Outcome(mobility, day, str(refusal)))
        else:
            outcomes.append(Outcome(moved, day, doubt=far_from_plan(mobility, move, day)))
    return outcomes


@retried
def undo_all(made_at: datetime, *, by: User, now: datetime) -> tuple[Mobility, ...]:
    """Undo what this user did to a group at that moment: for all of them or for none, within seconds, while nothing has
    happened to any of them since. Errors: MoveRefused, PermissionDenied.
    """
    refuse_unless(permissions.may_register, by)
    with transaction.atomic():
        made = Transition.objects.filter(record_type="mobility", actor=by, recorded_at=made_at)
        rows = Mobility.objects.select_for_update(of=("self",)).filter(pk__in=made.values("record_id"))
        group = list(rows.order_by("pk"))
        if not group:
            raise MoveRefused(_("There is nothing to undo."))
        return tuple(_undone(stay, made_at, by=by, now=now) for stay in group)


def _undone(stay: Mobility, made_at: datetime, *, by: User, now: datetime) -> Mobility:
    """Errors: MoveRefused, which names the person: the others would like to know for whose sake nothing is undone."""
    try:
        last = log_of(stay)[-1]
        if last.move != UNDO and last.recorded_at != made_at:
            raise MoveRefused(something_else())
        return moves.undo(stay, by=by, now=now)
    except MoveRefused as refusal:
        name = shown_names([stay.person_id], reading=False)[stay.person_id].text
        words = _("Nothing is undone, for nobody of the group. %(name)s: %(why)s")
        raise MoveRefused(words % {"name": name, "why": str(refusal)}) from refusal
