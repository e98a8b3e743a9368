"""Is the portal well? Database, broker and the age of the worker's last heartbeat, for machines that watch."""

from datetime import datetime

from celery import current_app
from django.contrib.auth.decorators import login_not_required
from django.db import Error as DatabaseError
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from kanazawa_exchange.accounts.models import WorkerHeartbeat

LATE_AFTER = 180  # seconds; the worker beats each minute, and a chunk of work may hold it for 90


def broker_answers() -> bool:
    """True when a message could be sent now; gives up after two seconds."""
    try:
        with current_app.connection_for_write(transport_options=_impatient()) as connection:
            connection.ensure_connection(max_retries=1, interval_start=0, interval_step=0, timeout=2)
            connection.default_channel  # noqa: B018  (opening the channel is the question)
    except Exception:  # every transport has its own errors; any of them means no
        return False
    return True


def _impatient() -> dict[str, object]:
    options = dict(current_app.conf.broker_transport_options or {})
    if str(current_app.conf.broker_url).startswith("redis"):
        options |= {"socket_connect_timeout": 2, "socket_timeout": 2}
    return options


def heartbeat_age(now: datetime) -> tuple[bool, int | None]:
    """Whether the database answers, and how many seconds ago the worker was heard of (None: never)."""
    try:
        beat = WorkerHeartbeat.objects.filter(name="worker").first()
    except DatabaseError:
        return False, None
    return True, None if beat is None else max(0, int((now - beat.beat_at).total_seconds()))


@login_not_required
@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when all three are well, else 503; says which, and nothing about anybody."""
    database, age = heartbeat_age(timezone.now())
    checks = {
        "database": database,
        "broker": broker_answers(),
        "worker": age is not None and age <= LATE_AFTER,
    }
    well = all(checks.values())
    answer = JsonResponse(
        {"status": "ok" if well else "unwell", **checks, "worker_heartbeat_seconds": age}, status=200 if well else 503
    )
    answer._has_been_logged = True  # type: ignore[attr-defined]  # the watcher reports it; each look is no error of a page
    return answer
