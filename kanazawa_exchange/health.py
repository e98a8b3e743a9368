"""Tells machines that watch which part of the portal is unwell, and since when no worker was heard."""

import secrets
from dataclasses import asdict
from datetime import datetime, timedelta

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
from kanazawa_exchange.broker_state import broker_answers
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.ground import has_room
from kanazawa_exchange.running import running, without_database

LATE_AFTER = 3 * settings.HEARTBEAT_SECONDS
PROVED_FOR = timedelta(seconds=10)


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
    """200 when every part is well, else 503; says which, and nothing about anybody. `?full` tells a monitor more."""
    if "full" in request.GET and not is_monitor(request):
        return JsonResponse({"status": "refused"}, status=403)
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
    if "full" in request.GET:
        state |= asdict(running(clock.now()) if database else without_database())
    answer = JsonResponse(state, status=200 if well else 503)
    answer._has_been_logged = True  # type: ignore[attr-defined]  # the watcher reports it; each look is no error of a page
    return answer


def is_monitor(request: HttpRequest) -> bool:
    """Whether the request shows MONITOR_TOKEN; compared so that the time it takes tells nothing."""
    shown = request.headers.get("Authorization", "").removeprefix("Bearer ").encode()
    return bool(settings.MONITOR_TOKEN) and secrets.compare_digest(shown, settings.MONITOR_TOKEN.encode())
