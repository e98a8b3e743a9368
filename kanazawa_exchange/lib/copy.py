"""Bulk insertion of very many rows, by raw SQL; no history, no checks.

For rows that a machine makes. Records that people make go through services.
"""

import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.db import connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

BATCH, LETTERS = 2000, 4_000_000
"""Rows, or letters in them, that go into the database at once."""
AT_ONCE = 1 << 16
"""Bytes of them that PostgreSQL is handed at a time."""
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_SPECIAL = re.compile(r"[\\\t\n\r]")
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def insert_rows(table: str, columns: Sequence[str], rows: Iterable[Sequence[object]], *, using: str = "default") -> int:
    """Write rows as fast as the database takes them: COPY on PostgreSQL, executemany on SQLite. Returns how many.

    All or nothing. Values are Python's own: None, bool, numbers, str, date, aware datetime, UUID, and dict or list for
    JSON columns. After it, identity columns that were given explicitly need their sequences set by the caller.
    """
    for name in (table, *columns):
        if not _NAME.fullmatch(name):
            raise ValueError(f"not a plain name: {name!r}")
    connection = connections[using]
    write = _copy if connection.vendor == "postgresql" else _execute_many
    written = 0
    with transaction.atomic(using=using), connection.cursor() as cursor:
        for batch in _batches(rows):
            write(cursor, table, columns, batch)
            written += len(batch)
    return written


def insert_from(
    model: type[models.Model],
    keys: Sequence[int],
    table: str,
    columns: Sequence[str],
    values: Mapping[str, Any],
    *,
    using: str = "default",
) -> None:
    """Write these columns of stored records, found by their keys, into another table, with the same values beside each of them."""
    for name in (table, *columns, *values):
        if not _NAME.fullmatch(name):
            raise ValueError(f"not a plain name: {name!r}")
    connection, meta = connections[using], model._meta
    quote, is_postgres = connection.ops.quote_name, connection.vendor == "postgresql"
    key, read = quote(str(meta.pk.column)), ", ".join(map(quote, columns))
    among = "= ANY(%s)" if is_postgres else "IN (SELECT value FROM json_each(%s))"
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {quote(table)} ({read}, {', '.join(map(quote, values))})"  # noqa: S608 names are checked
            f" SELECT {read}, {', '.join(['%s'] * len(values))} FROM {quote(meta.db_table)} WHERE {key} {among} ORDER BY {key}",
            [*values.values(), list(keys)]
            if is_postgres
            else [*(as_sqlite_value(connection, value) for value in values.values()), json.dumps(list(keys))],
        )


def next_keys(model: type[models.Model], count: int, *, using: str = "default") -> Sequence[int]:
    """So many new keys of a model, which nobody else is given. On SQLite only inside a transaction that writes."""
    connection, meta = connections[using], model._meta
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(keys) FROM (SELECT pg_get_serial_sequence(%s, %s)::regclass AS keys OFFSET 0) AS of_it,"
                " generate_series(1, %s)",
                [connection.ops.quote_name(meta.db_table), meta.pk.column, count],
            )
            return [key for (key,) in cursor.fetchall()]
        table, column = connection.ops.quote_name(meta.db_table), connection.ops.quote_name(str(meta.pk.column))
        cursor.execute(
            f"SELECT max((SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = %s),"  # noqa: S608 names of our own models
            f" (SELECT coalesce(max({column}), 0) FROM {table}))",
            [meta.db_table],
        )
        last = int(cursor.fetchone()[0])
        return range(last + 1, last + count + 1)


def _batches(rows: Iterable[Sequence[object]]) -> Iterator[list[Sequence[object]]]:
    batch: list[Sequence[object]] = []
    letters = 0
    for row in rows:
        batch.append(row)
        letters += sum([len(value) for value in row if type(value) is str])
        if len(batch) >= BATCH or letters >= LETTERS:
            yield batch
            batch, letters = [], 0
    if batch:
        yield batch


def _copy(cursor: CursorWrapper, table: str, columns: Sequence[str], rows: list[Sequence[object]]) -> None:
    quote = cursor.db.ops.quote_name
    texts = [_as_copy_texts(values) for values in zip(*rows, strict=True)]
    lines = "".join(["\t".join(row) + "\n" for row in zip(*texts, strict=True)])
    statement = f"COPY {quote(table)} ({', '.join(map(quote, columns))}) FROM STDIN"
    with cursor.db.wrap_database_errors:  # past Django's cursor, so its exceptions are put on here
        cursor.cursor.copy_expert(statement, io.BytesIO(lines.encode()), AT_ONCE)


def _as_copy_texts(values: Sequence[Any]) -> Sequence[str]:
    """The values of one column, which are nearly always of one type and without anything special in them."""
    types = set(map(type, values))
    if types == {str} and not _SPECIAL.search("".join(values)):
        return values
    types.discard(type(None))
    text = _COPY_TEXT.get(types.pop(), _as_copy_text) if len(types) == 1 else _as_copy_text
    return ["\\N" if value is None else text(value) for value in values]


def _as_copy_text(value: object) -> str:
    if isinstance(value, bool):  # in a column that holds other things, too
        return "t" if value else "f"
    return _json(value) if isinstance(value, dict | list) else _escaped(str(value))


_ENCODE = json.JSONEncoder(ensure_ascii=False).encode


def _json(value: Any) -> str:
    return _escaped(_ENCODE(value)) if value else "{}" if isinstance(value, dict) else "[]"


def _escaped(text: str) -> str:
    return text.translate(_ESCAPES) if _SPECIAL.search(text) else text


_COPY_TEXT: dict[type, Callable[[Any], str]] = {
    **dict.fromkeys((int, float, Decimal, date, datetime, time), str),
    bool: {True: "t", False: "f"}.__getitem__,
    str: _escaped,
    **dict.fromkeys((dict, list), _json),
    UUID: attrgetter("hex"),
}


def _execute_many(cursor: CursorWrapper, table: str, columns: Sequence[str], rows: list[Sequence[object]]) -> None:
    quote = cursor.db.ops.quote_name
    places = ", ".join(["%s"] * len(columns))
    cursor.executemany(
        f"INSERT INTO {quote(table)} ({', '.join(map(quote, columns))}) VALUES ({places})",  # noqa: S608 names are checked
        [[as_sqlite_value(cursor.db, value) for value in row] for row in rows],
    )


_AS_IT_IS = frozenset({str, int, bool, float})


def as_sqlite_value(connection: BaseDatabaseWrapper, value: object) -> str | int | float | None:
    if value is None or type(value) in _AS_IT_IS:
        return value  # type: ignore[return-value]  # one of these
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, dict | list):
        return json.dumps(value)
    if isinstance(value, bool | int | float | str):
        return value
    return str(value)  # Decimal
