"""Which call a student completes the application to whose university has sent the record, and whether that still is to be done."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from programs.models import Call, CallStatus

from ...models import Application


def calls_of(runs: Collection[int], now: datetime) -> Mapping[int, Call]:
    """By the keys of runs: the call of each that is announced and not over, the first to close; one query."""
    rows = Call.objects.filter(run__in=runs, status=CallStatus.ANNOUNCED, closes_at__gt=now)
    return {call.run_id: call for call in rows.order_by("-closes_at", "-pk")}


def sent_to(calls: Collection[Call], people: Collection[int]) -> frozenset[tuple[int, int]]:
    """Which of these people have sent an application to which of these calls: their keys; one query."""
    rows = Application.objects.filter(call__in=calls, person__in=people, submitted_at__isnull=False)
    return frozenset(rows.values_list("call", "person"))


def act_of(call: Call, person: UUID) -> str:
    """How the outbox calls the invitation: one for each call and student, whoever sends which record how often."""
    return f"{call.uid} {person}"


def has_applied(act: str, now: datetime) -> bool:
    """Whether the application that an invitation asks for is sent, or can be sent no more."""
    call, person = map(UUID, act.split(" "))
    if not Call.objects.filter(uid=call, status=CallStatus.ANNOUNCED, closes_at__gt=now).exists():
        return True
    return Application.objects.filter(call__uid=call, person__uid=person, submitted_at__isnull=False).exists()
