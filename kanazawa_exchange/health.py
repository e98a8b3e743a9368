"""Which part of the portal is unwell, and when the worker was heard of."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.cache import cache
from django.db import Error as DatabaseError

from kanazawa_exchange.accounts.models import WorkerHeartbeat
from kanazawa_exchange.accounts.services import heartbeat
from kanazawa_exchange.broker_state import broker_answers
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.ground import has_room

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


@dataclass(frozen=True)
class Health:
    """Which parts of the portal are well, and when the worker was heard of (None: never, or nobody knows)."""

    parts: dict[str, bool]
    heard_at: datetime | None
    age: int | None

    @property
    def is_well(self) -> bool:
        return all(self.parts.values())


def health(now: datetime) -> Health:
    """What each part says of itself at this moment."""
    database, heard_at = last_heartbeat()
    age = None if heard_at is None else max(0, int((now - heard_at).total_seconds()))
    parts = {
        "database": database,
        "saves": database and saves(),
        "cache": cache_answers(),
        "broker": broker_answers(),
        "worker": age is not None and age <= LATE_AFTER,
    }
    return Health(parts, heard_at, age)


def is_monitor(authorization: str) -> bool:
    """Whether the header shows MONITOR_TOKEN; compared so that the time it takes tells nothing."""
    shown = authorization.removeprefix("Bearer ").encode()
    return bool(settings.MONITOR_TOKEN) and secrets.compare_digest(shown, settings.MONITOR_TOKEN.encode())
