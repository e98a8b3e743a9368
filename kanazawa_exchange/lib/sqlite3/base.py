"""The connection to the embedded database."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from django.db.backends.sqlite3 import base
from django.db.backends.sqlite3.features import DatabaseFeatures
from django.db.backends.sqlite3.schema import DatabaseSchemaEditor
from django.db.models import Model


class Cursor(Protocol):
    """What sets triggers aside needs of a cursor."""

    def execute(self, sql: str) -> Any: ...

    def fetchall(self) -> list[tuple[str, str]]: ...


@contextmanager
def triggers_set_aside(cursor: Cursor) -> Iterator[None]:
    """All triggers are gone inside, and back afterwards as they were."""
    cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name")
    triggers = cursor.fetchall()
    for name, _sql in triggers:
        cursor.execute(f'DROP TRIGGER "{name}"')
    try:
        yield
    finally:
        for _name, sql in triggers:
            cursor.execute(sql)


class SchemaEditor(DatabaseSchemaEditor):
    """Most changes of a table make it anew here. Its triggers would be lost with the old table, and one elsewhere that
    reads it would stop the change, because the name is missing for a moment.
    """

    def _remake_table(self, model: type[Model], *args: Any, **options: Any) -> None:
        with self.connection.cursor() as cursor, triggers_set_aside(cursor):
            super()._remake_table(model, *args, **options)  # type: ignore[misc]  # not in the stubs


class Features(DatabaseFeatures):
    """Takes as many values in one statement as this SQLite was built for, not the 999 that the framework assumes: many
    rows are then written in one statement, as on PostgreSQL."""

    @property
    def max_query_params(self) -> int:  # type: ignore[override]
        self.connection.ensure_connection()
        limit: int = self.connection.connection.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER)
        return limit


class DatabaseWrapper(base.DatabaseWrapper):
    SchemaEditorClass = SchemaEditor
    features_class = Features
