"""Moves of a mobility: what its row in `mobility.moves` cannot know from the record alone."""

from datetime import date, datetime

from django.db.models import Min, QuerySet
from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import Transition, User
from kanazawa_exchange.accounts.services import moves
from kanazawa_exchange.lib.states import Move, MoveRefused, Step

from ..models import Mobility, Status
from ..moves import MOVES, StageOrder
from ..states import NOT_LIVE
from .checks import clash_sentence, clashing_stay, direction_of
from .known import known_about
from .parts import shorten_legs, unfit_leg
from .refusals import GUARDS
from .stages import follow_days, unlink_all


def move(
    mobility: Mobility, name: str, step: Step, *, by: User | None, now: datetime, version: int | None = None
) -> Mobility:
    """Make one move and return the record as it stands then. Errors: MoveRefused (by field), StaleEdit, PermissionDenied."""
    return moves.move(MACHINE, mobility, name, step, by=by, now=now, version=version)


def _rows() -> QuerySet[Mobility]:
    rows: QuerySet[Mobility] = Mobility.objects.select_related("run__program", "sending__city", "receiving__city")
    return rows


def first_day(stay: Mobility, _today: date) -> date:
    """The effective date of a record's first event, or its first day if that is earlier."""
    log = Transition.objects.filter(record_type="mobility", record_id=stay.pk)
    logged = log.aggregate(day=Min("effective_on"))["day"]
    days = [day for day in (logged, stay.actual_starts_on) if day is not None]
    return min(days) if days else (stay.planned_starts_on or stay.created_at.date())


def _fit(stay: Mobility, row: Move, _step: Step, by: User | None) -> None:
    """After the change: nobody in two places, the direction as before; the legs are shortened to the new days."""
    if stay.actual_starts_on is None or row.target == Status.VOIDED:
        return
    days = stay.actual_starts_on, stay.actual_ends_on or stay.planned_ends_on
    if fault := _fault(stay) or unfit_leg(stay, *days):
        raise MoveRefused(fault, field=row.day.field if row.day else "")
    shorten_legs(stay, *days, by=by)


def _fault(stay: Mobility) -> str:
    known = known_about(stay)
    if other := clashing_stay(stay, known):
        return clash_sentence(stay, other)
    if direction_of(stay, stay.run, known) != stay.run.direction:
        return _("On that day the institutions of this record do not give the direction of its run.")
    return ""


def _follow(stay: Mobility, row: Move, step: Step, by: User | None) -> None:
    """Its links with other stages: a record that counts no more leaves them, new days may turn them."""
    if stay.status in NOT_LIVE:
        unlink_all(stay, by=by)
    elif row.day is not None:
        follow_days(stay, by=by, order=step.answers.get("order", StageOrder.TURN) or "")


MACHINE = moves.Machine(
    table=MOVES,
    rows=_rows,
    first_day=first_day,
    before_saving=_fit,
    afterwards=_follow,
    guards=GUARDS,
)
