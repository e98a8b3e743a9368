"""Asks a fault whether something the portal stands on is missing: its store, the cache that counts attempts, the mail server."""

import errno
import sqlite3
from collections.abc import Iterator

from django.db import Error as DatabaseError
from django.db import InterfaceError, OperationalError
from redis.exceptions import RedisError

from .mail import CannotSend

STORE, CACHE, MAIL = "store", "cache", "mail"

# A statement that is wrong has other codes: it is a fault of ours and stays one.
_SQLITE = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_NOTADB,
    }
)
# PostgreSQL: connection, read-only, resources (a full disk among them), operator's intervention, input or output
_POSTGRES = ("08", "25006", "53", "55P03", "57P", "58")
_FILES = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS})


class CannotStore(OperationalError):
    """Something was to be kept and could not be."""


def outage(fault: BaseException | None) -> str:
    """STORE, CACHE or MAIL; an empty text for any other fault."""
    for one in _chain(fault):
        if isinstance(one, CannotSend):
            return MAIL
        if isinstance(one, RedisError):
            return CACHE
        if _is_of_the_store(one):
            return STORE
    return ""


def _chain(fault: BaseException | None) -> Iterator[BaseException]:
    while fault is not None:
        yield fault
        fault = fault.__cause__ or fault.__context__


def _is_of_the_store(fault: BaseException) -> bool:
    if isinstance(fault, CannotStore):
        return True
    if isinstance(fault, OSError):
        return fault.errno in _FILES
    if not isinstance(fault, DatabaseError):
        return False
    code = getattr(fault.__cause__, "sqlite_errorcode", None)
    if code is not None:
        return code & 0xFF in _SQLITE
    state = getattr(fault.__cause__, "sqlstate", None)
    if state is None:  # the server was not reached at all, or the connection broke
        is_postgres = type(fault.__cause__).__module__.startswith("psycopg")
        return is_postgres and isinstance(fault, (OperationalError, InterfaceError))
    return state.startswith(_POSTGRES)
