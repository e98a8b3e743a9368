"""The cache in the database, which counts attempts to sign in: it says so when it cannot keep a count, and keeps every
count for as long as it holds.
"""

from datetime import datetime
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache as FrameworkCache
from django.db import connections
from django.db.backends.utils import CursorWrapper

from .outages import CannotStore

TRIES = 3


class DatabaseCache(FrameworkCache):
    """The framework's cache answers "no" alike to a key that is there and to a disk that is full. The limits on sign-in
    read that as "too often"; here the second is a fault of its own.

    A full table of the framework throws away a third of its rows, whatever they count: an attacker who fills it with
    attempts at made-up addresses would be counted from zero again. Here only what has run out makes room.
    """

    _table: str

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        for _turn in range(TRIES):
            if super().add(key, value, timeout, version):
                return True
            if self.has_key(key, version):
                return False
        raise CannotStore("the cache in the database keeps nothing")

    def _cull(self, db: str, cursor: CursorWrapper, now: datetime, num: int) -> None:
        connection = connections[db]
        table, expires = connection.ops.quote_name(self._table), connection.ops.quote_name("expires")
        sql = f"DELETE FROM {table} WHERE {expires} < %s"  # noqa: S608 (names of our own settings, quoted)
        cursor.execute(sql, [connection.ops.adapt_datetimefield_value(now)])
