"""A new stay as it will be stored: the record in memory, what is wrong with it, and the lines its log begins with."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.services.ledger import Line
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.fresh import fresh
from kanazawa_exchange.lib.states import NEW

from ..facts import Confirmed, Facts, NewStay, apply
from ..models import Mobility, Status
from ..moves import MOVES
from .checks import early_end_faults, faults
from .known import Known
from .stages import stage_faults


def looked_at(
    stays: Sequence[NewStay], known: Known, *, by: User | None, today: date
) -> tuple[list[Mobility], dict[int, Mapping[str, str]]]:
    """The records in memory, which are known from then on, and what is wrong with those of these numbers."""
    records: list[Mobility] = []
    wrong: dict[int, Mapping[str, str]] = {}
    for number, new in enumerate(stays):
        record = in_memory(new, known)
        is_stage = new.confirmed.is_stage
        wrong[number] = early_end_faults(new.confirmed) | faults(
            record, new.facts, known, today=today, enters_run=new.enters_run, is_stage=is_stage
        )
        records.append(record)
        known.neighbours.setdefault(record.person_id, []).append(record)
    for number, record in enumerate(records):  # the next stage may stand further below
        if stays[number].confirmed.is_stage and not wrong[number]:
            wrong[number] = stage_faults(record, known, by=by)
    return records, {number: errors for number, errors in wrong.items() if errors}


def in_memory(new: NewStay, known: Known) -> Mobility:
    """One record as it will be stored; somebody who is already there and has a planned end began as it was planned."""
    record = fresh(
        Mobility,
        person=new.person,
        sending=known.institutions[new.places.sending.pk],
        receiving=known.institutions[new.places.receiving.pk],
    )
    record.status = _first_state(new.confirmed)
    with_days(record, new.facts, new.confirmed)
    record.run = known.runs[new.facts.run.pk]
    if new.confirmed.ended_early is not None:
        MOVES.moves["interrupt"].change(record, replace(new.confirmed.ended_early, on=new.confirmed.ends_on))
    return record


def with_days(record: Mobility, facts: Facts, confirmed: Confirmed) -> Mobility:
    """The record with its facts and the confirmed days."""
    record.actual_starts_on, record.actual_ends_on = confirmed.starts_on, confirmed.ends_on
    apply(facts, record)
    record.planned_starts_on = record.planned_starts_on or (confirmed.starts_on if record.planned_ends_on else None)
    return record


def _first_state(confirmed: Confirmed) -> str:
    if confirmed.ended_early is not None:
        return Status.INTERRUPTED
    if confirmed.ends_on is not None:
        return Status.RETURNED
    return Status.PLANNED if confirmed.starts_on is None else Status.ON_SITE


def beginning(record: Mobility, new: NewStay, now: datetime) -> list[Line]:
    """A planned record begins on the day it is entered, a past stay on its first day; then the moves it has made since."""
    if record.actual_starts_on is None:
        return [_line(record, "register", NEW, clock.tokyo_date(now))]
    lines = [_line(record, "register_arrived", NEW, record.actual_starts_on)]
    if (step := new.confirmed.ended_early) is not None and record.actual_ends_on is not None:
        early = _line(record, "interrupt", Status.ON_SITE, record.actual_ends_on)
        return [*lines, replace(early, reason_code=step.reason_code, reason=step.reason)]
    if record.actual_ends_on is not None:
        lines.append(_line(record, "return", Status.ON_SITE, record.actual_ends_on))
    return lines


def _line(record: Mobility, name: str, source: str, on: date) -> Line:
    return Line(record, move=name, source=source, target=MOVES.check(source, name).target, effective_on=on)
