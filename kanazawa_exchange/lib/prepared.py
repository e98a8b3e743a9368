"""Questions to the database whose SQL is made once: asked again, only the answer is read.

To make the SQL of a large question takes the ORM many times as long as its answer takes the database, and the same question
always comes to the same SQL. What is kept is never an answer: each asking reads the records as they are.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import DateTimeField, Expression, QuerySet
from django.utils.translation import get_language

P = ParamSpec("P")
Row = TypeVar("Row")
KEPT = 256
"""So many questions for each connection; what was not asked for longest goes first."""
compares = False
"""In tests each question is made anew at every asking, and held against the one that was kept."""


class NotTheSame(AssertionError):
    """A question of which not all that it depends on was given."""


def rows(build: Callable[P, QuerySet[Any, Row]], *of: P.args, **also: P.kwargs) -> list[Row]:
    """The rows of the query that `build` makes of these values; one query.

    `build` asks nothing itself, and its query follows from the values and the language alone. A moment is filled in at each
    asking: `build` may compare columns with it and nothing else. A value that cannot be hashed, or is equal to others of which
    another question follows, tells by its `prepared_key` what the question takes from it. Errors: NotTheSame, RuntimeError.
    """
    moments = [value for value in (*of, *also.values()) if isinstance(value, datetime)]
    questions = _questions(build)
    key = (build, get_language(), *map(_key, of), *((name, _key(value)) for name, value in also.items()))
    kept = questions.get(key)
    if kept is None:
        kept = questions[key] = _made(build, of, also)
        if len(questions) > KEPT:
            questions.popitem(last=False)
    else:
        questions.move_to_end(key)
        if compares and _made(build, of, also).text != kept.text:
            raise NotTheSame(f"{build.__module__}.{build.__qualname__} depends on more than {key[2:]}")
    return kept.answer(moments)


# --- What a question is made of --------------------------------------------------------------------------------------
@dataclass(frozen=True)
class _Slot:
    """The place of a moment among the parameters."""

    number: int


class _Moment(Expression):
    """A moment in a query of which nothing is known yet but its place."""

    def __init__(self, number: int) -> None:
        super().__init__(output_field=DateTimeField())
        self.number = number

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return "%s", [_Slot(self.number)]


@dataclass
class _Question:
    """A query with the SQL that was made of it; `text` is empty for one of which the ORM knows that nothing answers it."""

    query: Any
    compiler: Any
    text: tuple[str, Sequence[Any]] | None

    def answer(self, moments: Sequence[datetime]) -> list[Any]:
        if self.text is None:
            return []
        sql, params = self.text
        adapted = self.compiler.connection.ops.adapt_datetimefield_value
        filled = tuple(adapted(moments[one.number]) if isinstance(one, _Slot) else one for one in params)
        self.compiler.as_sql = lambda *_how, **_else: (sql, filled)  # instead of making it
        return list(self.query._iterable_class(self.query))


_kept: WeakKeyDictionary[Any, OrderedDict[Hashable, _Question]] = WeakKeyDictionary()
"""By connection: each belongs to one thread."""


def _questions(build: Callable[..., Any]) -> OrderedDict[Hashable, _Question]:
    return _kept.setdefault(connections["default"], OrderedDict())


def _key(value: Any) -> Hashable:
    if isinstance(value, datetime):
        return datetime
    key: Hashable = getattr(value, "prepared_key", value)
    return (type(value), key)


def _made(build: Callable[..., QuerySet[Any, Any]], of: Sequence[Any], also: dict[str, Any]) -> _Question:
    numbers = iter(range(len(of) + len(also)))

    def given(value: Any) -> Any:
        return _Moment(next(numbers)) if isinstance(value, datetime) else value

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
    query.query.get_compiler = lambda *_using, **_how: compiler
    return _Question(query, compiler, text)


def _refused(*_asked: Any) -> Any:
    raise RuntimeError("a question that asks while it is made: its answer would be kept")
