"""A whole database out of and into files: every table as it is, past services and guards. For backup and restore alone.

SQLite gives one file, made by its own online copy. PostgreSQL gives a file for each table, read in one transaction, and the
position of every sequence; COPY is the same in all versions, where `pg_dump` must not be older than the server.
"""

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.migrations.recorder import MigrationRecorder

ONE_FILE = "portal.sqlite3"
OF_EVERY_INSTALLATION = {  # rows that come by themselves, before anybody is registered
    "accounts_workerheartbeat", "auth_permission", "django_content_type", "django_migrations", "django_session", "portal_cache",
}  # fmt: skip


@dataclass(frozen=True)
class Contents:
    """What a database held: rows of each table, positions of sequences, applied migrations."""

    vendor: str
    tables: Mapping[str, int]
    sequences: Mapping[str, tuple[int, bool]]
    migrations: Sequence[tuple[str, str]]


class CannotRead(Exception):
    """The files do not hold what they should; the message names the table."""


def occupied() -> dict[str, int]:
    """The tables in which there are rows that somebody entered."""
    return {name: rows for name, rows in row_counts().items() if rows and name not in OF_EVERY_INSTALLATION}


def row_counts() -> dict[str, int]:
    with connection.cursor() as cursor:
        return {name: _count(cursor, name) for name in sorted(connection.introspection.table_names(cursor))}


def _count(cursor: CursorWrapper, table: str) -> int:
    cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608  a name of the database's own
    return int(cursor.fetchone()[0])


def write_out(folder: Path) -> Contents:
    """Write all that is stored into files of `folder`, as it was at one moment."""
    return _file_out(folder) if connection.vendor == "sqlite" else _tables_out(folder)


def read_in(folder: Path, contents: Contents) -> None:
    """Replace all that is stored by what the files hold. Nothing has changed when it fails. Errors: CannotRead."""
    (_file_in if connection.vendor == "sqlite" else _tables_in)(folder, contents)


# --- SQLite --------------------------------------------------------------------------------------------------------
def _file_out(folder: Path) -> Contents:
    connection.ensure_connection()
    with closing(sqlite3.connect(folder / ONE_FILE)) as copy:
        connection.connection.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, without companions
        return _described(copy)


def _described(copy: sqlite3.Connection) -> Contents:
    names = [name for (name,) in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
    own = [name for name in names if not name.startswith("sqlite_")]
    rows = {name: int(copy.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]) for name in own}  # noqa: S608
    numbers = dict(copy.execute("SELECT name, seq FROM sqlite_sequence")) if "sqlite_sequence" in names else {}
    done = (
        copy.execute("SELECT app, name FROM django_migrations ORDER BY app, name") if "django_migrations" in own else ()
    )
    return Contents(
        "sqlite", rows, {name: (int(last), True) for name, last in numbers.items()}, [(a, n) for a, n in done]
    )


def _file_in(folder: Path, contents: Contents) -> None:
    connection.ensure_connection()
    with closing(sqlite3.connect(f"file:{folder / ONE_FILE}?mode=ro", uri=True)) as copy:
        try:
            sound = copy.execute("PRAGMA integrity_check").fetchone()[0]
            found = _described(copy)
        except sqlite3.DatabaseError as error:
            raise CannotRead(f"{ONE_FILE} is no database: {error}.") from error
        if sound != "ok":
            raise CannotRead(f"{ONE_FILE} is damaged.")
        _refuse_difference(found.tables, contents.tables)
        copy.backup(connection.connection)
    connection.close()  # the next one sets it up anew


# --- PostgreSQL ----------------------------------------------------------------------------------------------------
SEQUENCES = (
    "SELECT quote_ident(relname) FROM pg_class WHERE relkind = 'S' AND relnamespace = current_schema()::regnamespace"
)
COLUMNS = (
    "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped"
    " AND attgenerated = '' ORDER BY attnum"
)


def _tables_out(folder: Path) -> Contents:
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        names = sorted(connection.introspection.table_names(cursor))
        rows = {name: _copy_out(cursor, name, folder / name) for name in names}
        cursor.execute(SEQUENCES)
        sequences = {name: _position(cursor, name) for (name,) in cursor.fetchall()}
        return Contents("postgresql", rows, sequences, sorted(MigrationRecorder(connection).applied_migrations()))


def _position(cursor: CursorWrapper, sequence: str) -> tuple[int, bool]:
    cursor.execute(f"SELECT last_value, is_called FROM {sequence}")  # noqa: S608  quoted by the database
    last, called = cursor.fetchone()
    return int(last), bool(called)


def _target(cursor: CursorWrapper, table: str) -> str:
    """The table with the columns that are stored; generated ones follow from them."""
    quote = connection.ops.quote_name
    cursor.execute(COLUMNS, [quote(table)])
    return f"{quote(table)} ({', '.join(quote(name) for (name,) in cursor.fetchall())})"


def _copy_out(cursor: CursorWrapper, table: str, path: Path) -> int:
    statement = f"COPY {_target(cursor, table)} TO STDOUT"
    with path.open("wb") as file, connection.wrap_database_errors:
        cursor.cursor.copy_expert(statement, file)
    return int(cursor.rowcount)


def _copy_in(cursor: CursorWrapper, table: str, path: Path) -> int:
    statement = f"COPY {_target(cursor, table)} FROM STDIN"
    with path.open("rb") as file, connection.wrap_database_errors:
        cursor.cursor.copy_expert(statement, file)
    return int(cursor.rowcount)


def _tables_in(folder: Path, contents: Contents) -> None:
    """With the guards asleep: they speak to acts, and these rows have passed them before. Foreign keys are checked."""
    quote = connection.ops.quote_name
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        present = set(connection.introspection.table_names(cursor))
        _refuse_difference(
            dict.fromkeys(present - {"portal_cache"}, 0), dict.fromkeys({*contents.tables} - {"portal_cache"}, 0)
        )
        tables = sorted(present & set(contents.tables))
        cursor.execute(f"TRUNCATE {', '.join(map(quote, tables))}")
        for table in tables:
            cursor.execute(f"ALTER TABLE {quote(table)} DISABLE TRIGGER USER")
        read = {table: _copy_in(cursor, table, folder / table) for table in tables}
        _refuse_difference(read, {table: contents.tables[table] for table in tables})
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in tables:
            cursor.execute(f"ALTER TABLE {quote(table)} ENABLE TRIGGER USER")
        for name, (last, called) in contents.sequences.items():
            cursor.execute(
                "SELECT setval(%s::regclass, %s, %s) WHERE to_regclass(%s) IS NOT NULL", [name, last, called, name]
            )


def _refuse_difference(found: Mapping[str, int], wanted: Mapping[str, int]) -> None:
    for table in sorted({*found, *wanted}):
        if found.get(table) != wanted.get(table):
            raise CannotRead(
                f"The table {table} has {found.get(table, 'no')} rows instead of {wanted.get(table, 'none')}."
            )
