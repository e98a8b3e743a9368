"""The one door through which the state of any record changes: locked, compared, permitted, checked, logged, then its effects."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils.translation import gettext as _

from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.refusals import Doubt, Guards, ask, explained
from kanazawa_exchange.lib.states import Move, MoveRefused, MoveTable, Step, nothing_changes

from ..models import Tracked, Transition, User
from .editing import lock_for_edit, save_edit, save_edits
from .ledger import Line, log_further, log_move, log_overruled
from .retries import retried

T = TypeVar("T", bound=Tracked)


Parts = Sequence[tuple[type[Tracked], models.Q]]
"""Models, and which of their rows belong to a record."""


def _no_effect(_record: Any, _row: Move, _step: Step, _by: User | None) -> None:
    """Most moves change nothing but their record."""


@dataclass(frozen=True, kw_only=True)
class Machine(Generic[T]):
    """How one kind of record moves: its table, the rows that are locked, and what holds around every move.

    `rows` gives the queryset with what the checks read; `first_day` is the effective date of a move that asks for none and
    takes none back; `before_saving` sees the record changed and in its new state and refuses (or adjusts parts),
    `afterwards` writes what follows; both stand inside the transaction. `guards` are the database's refusals in words,
    `refusal` the exception they become. `doubts` are asked about before. For undoing: `links` and `parts` tell which rows
    its moves may write before and after the record itself, `fault` why the record cannot be as it stands.
    """

    table: MoveTable
    rows: Callable[[], models.QuerySet[T]]
    first_day: Callable[[T, date], date] = lambda _record, today: today
    before_saving: Callable[[T, Move, Step, User | None], None] = _no_effect
    afterwards: Callable[[T, Move, Step, User | None], None] = _no_effect
    doubts: Callable[[T, Move, Step], Sequence[Doubt]] = lambda _record, _row, _step: ()
    links: Callable[[T], Parts] = lambda _record: ()
    parts: Callable[[T], Parts] = lambda _record: ()
    fault: Callable[[T], str] = lambda _record: ""
    guards: Guards = field(default_factory=dict)
    refusal: type[MoveRefused] = MoveRefused


@retried
def move(
    machine: Machine[T], record: T, name: str, step: Step, *, by: User | None, now: datetime, version: int | None = None
) -> T:
    """Make one move with one record and return it as it stands then. `by=None` is the portal itself.

    Where the table names another move that comes before it, that one is made too, on the same day, in the same act.
    Errors: StaleEdit, PermissionDenied, Doubted, the machine's refusal by field.
    """
    with explained(machine.guards, machine.refusal), transaction.atomic():
        current = lock_for_edit(machine.rows(), record.pk, version)
        if way := machine.table.way(machine.table.state_of(current), name):
            refuse(_day_faults(machine.table.moves[name], step, clock.tokyo_date(now)), machine.refusal)
            _made(machine, current, way, Step(on=step.on), by, now)
        _made(machine, current, name, step, by, now)
    current.refresh_from_db()
    return current


@retried
def move_all(machine: Machine[T], pks: Sequence[int], name: str, *, now: datetime) -> int:
    """The portal makes one move with all of these records from which it leads, in as many queries for 300 as for 3; how many.

    For a move that asks for nothing and changes nothing but the state; what the machine does afterwards is done for each.
    Errors: ValueError for any other move.
    """
    row = machine.table.moves[name]
    if row.by_way or row.day or row.takes_back or row.change is not nothing_changes:
        raise ValueError(f"{name} is made with one record at a time")
    with explained(machine.guards, machine.refusal), transaction.atomic():
        rows = machine.rows().filter(**_from(machine, pks, row)).order_by("pk").select_for_update(of=("self",))
        made = [_changed(machine, current, name, Step(), None, now) for current in rows]
        save_edits([each.record for each in made], (machine.table.field,), by=None, reason=name)
        log_further([each.line for each in made], by=None, now=now)
        for each in made:
            machine.afterwards(each.record, each.row, each.step, None)
    return len(made)


@retried
def move_alike(
    machine: Machine[T],
    pks: Sequence[int],
    name: str,
    step: Step,
    since: Mapping[int, date],
    *,
    by: User | None,
    now: datetime,
) -> set[int]:
    """Make one move, for one reason, with those of these records from which it leads; in as many queries for 300 as for 3.

    For a move from which nothing follows for another record, as the caller knows: what the machine does afterwards is left out.
    `since`: record → from which day it holds. Returns the keys of those that were moved.
    Errors: as those of `move`, and then none is moved; ValueError for a move that asks for a day, or takes one back.
    """
    row = machine.table.moves[name]
    if row.by_way or row.day or row.takes_back:
        raise ValueError(f"{name} is made with one record at a time")
    with explained(machine.guards, machine.refusal), transaction.atomic():
        rows = machine.rows().filter(**_from(machine, pks, row)).order_by("pk").select_for_update(of=("self",))
        records = list(rows)
        before = [_values(record) for record in records]
        made = [_changed(machine, record, name, step, by, now, since[record.pk]) for record in records]
        names = {key for record, was in zip(records, before, strict=True) for key in _differing(record, was)}
        save_edits(records, sorted(names), by=by, reason=name)
        if step.overruled is not None:
            log_overruled((each.record, each.doubts) for each in made)
        log_further([each.line for each in made], by=by, now=now)
    return {record.pk for record in records}


@retried
def move_each(
    machine: Machine[T], steps: Mapping[int, Step], name: str, *, by: User | None, now: datetime
) -> tuple[list[T], dict[int, MoveRefused]]:
    """Make one move with each of these records, with a step of its own; in as many queries for 300 as for 3.

    Returns those that were moved, in the order of their keys, and by key why another one stays as it is. What the machine does
    afterwards is the caller's, in one transaction with this. Errors: PermissionDenied; ValueError as those of `move_alike`.
    """
    row = machine.table.moves[name]
    if row.by_way or row.day or row.takes_back:
        raise ValueError(f"{name} is made with one record at a time")
    made: list[_Made[T]] = []
    names: set[str] = set()
    refused: dict[int, MoveRefused] = {}
    with explained(machine.guards, machine.refusal), transaction.atomic():
        rows = machine.rows().filter(pk__in=steps).order_by("pk").select_for_update(of=("self",))
        for record in rows:
            before = _values(record)
            try:
                made.append(_changed(machine, record, name, steps[record.pk], by, now))
            except MoveRefused as refusal:
                refused[record.pk] = refusal
            else:
                names |= _differing(record, before)
        save_edits([each.record for each in made], sorted(names), by=by, reason=name)
        log_further([each.line for each in made], by=by, now=now)
    return [each.record for each in made], refused


def _from(machine: Machine[T], pks: Sequence[int], row: Move) -> dict[str, object]:
    """The condition for those of these records from which a move leads."""
    return {"pk__in": pks, f"{machine.table.field}__in": row.sources}


def _values(record: models.Model) -> dict[str, object]:
    return {field.name: getattr(record, field.attname) for field in record._meta.concrete_fields if not field.generated}


def _differing(record: models.Model, before: Mapping[str, object]) -> set[str]:
    return {name for name, value in _values(record).items() if before[name] != value}


@dataclass(frozen=True)
class _Made(Generic[T]):
    """A move with a record that is not saved yet."""

    record: T
    row: Move
    step: Step
    doubts: Sequence[Doubt]
    line: Line


def _made(machine: Machine[T], current: T, name: str, step: Step, by: User | None, now: datetime) -> None:
    """Make one move with a locked record: permitted, checked, saved, logged, then its effects."""
    made = _changed(machine, current, name, step, by, now)
    save_edit(current, by=by, reason=name)
    if made.step.overruled is not None:
        log_overruled([(current, made.doubts)])
    log_move(made.line, by=by, now=now)
    machine.afterwards(current, made.row, made.step, by)


def _changed(
    machine: Machine[T],
    current: T,
    name: str,
    step: Step,
    by: User | None,
    now: datetime,
    since: date | None = None,
) -> _Made[T]:
    """A locked record in the state after a move that is permitted and checked. `since`: the effective date, where it was asked for
    already."""
    row = _row(machine, current, name, step, by)
    today = clock.tokyo_date(now)
    refuse(_day_faults(row, step, today) | _reason_faults(row, current, step), machine.refusal)
    source = machine.table.state_of(current)
    log = log_of(current) if row.takes_back else []
    # people say a day only where the move asks for one
    on = since or (step.on if row.day or by is None else None) or _day(machine, current, row, log, today)
    step = replace(step, on=on, at=now)
    refuse(row.needs(current, step), machine.refusal)
    doubts = machine.doubts(current, row, step)
    ask(doubts, step.overruled)
    target = machine.table.target(name, source, log) or source
    row.change(current, step)
    setattr(current, machine.table.field, target)
    machine.before_saving(current, row, step, by)
    line = Line(current, name, source, target, on, step.reason_code, step.reason)
    return _Made(current, row, step, doubts, line)


def refuse(errors: Mapping[str, str], kind: type[MoveRefused] = MoveRefused) -> None:
    if errors:
        raise kind(errors)


def log_of(record: models.Model) -> list[Transition]:
    """The moves that a record has made, oldest first."""
    log = Transition.objects.filter(record_type=record._meta.model_name, record_id=record.pk)
    return list(log.order_by("sequence"))


def _day(machine: Machine[T], record: T, row: Move, log: Sequence[Transition], today: date) -> date:
    """The effective date of a move that asks for none: that of the move that it takes back, else what the machine says."""
    led_here = machine.table.taken_back(machine.table.state_of(record), log) if row.takes_back else None
    return machine.first_day(record, today) if led_here is None else led_here.effective_on


def _row(machine: Machine[T], record: T, name: str, step: Step, by: User | None) -> Move:
    """The row of the move, when it exists from here, this user makes it, and its reasons are given."""
    state = machine.table.state_of(record)
    try:
        machine.table.check(state, name)
        if by is not None and not machine.table.may(by, record, name):
            raise PermissionDenied
        return machine.table.check(state, name, step)
    except MoveRefused as refusal:
        raise machine.refusal(refusal.errors) from refusal


def _reason_faults(row: Move, record: models.Model, step: Step) -> dict[str, str]:
    return {"reason": _("Give a reason.")} if row.asks_why(record) and not step.reason.strip() else {}


def _day_faults(row: Move, step: Step, today: date) -> dict[str, str]:
    if row.day is None:
        return {}
    if step.on is None:
        return {row.day.field: _("Enter the day.")}
    days = {row.day.field: step.on} | {name: step.answers.get(name) for name in row.confirms}
    sentence = _("This day has not come yet. Enter a day up to today.")
    return {name: sentence for name, day in days.items() if isinstance(day, date) and day > today}
