"""Tells machines that watch which part of the portal is unwell, and since when no worker was heard."""

from datetime import datetime, timedelta

from celery import current_app
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import Error as DatabaseError
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from kanazawa_exchange.accounts.models import WorkerHeartbeat
from kanazawa_exchange.accounts.services import heartbeat
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.ground import has_room

LATE_AFTER = 3 * settings.HEARTBEAT_SECONDS
PROVED_FOR = timedelta(seconds=10)


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


def last_heartbeat() -> tuple[bool, datetime | None]:
    """Whether the database answers, and when the worker was heard of (None: never)."""
    try:
        beat = WorkerHeartbeat.objects.filter(name="worker").first()
    except DatabaseError:
        return False, None
    return True, beat.beat_at if beat else None


def saves() -> bool:
    """Whether something could be kept now: room on the disk and in the database, and a row that is really written."""
    try:
        if not has_room(settings.DATA_DIR):
            return False
        written = WorkerHeartbeat.objects.filter(name="watch", beat_at__gt=clock.now() - PROVED_FOR).exists()
        if not written:
            heartbeat.record(name="watch", now=clock.now())
    except (DatabaseError, OSError):
        return False
    return True


def cache_answers() -> bool:
    """The cache counts attempts to sign in; without it nobody signs in."""
    try:
        cache.get("watch")
    except Exception:  # as with the broker
        return False
    return True


@login_not_required
@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when every part is well, else 503; says which, and nothing about anybody."""
    database, heard_at = last_heartbeat()
    age = None if heard_at is None else max(0, int((timezone.now() - heard_at).total_seconds()))
    checks = {
        "database": database,
        "saves": database and saves(),
        "cache": cache_answers(),
        "broker": broker_answers(),
        "worker": age is not None and age <= LATE_AFTER,
    }
    well = all(checks.values())
    state: dict[str, object] = {"status": "ok" if well else "unwell", **checks, "worker_heartbeat_seconds": age}
    if not checks["worker"]:
        state["no_worker_since"] = heard_at and timezone.localtime(heard_at).isoformat(timespec="seconds")
    answer = JsonResponse(state, status=200 if well else 503)
    answer._has_been_logged = True  # type: ignore[attr-defined]  # the watcher reports it; each look is no error of a page
    return answer
