"""A number for everything that is stored, and one for each table, so that a test can say that nothing was written, or where."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

OF_IMPORTS = frozenset({"mobility_importbatch", "mobility_importrow"})


def digests() -> dict[str, str]:
    """Table → digest of its rows, of every table there is but those of imports."""
    with connection.cursor() as cursor:
        names = sorted(set(connection.introspection.table_names(cursor)) - OF_IMPORTS)
        return {name: _of_table(cursor, name) for name in names}


def differing(before: dict[str, str], after: dict[str, str]) -> set[str]:
    """The tables that are not as they were."""
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


def _of_table(cursor: object, name: str) -> str:
    cursor.execute(f"SELECT * FROM {connection.ops.quote_name(name)}")  # type: ignore[attr-defined]
    rows = sorted(map(repr, cursor.fetchall()))  # type: ignore[attr-defined]
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()


@contextmanager
def rolled_back() -> Iterator[None]:
    """One example of many: what it writes is gone before the next."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
