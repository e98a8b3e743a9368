"""How far a worker is with a part that is written as a whole: told through the cache, past the transaction that will write it.

Only where the cache is a server of its own. One in the database would be written within that very transaction, and be read with all
the rest or not at all; and where one writer writes at a time, past it would be to wait for it.
"""

import logging
import time
from collections.abc import Iterable, Mapping
from uuid import UUID

from django.conf import settings
from django.core.cache import cache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

KEPT = 300
"""Seconds for which it is believed: of a worker that was killed it is gone then, if its lease is not gone before."""

PAUSE = 60.0
"""Seconds for which nothing is told to a cache that did not answer: the work does not wait for it."""

_silent_until = 0.0


def is_told() -> bool:
    backend: str = settings.CACHES["default"]["BACKEND"]
    return backend.endswith(".RedisCache")


def tell(lease: UUID, more: int) -> None:
    """So much more is done under this lease. Nothing rests on it."""
    global _silent_until
    if not is_told() or time.monotonic() < _silent_until:
        return
    try:
        cache.add(_key(lease), 0, KEPT)
        cache.incr(_key(lease), more)
        cache.touch(_key(lease), KEPT)
    except RedisError as error:
        _silent_until = time.monotonic() + PAUSE
        logger.warning("the cache does not answer (%s): nobody sees how far a part is", type(error).__name__)


def told(leases: Iterable[UUID]) -> Mapping[UUID, int]:
    """What was told under these leases, as far as the cache answers."""
    keys = {_key(lease): lease for lease in leases}
    if not keys or not is_told():
        return {}
    try:
        return {keys[key]: done for key, done in cache.get_many(keys).items()}
    except RedisError:
        return {}


def _key(lease: UUID) -> str:
    return f"under-way-{lease}"
