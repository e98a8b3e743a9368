"""Writes of the append-only ledgers: moves of states and security events."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.auth.models import AnonymousUser
from django.db.models import F, Max, Model

from kanazawa_exchange.lib import bulk, copy
from kanazawa_exchange.lib.refusals import Doubt

from ..models import AuditEvent, DeniedVisit, Overruling, Tracked, Transition, TransitionNote, User

DENIED_KEPT_FOR = timedelta(days=365)
MOVE = (
    *("id", "record_type", "record_id", "sequence", "move", "source", "target"),
    *("effective_on", "recorded_at", "actor_id", "reason_code"),
)
"""Of a move, as very many are written."""


@dataclass(frozen=True)
class Line:
    """One move of one record, ready for the log."""

    record: Model
    move: str
    source: str
    target: str
    effective_on: date
    reason_code: str = ""
    reason: str = ""


def log_move(line: Line, *, by: User | None, now: datetime) -> Transition:
    """Write one move of one record. Call inside the transaction that holds the record's row lock: it numbers the moves."""
    return log_further([line], by=by, now=now)[0]


def log_further(lines: Sequence[Line], *, by: User | None, now: datetime) -> list[Transition]:
    """Write one move of each of some records of one model, in as many queries for any number of them. Call it under their row locks."""
    kinds, pks = {line.record._meta.model_name or "" for line in lines}, [line.record.pk for line in lines]
    logged = Transition.objects.filter(record_type__in=kinds, record_id__in=pks).order_by().values("record_id")
    last = dict(logged.annotate(last=Max("sequence")).values_list("record_id", "last"))
    return _write(lines, [last.get(pk, 0) + 1 for pk in pks], by=by, now=now)


def log_moves(lines: Sequence[Line], *, by: User | None, now: datetime) -> None:
    """Write the first moves of records that were created in this very transaction, in two queries for any number of them."""
    counted: Counter[int] = Counter()
    numbers = []
    for line in lines:
        counted[line.record.pk] += 1
        numbers.append(counted[line.record.pk])
    if len(lines) < bulk.FROM:
        _write(lines, numbers, by=by, now=now)
        return
    keys = copy.next_keys(Transition, len(lines))
    rows = [
        (
            *(key, line.record._meta.model_name or "", line.record.pk, number, line.move, line.source, line.target),
            *(line.effective_on, now, by and by.pk, line.reason_code),
        )
        for key, line, number in zip(keys, lines, numbers, strict=True)
    ]
    copy.insert_rows(Transition._meta.db_table, MOVE, rows)
    _write_notes(zip(keys, lines, strict=True))


def _write(lines: Sequence[Line], numbers: Sequence[int], *, by: User | None, now: datetime) -> list[Transition]:
    rows = [
        Transition(
            record_type=line.record._meta.model_name or "",
            record_id=line.record.pk,
            sequence=number,
            move=line.move,
            source=line.source,
            target=line.target,
            effective_on=line.effective_on,
            recorded_at=now,
            actor=by,
            reason_code=line.reason_code,
        )
        for line, number in zip(lines, numbers, strict=True)
    ]
    Transition.objects.bulk_create(rows)
    _write_notes(zip((row.pk for row in rows), lines, strict=True))
    return rows


def _write_notes(logged: Iterable[tuple[int, Line]]) -> None:
    TransitionNote.objects.bulk_create(
        TransitionNote(transition_id=key, text=text) for key, line in logged if (text := line.reason.strip())
    )


def log_overruled(doubts: Iterable[tuple[Tracked, Sequence[Doubt]]]) -> None:
    """Write what was doubtful about these records and is meant so, with the version that was just saved; one query."""
    Overruling.objects.bulk_create(
        Overruling(
            record_type=record._meta.model_name or "",
            record_id=record.pk,
            version=record.version,
            codes=[doubt.code for doubt in found],
        )
        for record, found in doubts
        if found
    )


def audit(
    event: str, *, by: User | AnonymousUser | None, now: datetime, record: Model | None = None, detail: str = ""
) -> AuditEvent:
    """Write one security event: role change, export, sign-in. `detail` holds codes, never personal text."""
    return AuditEvent.objects.create(
        at=now,
        actor=by if isinstance(by, User) else None,
        event=event,
        record_type=(record._meta.model_name or "") if record is not None else "",
        record_uid=getattr(record, "uid", None),
        detail=detail,
    )


def count_denied(page: str, *, by: User | AnonymousUser, on: date) -> None:
    """One more visit that was refused, in the row of this day, person and page; rows go after a year.

    The rows are bounded by the pages that exist, however often somebody tries.
    """
    if not isinstance(by, User):
        return
    row, is_new = DeniedVisit.objects.get_or_create(day=on, actor=by, page=page[:100])
    if is_new:
        DeniedVisit.objects.filter(day__lt=on - DENIED_KEPT_FOR).delete()
    else:
        DeniedVisit.objects.filter(pk=row.pk).update(times=F("times") + 1)
