"""How moves of states and security events get into the append-only ledgers."""

from datetime import date, datetime
from typing import Any

from django.db.models import Max, Model

from ..models import AuditEvent, Transition, TransitionNote, User


def log_move(
    record: Model,
    *,
    move: str,
    source: str,
    target: str,
    effective_on: date,
    by: User | None,
    now: datetime,
    reason_code: str = "",
    reason: str = "",
) -> Transition:
    """Write one move of one record. Call inside the transaction that holds the record's row lock: it numbers the moves."""
    kind = record._meta.model_name or ""
    last = Transition.objects.filter(record_type=kind, record_id=record.pk).aggregate(n=Max("sequence"))["n"] or 0
    transition = Transition.objects.create(
        record_type=kind,
        record_id=record.pk,
        sequence=last + 1,
        move=move,
        source=source,
        target=target,
        effective_on=effective_on,
        recorded_at=now,
        actor=by,
        reason_code=reason_code,
    )
    if reason.strip():
        TransitionNote.objects.create(transition=transition, text=reason.strip())
    return transition


def audit(event: str, *, by: Any, now: datetime, record: Model | None = None, detail: str = "") -> AuditEvent:
    """Write one security event: role change, export, denied access. `detail` holds codes, never personal text."""
    return AuditEvent.objects.create(
        at=now,
        actor=by if by is not None and by.is_authenticated else None,
        event=event,
        record_type=(record._meta.model_name or "") if record is not None else "",
        record_uid=getattr(record, "uid", None),
        detail=detail,
    )
