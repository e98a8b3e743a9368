"""Questions to the database whose SQL is made once: asked again, only the answer is read.

To make the SQL of a large question takes the ORM many times as long as its answer takes the database, and the same question
always comes to the same SQL. What is kept is never an answer: each asking reads the records as they are.
"""

import json
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import BigIntegerField, DateTimeField, Expression, QuerySet
from django.utils.translation import get_language

P = ParamSpec("P")
Row = TypeVar("Row")
KEPT = 256
"""So many questions for each connection; what was not asked for longest goes first."""


class Keys(tuple[int, ...]):
    """The keys of some records, for `…__in`: however many they are, the question is the same."""


FILLED_IN = (datetime, Keys)
compares = False
"""In tests each question is made anew at every asking, and held against the one that was kept."""


class NotTheSame(AssertionError):
    """A question of which not all that it depends on was given."""


def rows(build: Callable[P, QuerySet[Any, Row]], *of: P.args, **also: P.kwargs) -> list[Row]:
    """The rows of the query that `build` makes of these values; one query.

    `build` asks nothing itself, and its query follows from the values and the language alone. Moments and `Keys` are filled in at
    each asking: `build` may compare columns with them and nothing else. A value that cannot be hashed, or is equal to others of which
    another question follows, tells by its `prepared_key` what the question takes from it. Errors: NotTheSame, RuntimeError.
    """
    given = [value for value in (*of, *also.values()) if isinstance(value, FILLED_IN)]
    questions, key = _questions(), _named(build, of, also)
    kept = questions.get(key)
    if kept is None:
        kept = questions[key] = _made(build, of, also)
        if len(questions) > KEPT:
            questions.popitem(last=False)
    else:
        questions.move_to_end(key)
        if compares and _made(build, of, also).text != kept.text:
            raise NotTheSame(f"{build.__module__}.{build.__qualname__} depends on more than {(of, also)}")
    return kept.answer(given)


def first(build: Callable[P, QuerySet[Any, Row]], *of: P.args, **also: P.kwargs) -> Row | None:
    """The first of these rows; None where there is none."""
    found = rows(build, *of, **also)
    return found[0] if found else None


def fill(records: Sequence[Any], relation: str, build: Callable[[Keys], QuerySet[Any, Any]]) -> None:
    """As a prefetch does: `record.<relation>.all()` then gives each its own rows, in the order of the query; one query.

    `build` takes the keys of the records; `relation` leads to them by a foreign key of its rows. Nothing narrower can be asked of
    what was filled in: that would be the rows of all the records.
    """
    if not records:
        return
    field = records[0]._meta.get_field(relation).field
    keys = Keys(sorted({record.pk for record in records}))
    own: dict[int, list[Any]] = {key: [] for key in keys}
    for row in rows(build, keys):
        own[getattr(row, field.attname)].append(row)
    query = _questions()[_named(build, (keys,), {})].query
    for record in records:
        for row in own[record.pk]:
            field.set_cached_value(row, record)
        record.__dict__.setdefault("_prefetched_objects_cache", {})[relation] = _answered(query, own[record.pk])


def _answered(query: Any, rows: list[Any]) -> Any:
    """The answer of a query that cannot be asked."""
    known = object.__new__(type(query))
    known.__dict__ |= query.__dict__
    known._result_cache, known._prefetch_done, known._query = rows, True, None
    return known


# --- What a question is made of --------------------------------------------------------------------------------------
@dataclass(frozen=True)
class _Slot:
    """The place of what is filled in among the parameters."""

    number: int


class _FilledIn(Expression):
    """A value in a query of which nothing is known yet but its place."""

    def __init__(self, number: int, kind: type) -> None:
        super().__init__(output_field=DateTimeField() if issubclass(kind, datetime) else BigIntegerField())
        self.slot, self.is_list = _Slot(number), issubclass(kind, Keys)

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return ("(SELECT unnest(%s::bigint[]))" if self.is_list else "%s"), [self.slot]

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return ("(SELECT value FROM json_each(%s))" if self.is_list else "%s"), [self.slot]


@dataclass
class _Question:
    """A query with the SQL that was made of it; `text` is empty for one of which the ORM knows that nothing answers it."""

    query: Any
    compiler: Any
    text: tuple[str, Sequence[Any]] | None

    def answer(self, given: Sequence[Any]) -> list[Any]:
        if self.text is None:
            return []
        sql, params = self.text
        filled = tuple(self.adapted(given[one.number]) if isinstance(one, _Slot) else one for one in params)
        self.compiler.as_sql = lambda *_how, **_else: (sql, filled)  # instead of making it
        return list(self.query._iterable_class(self.query))

    def adapted(self, value: datetime | Keys) -> Any:
        connection = self.compiler.connection
        if isinstance(value, datetime):
            return connection.ops.adapt_datetimefield_value(value)
        return json.dumps(value) if connection.vendor == "sqlite" else list(value)


_kept: WeakKeyDictionary[Any, OrderedDict[Hashable, _Question]] = WeakKeyDictionary()
"""By connection: each belongs to one thread."""


def _questions() -> OrderedDict[Hashable, _Question]:
    return _kept.setdefault(connections["default"], OrderedDict())


def _named(build: Callable[..., Any], of: Sequence[Any], also: Mapping[str, Any]) -> Hashable:
    return (build, get_language(), *map(_key, of), *((name, _key(value)) for name, value in also.items()))


def _key(value: Any) -> Hashable:
    if isinstance(value, FILLED_IN):
        return (type(value),)
    key: Hashable = getattr(value, "prepared_key", value)
    return (type(value), key)


def _made(build: Callable[..., QuerySet[Any, Any]], of: Sequence[Any], also: Mapping[str, Any]) -> _Question:
    numbers = iter(range(len(of) + len(also)))

    def given(value: Any) -> Any:
        return _FilledIn(next(numbers), type(value)) if isinstance(value, FILLED_IN) else value

    connection = connections["default"]
    with connection.execute_wrapper(_refused):
        query: Any = build(*map(given, of), **{name: given(value) for name, value in also.items()})
    if query._prefetch_related_lookups:
        raise RuntimeError("a question is one query: what belongs to its rows is asked for by another one")
    compiler = query.query.get_compiler(query.db)
    try:
        sql, params = compiler.as_sql()
        text = (sql, tuple(params)) if sql else None
    except EmptyResultSet:
        text = None
    converters = compiler.get_converters([column[0] for column in compiler.select or ()])
    compiler.get_converters = lambda _columns: converters
    query.query.get_compiler = lambda *_using, **_how: compiler
    return _Question(query, compiler, text)


def _refused(*_asked: Any) -> Any:
    raise RuntimeError("a question that asks while it is made: its answer would be kept")
