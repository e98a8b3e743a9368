"""Arrivals or returns of a whole group confirmed at once, or tried out without being written."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.services.permits import refuse_unless
from kanazawa_exchange.accounts.services.retries import retried
from kanazawa_exchange.lib.states import MoveRefused, Step

from ..models import Mobility
from ..moves import MOVES
from . import moves


@dataclass(frozen=True)
class Outcome:
    """What became, or would become, of one record; `refusal` is empty when the move was made."""

    mobility: Mobility
    refusal: str = ""


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
def preview(mobilities: Sequence[Mobility], move: str, *, on: date, by: User, now: datetime) -> tuple[Outcome, ...]:
    """What the move would do to each record: the very same act, taken back at its end."""
    try:
        with transaction.atomic():
            raise _TriedOut(_each(mobilities, move, on=on, by=by, now=now))
    except _TriedOut as tried:
        return tried.outcomes


@retried
def move_all(mobilities: Sequence[Mobility], move: str, *, on: date, by: User, now: datetime) -> tuple[Outcome, ...]:
    """Make the move for all of them or for none. Errors: CannotMoveAll, PermissionDenied."""
    with transaction.atomic():
        outcomes = _each(mobilities, move, on=on, by=by, now=now)
        if any(outcome.refusal for outcome in outcomes):
            raise CannotMoveAll(outcomes)
    return tuple(outcomes)


def _each(mobilities: Sequence[Mobility], move: str, *, on: date, by: User, now: datetime) -> list[Outcome]:
    """Row locks are taken in the order of ids, so that two groups wait in turn; other locks may cross, and are tried again."""
    outcomes = []
    for mobility in sorted(mobilities, key=lambda one: one.pk):
        refuse_unless(MOVES.may, by, mobility, move)
        try:
            moves.move(mobility, move, Step(on=on), by=by, now=now)
        except MoveRefused as refusal:
            outcomes.append(Outcome(mobility, str(refusal)))
        else:
            outcomes.append(Outcome(mobility))
    return outcomes
