"""How a mobility moves from state to state: one door for all moves, and behind it what each of them changes."""

from collections.abc import Callable
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Min
from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import Transition, User
from kanazawa_exchange.accounts.services.editing import lock_for_edit, save_edit
from kanazawa_exchange.accounts.services.ledger import log_move
from kanazawa_exchange.accounts.services.retries import retried
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.states import MoveRefused

from .. import permissions
from ..models import Mobility, Status
from ..moves import CORRECT, CORRECTABLE, EXCUSED, MOVES, REASONS
from ..queries.directions import derive, home_sides
from .parts import fit_legs
from .refusals import CannotMove, clash_sentence, clashing_stay, explained
from .stages import dissolve

Change = Callable[[Mobility], None]


def make_ready(mobility: Mobility, *, on: date, by: User, now: datetime, version: int | None = None) -> Mobility:
    """planned → ready: the papers are complete. Errors: CannotMove, StaleEdit, PermissionDenied."""
    return _move(mobility, "make_ready", on=on, by=by, now=now, version=version)


def confirm_arrival(
    mobility: Mobility, *, starts_on: date, by: User, now: datetime, version: int | None = None
) -> Mobility:
    """ready → on site, on the host's word: the first day of the stay. Errors: CannotMove (one stay at a time as well)."""

    def arrive(stay: Mobility) -> None:
        stay.actual_starts_on = starts_on

    return _move(mobility, "arrive", on=starts_on, by=by, now=now, version=version, change=arrive, day="starts_on")


def confirm_return(
    mobility: Mobility, *, ends_on: date, by: User, now: datetime, version: int | None = None
) -> Mobility:
    """on site → returned, on the host's word: the last day of the stay. Errors: CannotMove."""

    def come_back(stay: Mobility) -> None:
        stay.actual_ends_on = ends_on

    return _move(mobility, "return", on=ends_on, by=by, now=now, version=version, change=come_back, day="ends_on")


def complete(mobility: Mobility, *, on: date, by: User, now: datetime, version: int | None = None) -> Mobility:
    """returned → completed. Errors: CannotMove."""
    return _move(mobility, "complete", on=on, by=by, now=now, version=version)


def close(mobility: Mobility, *, on: date, by: User, now: datetime, version: int | None = None) -> Mobility:
    """completed → closed: all documents are filed, the record is read-only from now on. Errors: CannotMove."""
    return _move(mobility, "close", on=on, by=by, now=now, version=version)


def cancel(
    mobility: Mobility,
    *,
    on: date,
    reason_code: str,
    reason: str,
    by: User,
    now: datetime,
    version: int | None = None,
) -> Mobility:
    """planned or ready → cancelled; the record is kept and never counted. Errors: CannotMove."""
    return _move(
        mobility, "cancel", on=on, by=by, now=now, version=version, code=reason_code, reason=reason, after=dissolve
    )


def interrupt(
    mobility: Mobility,
    *,
    ends_on: date,
    reason_code: str,
    reason: str,
    counts: bool | None = None,
    by: User,
    now: datetime,
    version: int | None = None,
) -> Mobility:
    """on site → interrupted on its last day. Whether it counts follows from the reason unless `counts` says so.

    A stay that does not count is uncounted from its last day on. Errors: CannotMove.
    """
    decided = reason_code in EXCUSED if counts is None else counts

    def stop(stay: Mobility) -> None:
        stay.actual_ends_on = ends_on
        stay.interruption_counts = decided
        stay.uncounted_from = None if decided else ends_on

    return _move(
        mobility, "interrupt", on=ends_on, by=by, now=now, version=version, code=reason_code, reason=reason,
        change=stop, day="ends_on",
    )  # fmt: skip


def void(
    mobility: Mobility, *, reason_code: str, reason: str, by: User, now: datetime, version: int | None = None
) -> Mobility:
    """any state → voided: the record should never have existed. Takes effect from the record's first day, so that no live
    figure of any as-of date counts it. Errors: CannotMove."""

    def unmake(stay: Mobility) -> None:
        stay.uncounted_from = first_day(stay)

    return _move(
        mobility, "void", on=None, by=by, now=now, version=version, code=reason_code, reason=reason,
        change=unmake, after=dissolve,
    )  # fmt: skip


