"""A move undone within seconds by whoever made it: the record and its parts become what they were, and the log keeps both."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils.translation import gettext as _

from kanazawa_exchange.lib.refusals import explained
from kanazawa_exchange.lib.states import NEW, UNDO, MoveTable

from ..models import Tracked, Transition, User
from ..queries.past import at_version
from .editing import delete, lock_for_edit, save_edit, write
from .ledger import Line, log_move
from .moves import Machine, Parts, log_of
from .retries import retried

T = TypeVar("T", bound=Tracked)

OFFERED = timedelta(seconds=10)
"""So long the button is shown."""
ACCEPTED = timedelta(seconds=20)
"""So long a press counts: lines are slow, and clocks of machines differ."""
ONE_ACT = timedelta(seconds=2)
"""A move has written its parts by then."""

KEPT = ("id", "uid", "version", "created_at", "updated_at")


@retried
def undo(machine: Machine[T], record: T, *, by: User, now: datetime, version: int | None = None) -> T:
    """Undo the last move of a record, and return the record as it stands then.

    Only whoever made the move undoes it, within seconds, while nothing has happened since. Every figure of every as-of date
    is what it was before. Errors: PermissionDenied, Gone, the machine's refusal.
    """
    with explained(machine.guards, machine.refusal), transaction.atomic():
        current = lock_for_edit(machine.rows(), record.pk, None)
        log = log_of(current)
        act = _last_act(machine, current, log, by)
        last = act[0]
        past = at_version(current, current.version - len(act))
        is_newer = version is not None and version != current.version
        if last.actor_id == by.pk and last.move != UNDO and not machine.table.may(by, current, last.move):
            raise PermissionDenied
        followed = past is None or is_newer or _has_followed(machine, current, act)
        if sentence := _refusal(machine.table, last, by, now) or (something_else() if followed else ""):
            raise machine.refusal(sentence)
        for name in _restored(current):
            setattr(current, name, getattr(past, name))
        _put_back(machine.links(current), last.recorded_at, by)
        if sentence := machine.fault(current):
            raise machine.refusal(sentence)
        save_edit(current, by=by, reason=UNDO)
        _put_back(machine.parts(current), last.recorded_at, by)
        for step in reversed(act):
            log_move(Line(current, UNDO, step.target, step.source, step.effective_on), by=by, now=now)
    current.refresh_from_db()
    return current


def _last_act(machine: Machine[T], record: T, log: list[Transition], by: User) -> list[Transition]:
    """The last move of the log; those of the portal that followed it at the same moment are undone with it, and so is one
    that was made before it in the same act.

    Errors: PermissionDenied for a user who moves no such record, the machine's refusal.
    """
    if not any(machine.table.may(by, record, name) for name in machine.table.moves):
        raise PermissionDenied
    if not log or log[-1].source == NEW:
        raise machine.refusal(_("There is nothing to undo."))
    place = len(log) - 1
    while place > 0 and log[place].actor_id is None and log[place - 1].recorded_at == log[place].recorded_at:
        place -= 1
    return log[place - _steps_before(machine.table, log, place) :]


def _steps_before(table: MoveTable, log: list[Transition], place: int) -> int:
    """How many moves before this one were made in one act with it: the one that the table names, at the same moment."""
    last, before = log[place], log[place - 1] if place else None
    if before is None or table.way(before.source, last.move) != before.move:
        return 0
    return int((before.recorded_at, before.actor_id) == (last.recorded_at, last.actor_id))


def _refusal(table: MoveTable, last: Transition, by: User, now: datetime) -> str:
    """Why this user cannot undo this move now, in words, or nothing."""
    if last.move == UNDO:
        return _("This is undone already.")
    row = table.moves.get(last.move)
    if row is None or row.is_final:
        return _("This is final: it cannot be undone.")
    if last.actor_id != by.pk:
        return _("Only whoever did this can undo it.")
    if now - last.recorded_at > ACCEPTED:
        return _("The seconds in which this could be undone are over. The record shows what can be done now.")
    return ""


def _has_followed(machine: Machine[T], record: T, act: list[Transition]) -> bool:
    """Whether the record or one of its parts was written beside the act: what anybody else wrote since is no part of it."""
    history: Any = type(record).history  # type: ignore[attr-defined]  # every tracked model has one
    newest = history.filter(id=record.pk).latest()
    if newest.history_change_reason != act[-1].move:
        return True
    written = models.Q(history_date__gte=act[0].recorded_at)
    later = models.Q(history_date__gt=newest.history_date + ONE_ACT)
    by_others = ~models.Q(history_user=act[0].actor_id) | models.Q(history_user=None)
    parts = (*machine.links(record), *machine.parts(record))
    return any(_history(*part).filter(written & (later | by_others)).exists() for part in parts)


def something_else() -> str:
    return _(
        "Something else has happened since, so this can no longer be undone. The record shows what can be done now."
    )


def _restored(record: models.Model) -> list[str]:
    columns = (field for field in record._meta.concrete_fields if not field.generated and field.name not in KEPT)
    return [field.attname for field in columns]


# --- Parts -----------------------------------------------------------------------------------------------------------
def _history(model: Any, which: models.Q) -> models.QuerySet[Any]:
    rows: models.QuerySet[Any] = model.history.filter(which).order_by("history_date", "history_id")
    return rows


def _put_back(parts: Parts, moment: datetime, by: User) -> None:
    for model, which in parts:
        _rows_put_back(model, which, moment, by)


def _rows_put_back(model: Any, which: models.Q, moment: datetime, by: User) -> None:
    """Make these rows what they were before the moment: new ones go first, as they may stand in the place of old ones."""
    newest = {row.id: row for row in _history(model, which).filter(history_date__lt=moment)}
    then: Mapping[int, Any] = {pk: row.instance for pk, row in newest.items() if row.history_type != "-"}
    now = {row.pk: row for row in model._default_manager.filter(which)}
    for pk in now.keys() - then.keys():
        delete(now[pk], by=by)
    for pk, row in then.items():
        if pk not in now:
            write(row, by=by, reason=UNDO)
        elif changed := [name for name in _restored(row) if getattr(row, name) != getattr(now[pk], name)]:
            for name in changed:
                setattr(now[pk], name, getattr(row, name))
            save_edit(now[pk], by=by, reason=UNDO)
