"""Promises that only the database can keep: set up by a migration on both databases, and taken back by it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.migrations import RunPython


class Statements(RunPython):
    """Runs statements that need no models: to make all of them anew before each guard took a quarter of the time of `migrate`."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        self.code(None, schema_editor)  # type: ignore[arg-type]  # no code of ours reads the models

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        assert self.reverse_code is not None  # noqa: S101 a guard has both
        self.reverse_code(None, schema_editor)  # type: ignore[arg-type]  # no code of ours reads the models


@dataclass(frozen=True)
class Guard:
    """One promise: the statements that set it up on each database, and those that take it back."""

    postgresql: Sequence[str]
    sqlite: Sequence[str]
    postgresql_back: Sequence[str]
    sqlite_back: Sequence[str]

    def operation(self) -> RunPython:
        return Statements(self._set_up, self._take_back)

    def removal(self) -> RunPython:
        return Statements(self._take_back, self._set_up)

    def _set_up(self, apps: Any, schema_editor: Any) -> None:
        _execute(schema_editor, self.postgresql, self.sqlite)

    def _take_back(self, apps: Any, schema_editor: Any) -> None:
        _execute(schema_editor, self.postgresql_back, self.sqlite_back)


def operations(*guards: Guard) -> list[RunPython]:
    """The migration operations of several guards."""
    return [guard.operation() for guard in guards]


def replacement(old: Guard, new: Guard) -> list[RunPython]:
    """The migration operations that put one guard in the place of another."""
    return [old.removal(), new.operation()]


def _execute(schema_editor: Any, postgresql: Sequence[str], sqlite: Sequence[str]) -> None:
    for statement in postgresql if schema_editor.connection.vendor == "postgresql" else sqlite:
        schema_editor.execute(statement)


def trigger_refusing(name: str, table: str, event: str, condition: str, *, sqlite: str = "") -> Guard:
    """Refuse `event` ("UPDATE", "DELETE", "INSERT") on rows for which `condition` holds; it uses NEW and OLD.

    `sqlite` is the same condition in the words of SQLite, where they differ. The refusal carries `name`, and both
    databases report it as an integrity error.
    """
    function = f"{name}_refuse"
    result = "OLD" if event == "DELETE" else "NEW"
    body = f"""CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF {condition} THEN
                RAISE EXCEPTION '{name}' USING ERRCODE = '23514', CONSTRAINT = '{name}';
            END IF;
            RETURN {result};
        END $$"""
    trigger = f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()"
    return Guard(
        postgresql=[body, trigger],
        sqlite=[_sqlite_trigger(name, name, table, event, sqlite or condition)],
        postgresql_back=[f"DROP TRIGGER {name} ON {table}", f"DROP FUNCTION {function}()"],
        sqlite_back=[f"DROP TRIGGER {name}"],
    )


def exclusion(name: str, table: str, constraint: str, *, clash: str) -> Guard:
    """No two rows that overlap: an exclusion constraint on PostgreSQL, on SQLite triggers where `clash` holds for NEW."""
    events = ("INSERT", "UPDATE")
    return Guard(
        postgresql=[f"ALTER TABLE {table} ADD CONSTRAINT {name} EXCLUDE USING gist {constraint}"],
        sqlite=[_sqlite_trigger(f"{name}_{event.lower()}", name, table, event, clash) for event in events],
        postgresql_back=[f"ALTER TABLE {table} DROP CONSTRAINT {name}"],
        sqlite_back=[f"DROP TRIGGER {name}_{event.lower()}" for event in events],
    )


def _sqlite_trigger(trigger: str, name: str, table: str, event: str, condition: str) -> str:
    return (
        f"CREATE TRIGGER {trigger} BEFORE {event} ON {table} FOR EACH ROW WHEN {condition} "
        f"BEGIN SELECT RAISE(ABORT, '{name}'); END"
    )
