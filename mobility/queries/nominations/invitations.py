"""Students whose universities have sent their records: who has no account yet, which call to apply to, and whether that is done."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.permissions import may_invite
from kanazawa_exchange.lib.viewer import Viewer
from programs.models import Call, CallStatus, Direction

from ...models import Application, Nomination
from ...nomination_moves import is_living


def calls_of(runs: Collection[int], now: datetime) -> Mapping[int, Call]:
    """By the keys of runs: the call of each that is announced and not over, the first to close; one query."""
    rows = Call.objects.filter(run__in=runs, status=CallStatus.ANNOUNCED, closes_at__gt=now)
    return {call.run_id: call for call in rows.order_by("-closes_at", "-pk")}


def sent_to(calls: Collection[Call], people: Collection[int]) -> frozenset[tuple[int, int]]:
    """Which of these people have sent an application to which of these calls: their keys; one query."""
    rows = Application.objects.filter(call__in=calls, person__in=people, submitted_at__isnull=False)
    return frozenset(rows.values_list("call", "person"))


def lacks_account(nomination: Nomination, user: Viewer) -> bool:
    """Whether a partner's student has no account to complete the application with, and this reader invites to one; one query."""
    is_sent = nomination.revision > 0 and nomination.run.direction == Direction.INBOUND and is_living(nomination)
    if not (is_sent and may_invite(user, nomination.person)):
        return False
    return not User.objects.filter(person=nomination.person_id).exists()


def act_of(call: Call, person: UUID) -> str:
    """How the outbox calls the invitation: one for each call and student, whoever sends which record how often."""
    return f"{call.uid} {person}"


def has_applied(act: str, now: datetime) -> bool:
    """Whether the application that an invitation asks for is sent, or can be sent no more."""
    call, person = map(UUID, act.split(" "))
    if not Call.objects.filter(uid=call, status=CallStatus.ANNOUNCED, closes_at__gt=now).exists():
        return True
    return Application.objects.filter(call__uid=call, person__uid=person, submitted_at__isnull=False).exists()
