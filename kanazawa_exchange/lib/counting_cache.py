"""The cache in the database, which counts attempts to sign in: it says so when it cannot keep a count."""

from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache as FrameworkCache

from .outages import CannotStore

TRIES = 3


class DatabaseCache(FrameworkCache):
    """The framework's cache answers "no" alike to a key that is there and to a disk that is full. The limits on sign-in
    read that as "too often"; here the second is a fault of its own.
    """

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        for _turn in range(TRIES):
            if super().add(key, value, timeout, version):
                return True
            if self.has_key(key, version):
                return False
        raise CannotStore("the cache in the database keeps nothing")
