"""SQLite takes as many values in one statement as it was built for, not the 999 that the framework assumes."""

import sqlite3
from typing import Any


def ask_for_the_limit(connection: Any, **_signal: Any) -> None:
    """Receiver of `connection_created`: many rows are then written in one statement, as on PostgreSQL."""
    if connection.vendor == "sqlite":
        limit = connection.connection.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER)
        connection.features.max_query_params = limit
