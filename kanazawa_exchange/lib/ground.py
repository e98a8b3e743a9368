"""Looks at the ground before the portal stands on it: whether the database can be read and written, and what to do if not."""

import shutil
import sqlite3
from pathlib import Path
from typing import Any

from django.db import Error as DatabaseError
from django.db import connection as default
from django.db.backends.base.base import BaseDatabaseWrapper

ROOM_BYTES = 32 * 1024 * 1024
"""Less is called full: documents are up to 10 MB, and the database writes aside before it writes."""

_SQLITE = {
    sqlite3.SQLITE_CORRUPT: "is damaged. Restore the newest backup (docs/deploy.md), or move the file away to begin anew.",
    sqlite3.SQLITE_NOTADB: "is damaged. Restore the newest backup (docs/deploy.md), or move the file away to begin anew.",
    sqlite3.SQLITE_READONLY: (
        "cannot be written. Let the file and its folder belong to the user who starts the portal (chown), or name another"
        " folder in PORTAL_DATA_DIR."
    ),
    sqlite3.SQLITE_CANTOPEN: "cannot be opened. See whether its folder exists and belongs to the user who starts the portal.",
    sqlite3.SQLITE_FULL: "has no room: the disk is full. Free some space and start again.",
    sqlite3.SQLITE_IOERR: "cannot be written: the disk reports an error, or is full. Look at the disk, then start again.",
    sqlite3.SQLITE_BUSY: "is held by another program. End that one and start again.",
}


class Unfit(Exception):
    """The portal cannot start on this database; the message says why and what helps."""


def check_database(connection: BaseDatabaseWrapper = default) -> None:
    """Read it and write to it. Errors: Unfit."""
    try:
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                _check_sqlite(cursor)
            else:
                _check_server(cursor)
    except DatabaseError as fault:
        raise Unfit(_sentence(connection, fault)) from fault


def _check_sqlite(cursor: Any) -> None:
    cursor.execute("PRAGMA quick_check(1)")
    (found,) = cursor.fetchone()
    if found != "ok":
        fault = sqlite3.DatabaseError(found)
        fault.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
        raise DatabaseError(found) from fault
    cursor.execute("PRAGMA user_version")
    (version,) = cursor.fetchone()
    cursor.execute(f"PRAGMA user_version = {int(version)}")  # the same, but written


def _check_server(cursor: Any) -> None:
    cursor.execute("SHOW transaction_read_only")
    (read_only,) = cursor.fetchone()
    if read_only == "on":
        raise Unfit(
            "The database server takes no changes now (it is read-only). Let DATABASE_URL name the one that does."
        )


def _sentence(connection: BaseDatabaseWrapper, fault: DatabaseError) -> str:
    if connection.vendor != "sqlite":
        place = f"{connection.settings_dict['HOST'] or 'this computer'}:{connection.settings_dict['PORT'] or 5432}"
        return f"The database server at {place} does not let the portal in. Start it, or correct DATABASE_URL."
    code = getattr(fault.__cause__, "sqlite_errorcode", sqlite3.SQLITE_CANTOPEN) & 0xFF
    return f"The database {connection.settings_dict['NAME']} {_SQLITE.get(code, _SQLITE[sqlite3.SQLITE_CANTOPEN])}"


def has_room(folder: Path, connection: BaseDatabaseWrapper = default) -> bool:
    """Whether the disk of a folder has room, and the embedded database may still grow."""
    if shutil.disk_usage(folder).free < ROOM_BYTES:
        return False
    if connection.vendor != "sqlite":
        return True
    with connection.cursor() as cursor:
        most, used, free, size = (
            _number(cursor, name) for name in ("max_page_count", "page_count", "freelist_count", "page_size")
        )
    return (most - used + free) * size >= ROOM_BYTES


def _number(cursor: Any, pragma: str) -> int:
    cursor.execute(f"PRAGMA {pragma}")
    return int(cursor.fetchone()[0])
