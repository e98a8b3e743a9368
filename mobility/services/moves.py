"""Moves of a mobility: what its row in `mobility.moves` cannot know from the record alone."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Min, Q, QuerySet
from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import Transition, User
from kanazawa_exchange.accounts.services import moves, undoing
from kanazawa_exchange.lib.localized import localized
from kanazawa_exchange.lib.refusals import Doubt
from kanazawa_exchange.lib.states import Move, MoveRefused, Step

from ..models import Leg, Mobility, Replacement, StageLink
from ..moves import MOVES, StageOrder
from ..queries.days import bounds, far_from_plan, period_of
from ..states import LIVE, NOT_LIVE
from .checks import clashing_stay, direction_of, same_journey
from .clashes import clash_sentence, may_be_told
from .known import known_about
from .parts import shorten_legs, unfit_leg
from .refusals import GUARDS
from .stages import follow_days, relink, unlink_all


def move(
    mobility: Mobility, name: str, step: Step, *, by: User | None, now: datetime, version: int | None = None
) -> Mobility:
    """Make one move and return the record as it stands then. Errors: MoveRefused (by field), StaleEdit, PermissionDenied."""
    return moves.move(MACHINE, mobility, name, step, by=by, now=now, version=version)


def undo(mobility: Mobility, *, by: User, now: datetime, version: int | None = None) -> Mobility:
    """Undo the last move within seconds. Errors: MoveRefused, PermissionDenied."""
    return undoing.undo(MACHINE, mobility, by=by, now=now, version=version)


def void_all(stays: Sequence[Mobility], step: Step, *, by: User, now: datetime) -> None:
    """Void all of these records or none, each as `move` does it. Where none is a stage of a stay, 300 cost as many queries as 3.

    Errors: MoveRefused, PermissionDenied.
    """
    people = {stay.person_id for stay in stays}
    with transaction.atomic():
        links = StageLink.objects.filter(first__person_id__in=people)
        in_stages = set(links.values_list("first__person_id", flat=True))
        alone = [stay for stay in stays if stay.person_id not in in_stages]
        pks = [stay.pk for stay in alone]
        voided = moves.move_alike(MACHINE, pks, "void", step, first_days(alone), by=by, now=now)
        for stay in stays:
            if stay.pk not in voided:
                move(stay, "void", step, by=by, now=now)


def _rows() -> QuerySet[Mobility]:
    rows: QuerySet[Mobility] = Mobility.objects.select_related("run__program", "sending__city", "receiving__city")
    return rows


def first_day(stay: Mobility, _today: date) -> date:
    """The effective date of a record's first event, or its first day if that is earlier."""
    return first_days([stay])[stay.pk]


def first_days(stays: Sequence[Mobility]) -> Mapping[int, date]:
    """The same of many, by their keys; one query."""
    log = Transition.objects.filter(record_type="mobility", record_id__in=[stay.pk for stay in stays])
    logged = dict(log.order_by().values_list("record_id").annotate(Min("effective_on")))
    found = {}
    for stay in stays:
        days = [day for day in (logged.get(stay.pk), stay.actual_starts_on) if day is not None]
        found[stay.pk] = min(days) if days else (stay.planned_starts_on or stay.created_at.date())
    return found


def _fit(stay: Mobility, row: Move, _step: Step, by: User | None) -> None:
    """After the change: nobody in two places, the direction as before; the legs are shortened to the new days."""
    comes_back = bool(row.sources & set(NOT_LIVE))
    if stay.status in NOT_LIVE or (stay.actual_starts_on is None and not row.takes_back):
        return
    if comes_back:
        _refuse_return_to_life(stay, by)
        relink(stay, since=_taken_out_at(stay, row), by=by)
    first, last = bounds(stay)
    if first is None:  # every record has a first day: mobility_has_start
        return
    if sentence := fault(stay, by) or unfit_leg(stay, first, last):
        raise MoveRefused(sentence, field=row.day.field if row.day else "")
    shorten_legs(stay, first, last, by=by)


def fault(stay: Mobility, by: User | None = None) -> str:
    """Why a stay cannot be as it stands now, in words for `by`, or nothing."""
    known = known_about(stay)
    if other := clashing_stay(stay, known):
        return clash_sentence(stay, other, by)
    if direction_of(stay, stay.run, known) != stay.run.direction:
        return _("On that day the institutions of this record do not give the direction of its run.")
    return ""


def _refuse_return_to_life(stay: Mobility, by: User | None = None) -> None:
    """A record that has counted nowhere comes back into an open run, and nobody has registered the journey again since."""
    known = known_about(stay, enters_run=True)
    if known.runs[stay.run_id].is_closed:
        raise MoveRefused(_("The run of this record is closed. Open the run first."))
    standing = Replacement.objects.filter(old=stay, new__status__in=LIVE)
    instead = standing.select_related("new__receiving", "new__run").first()
    if instead is not None and not may_be_told(stay, instead.new, by):
        raise MoveRefused(_("Another record stands in its place, in another programme. Void that one first."))
    if instead is not None:
        words = {"period": period_of(instead.new), "host": localized(instead.new.receiving, "name")}
        raise MoveRefused(_("Another record stands in its place: %(period)s, %(host)s. Void that one first.") % words)
    if twin := same_journey(stay, known):
        raise MoveRefused(clash_sentence(stay, twin, by))


def _fault_of_undoing(stay: Mobility) -> str:
    """The same for a move that is undone; a record that counted nowhere asks what one asks that is restored."""
    if stay.status in NOT_LIVE:
        return ""
    if Mobility.objects.filter(pk=stay.pk, status__in=NOT_LIVE).exists():
        try:
            _refuse_return_to_life(stay)
        except MoveRefused as refusal:
            return str(refusal)
    return fault(stay)


def _taken_out_at(stay: Mobility, row: Move) -> datetime:
    """When the record was cancelled or voided, so that its links were taken back."""
    (state,) = row.sources
    step = MOVES.taken_back(state, moves.log_of(stay))
    return stay.updated_at if step is None else step.recorded_at


def _follow(stay: Mobility, row: Move, step: Step, by: User | None) -> None:
    """Its links with other stages: a record that counts no more leaves them, new days may turn them."""
    if stay.status in NOT_LIVE:
        unlink_all(stay, by=by)
    elif row.day is not None or row.takes_back:
        follow_days(stay, by=by, order=step.answers.get("order", StageOrder.TURN) or "")


def _doubts(stay: Mobility, row: Move, step: Step) -> list[Doubt]:
    """An arrival or a return weeks from the plan is asked about."""
    doubt = far_from_plan(stay, row.name, step.on) if step.on else None
    return [doubt] if doubt else []


MACHINE = moves.Machine(
    table=MOVES,
    rows=_rows,
    first_day=first_day,
    before_saving=_fit,
    afterwards=_follow,
    doubts=_doubts,
    links=lambda stay: [(StageLink, Q(first__person=stay.person_id))],  # a move may turn those of other stages too
    parts=lambda stay: [(Leg, Q(mobility=stay.pk))],
    fault=_fault_of_undoing,
    guards=GUARDS,
)
