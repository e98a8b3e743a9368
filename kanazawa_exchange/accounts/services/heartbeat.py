"""Records when the worker was last heard of."""

from datetime import datetime

from kanazawa_exchange.accounts.models import WorkerHeartbeat


def record(*, name: str, now: datetime) -> WorkerHeartbeat:
    """Keeps one row per name; an older beat that arrives late changes nothing."""
    beat, made = WorkerHeartbeat.objects.get_or_create(name=name, defaults={"beat_at": now})
    if not made and beat.beat_at < now:
        beat.beat_at = now
        beat.save(update_fields=["beat_at"])
    return beat