def correct_dates(
    mobility: Mobility,
    *,
    actual_starts_on: date,
    actual_ends_on: date | None,
    reason_code: str,
    reason: str,
    by: User,
    now: datetime,
    version: int | None = None,
) -> Mobility:
    """Change confirmed dates, logged with the reason; the state stays. Errors: CannotMove."""

    def correct(stay: Mobility) -> None:
        if (actual_ends_on is None) != (stay.actual_ends_on is None):
            sentence = _("Enter the last day.") if actual_ends_on is None else _("The return is not confirmed yet.")
            raise CannotMove({"actual_ends_on": sentence})
        stay.actual_starts_on, stay.actual_ends_on = actual_starts_on, actual_ends_on
        if stay.interruption_counts is False:
            stay.uncounted_from = actual_ends_on

    return _move(
        mobility, CORRECT, on=actual_starts_on, by=by, now=now, version=version, code=reason_code, reason=reason,
        change=correct, day="actual_starts_on",
    )  # fmt: skip


# --- The door ------------------------------------------------------------------------------------------------------------
@retried
def _move(
    mobility: Mobility,
    name: str,
    *,
    on: date | None,
    by: User,
    now: datetime,
    version: int | None,
    code: str = "",
    reason: str = "",
    change: Change | None = None,
    after: Callable[..., None] | None = None,
    day: str = "on",
) -> Mobility:
    """Lock the row, ask the table, ask who, change the fields, write the log and the history.

    `on` is the effective date (None: the record's first day); `day` names the form's field for it.
    """
    stay = mobility
    with explained(CannotMove, mobility), transaction.atomic():
        stay = lock_for_edit(
            Mobility.objects.select_related("run__program", "sending__city", "receiving__city"), mobility.pk, version
        )
        source, target = stay.status, _target(stay, name, code, reason)
        if not permissions.may_move(by, stay, name):
            raise PermissionDenied
        effective_on = first_day(stay) if on is None else on
        _check_day(stay, name, effective_on, today=clock.tokyo_date(now), day=day)
        if change is not None:
            change(stay)
        if target != Status.VOIDED:
            _check_stay(stay, day, by)
        stay.status = target
        save_edit(stay, by=by, reason=name)
        log_move(
            stay,
            move=name,
            source=source,
            target=target,
            effective_on=effective_on,
            by=by,
            now=now,
            reason_code=code,
            reason=reason,
        )
        if after is not None:
            after(stay, by=by)
    stay.refresh_from_db()
    return stay


def _target(stay: Mobility, name: str, code: str, reason: str) -> str:
    """The state a move leads to, when the table knows it from here and code and words of a required reason are given."""
    if name == CORRECT:
        if stay.status not in CORRECTABLE:
            raise CannotMove(
                {
                    "": _("This is not possible now: the state is “%(state)s”.")
                    % {"state": MOVES.office_label(stay.status)}
                }
            )
        target: str = stay.status
    elif not MOVES.allowed(stay.status, name):
        try:
            MOVES.check(stay.status, name)
        except MoveRefused as refusal:
            raise CannotMove({"": str(refusal)}) from refusal
        raise AssertionError("unreachable")
    else:
        target = MOVES.moves[name].target
    if name in REASONS:
        errors = {}
        if code not in REASONS[name]:
            errors["reason_code"] = _("Choose a reason.")
        if not reason.strip():
            errors["reason"] = _("Give a reason.")
        if errors:
            raise CannotMove(errors)
    return target


def _check_day(stay: Mobility, name: str, on: date, *, today: date, day: str) -> None:
    if name != "void" and on > today:
        raise CannotMove({day: _("This day has not come yet. Enter a day up to today.")})
    if name in {"return", "interrupt"} and stay.actual_starts_on and on < stay.actual_starts_on:
        raise CannotMove({day: _("The end lies before the start.")})
    if name in {"complete", "close"} and stay.actual_ends_on and on < stay.actual_ends_on:
        raise CannotMove({day: _("The stay had not ended on that day.")})


def _check_stay(stay: Mobility, day: str, by: User) -> None:
    """After the change: dates in order, nobody in two places, the direction as before, the legs inside."""
    start, end = stay.actual_starts_on, stay.actual_ends_on
    if start is None:
        return
    if end is not None and end < start:
        raise CannotMove({"actual_ends_on" if day == "actual_starts_on" else day: _("The end lies before the start.")})
    if other := clashing_stay(stay):
        raise CannotMove({day: clash_sentence(other)})
    project = stay.run.program.project_id
    if derive(stay.sending, stay.receiving, home_sides(project).on(project, start)) != stay.run.direction:
        raise CannotMove({day: _("On that day the institutions of this record do not give the direction of its run.")})
    if fault := fit_legs(stay, start, end or stay.planned_ends_on, by=by):
        raise CannotMove({day: fault})


def first_day(stay: Mobility) -> date:
    """The effective date of a record's first event, or its first day if that is earlier."""
    logged = Transition.objects.filter(record_type="mobility", record_id=stay.pk).aggregate(day=Min("effective_on"))[
        "day"
    ]
    days = [day for day in (logged, stay.actual_starts_on) if day is not None]
    return min(days) if days else (stay.planned_starts_on or stay.created_at.date())
