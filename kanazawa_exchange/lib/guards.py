"""How a migration sets up a promise that only the database can keep, on both databases, and takes it back."""

from collections.abc import Callable, Sequence
from typing import Any


def per_database(*, postgresql: Sequence[str], sqlite: Sequence[str]) -> Callable[[Any, Any], None]:
    """A function for `RunPython` that runs the statements of the database at hand."""

    def run(apps: Any, schema_editor: Any) -> None:
        for statement in postgresql if schema_editor.connection.vendor == "postgresql" else sqlite:
            schema_editor.execute(statement)

    return run


def refuse(name: str, table: str, event: str, condition: str) -> tuple[list[str], list[str], list[str], list[str]]:
    """Statements that refuse `event` ("UPDATE", "DELETE", "INSERT") on rows for which `condition` holds.

    The condition uses NEW and OLD. Returns (PostgreSQL forward, SQLite forward, PostgreSQL back, SQLite back); the refusal
    carries `name`, and both databases report it as an integrity error.
    """
    function = f"{name}_refuse"
    result = "OLD" if event == "DELETE" else "NEW"
    forward_pg = [
        f"""CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF {condition} THEN
                RAISE EXCEPTION '{name}' USING ERRCODE = '23514', CONSTRAINT = '{name}';
            END IF;
            RETURN {result};
        END $$""",
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()",
    ]
    forward_lite = [
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW WHEN {condition} "
        f"BEGIN SELECT RAISE(ABORT, '{name}'); END"
    ]
    back_pg = [f"DROP TRIGGER {name} ON {table}", f"DROP FUNCTION {function}()"]
    back_lite = [f"DROP TRIGGER {name}"]
    return forward_pg, forward_lite, back_pg, back_lite


def operations(*guards: tuple[list[str], list[str], list[str], list[str]]) -> list[Any]:
    """The migration operations of several guards."""
    from django.db.migrations import RunPython

    return [
        RunPython(per_database(postgresql=g[0], sqlite=g[1]), per_database(postgresql=g[2], sqlite=g[3]))
        for g in guards
    ]
