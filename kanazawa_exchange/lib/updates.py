"""Many stored rows that each get values of their own, by raw SQL; no history, no checks. For what a machine has worked out."""

from collections.abc import Sequence

from django.db import connections, models, transaction

from . import copy

_FRESH = "fresh_values"


def write(
    model: type[models.Model], names: Sequence[str], rows: Sequence[Sequence[object]], *, using: str = "default"
) -> None:
    """Give each of these rows its values. `rows`: the key of a row, then its values in the order of the names of the fields;
    values as `copy.insert_rows` takes them. All or nothing; two statements and a COPY for any number of rows on PostgreSQL.
    """
    if not rows:
        return
    connection, meta = connections[using], model._meta
    quote = connection.ops.quote_name
    table, key = quote(meta.db_table), quote(str(meta.pk.column))
    columns = [str(meta.get_field(name).column) for name in names]  # type: ignore[union-attr]
    with transaction.atomic(using=using, savepoint=False), connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            places = ", ".join(f"{quote(name)} = %s" for name in columns)
            values = ([copy.as_sqlite_value(connection, value) for value in (*row[1:], row[0])] for row in rows)
            cursor.executemany(f"UPDATE {table} SET {places} WHERE {key} = %s", list(values))  # noqa: S608 names of our own models
            return
        chosen = ", ".join((key, *map(quote, columns)))
        cursor.execute(f"CREATE TEMPORARY TABLE {_FRESH} AS SELECT {chosen} FROM {table} WITH NO DATA")  # noqa: S608 as above
        copy.insert_rows(_FRESH, [str(meta.pk.column), *columns], rows, using=using)
        places = ", ".join(f"{quote(name)} = {_FRESH}.{quote(name)}" for name in columns)
        cursor.execute(f"UPDATE {table} SET {places} FROM {_FRESH} WHERE {table}.{key} = {_FRESH}.{key}")  # noqa: S608 as above
        cursor.execute(f"DROP TABLE {_FRESH}")
