"""Lookups of texts that an index answers on both databases: of beginnings, and of one among very many."""

import json
from typing import Any

from django.db.models import CharField, Lookup, TextField

from .grams import grams_of, says_all

LAST = "\U0010ffff"


@CharField.register_lookup
class Begins(Lookup):
    """`word__begins="ono"`: a range of the index. The text holds letters and digits only, no sign with a meaning in LIKE."""

    lookup_name = "begins"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, values = self.process_lhs(compiler, connection)
        return f"({column} >= %s AND {column} < %s)", (*values, str(self.rhs), *values, f"{self.rhs}{LAST}")

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, values = self.process_lhs(compiler, connection)
        return f"{column} LIKE %s", (*values, f"{self.rhs}%")


@CharField.register_lookup
class Among(Lookup):
    """`word__among=words`: what `in` asks, with all of the texts as one value, so that thousands cost no more than a few."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, values = self.process_lhs(compiler, connection)
        texts = json.dumps(list(self.rhs))
        return f"{column} IN (SELECT value FROM json_each(%s))", (*values, texts)  # noqa: S608 the compiler's own column

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, values = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s)", (*values, list(self.rhs))


@TextField.register_lookup
class Holds(Lookup):
    """`search_text__holds="зим"`: a piece of a text, whatever stands around it; no sign of it has a meaning."""

    lookup_name = "holds"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, values = self.process_lhs(compiler, connection)
        return f"instr({column}, %s) > 0", (*values, str(self.rhs))

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, values = self.process_lhs(compiler, connection)
        return f"strpos({column}, %s) > 0", (*values, str(self.rhs))


@TextField.register_lookup
class Indexed(Holds):
    """`search_text__indexed="зим"`: what `holds` asks, answered from the index over `text_grams` of that column.

    For few rows among many: where nearly each row holds the piece, `holds` in the order of the rows is at its end sooner.
    """

    lookup_name = "indexed"

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, values = self.process_lhs(compiler, connection)
        word = str(self.rhs)
        sql, asked = f"text_grams({column}) @> %s::bigint[]", (*values, grams_of(word))
        if says_all(word):
            return sql, asked
        held, piece = super().as_postgresql(compiler, connection)
        return f"({sql} AND {held})", (*asked, *piece)
