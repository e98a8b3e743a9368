"""What a builder of tests has stored once is stored again statement by statement, without models, signals and checks.

Only where everything stands as it stood the first time: the numbers that come next, the hour (to the second where a test has set it),
the language, what the builder is asked for. Whatever guards a table sees the same statements. A row that was taken back gives its
number back on SQLite; on PostgreSQL `numbers_begin_anew` does that before each test.
"""

import functools
import pickle
import time
from collections.abc import Callable
from dataclasses import dataclass, field, is_dataclass
from datetime import date
from typing import Any, ParamSpec, TypeVar

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Model
from django.utils.translation import get_language

from kanazawa_exchange.accounts.models import RoleGrant, User
from kanazawa_exchange.lib import clock

P, R = ParamSpec("P"), TypeVar("R")
WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")
MOST = 200
"""So many different beginnings of one builder are remembered."""
AHEAD = time.time() - time.monotonic()
"""Seconds from one clock of the machine to the other; a test that sets the hour moves only the first."""


@dataclass
class Recording:
    """The statements of one builder with their values, and what it gave back."""

    statements: list[tuple[str, Any, bool]] = field(default_factory=list)
    can_be_played: bool = True
    result: bytes = b""

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.lstrip().upper().startswith(WRITES):
            self.statements.append((sql, params, many))
        self.can_be_played &= "ROLLBACK" not in sql.upper()
        return execute(sql, params, many, context)

    def play(self) -> Any:
        with transaction.atomic(), connection.cursor() as cursor:
            for sql, params, many in self.statements:
                (cursor.executemany if many else cursor.execute)(sql, params)
        return pickle.loads(self.result)  # noqa: S301 it was written by this process


_of_migrations: dict[str, int | None] = {}


def replayed(build: Callable[P, R]) -> Callable[P, R]:
    """The same builder; from its second call on, where nothing differs, what it stored is stored again."""
    known: dict[Any, Recording] = {}

    @functools.wraps(build)
    def quickly(*args: P.args, **kwargs: P.kwargs) -> R:
        key = (_beginning(), tuple(map(_told, args)), tuple((name, _told(value)) for name, value in kwargs.items()))
        if key in known:
            return known[key].play()  # type: ignore[no-any-return]
        recording = Recording()
        with connection.execute_wrapper(recording):
            result = build(*args, **kwargs)
        if recording.can_be_played:
            recording.result = pickle.dumps(result)
            known[key] = recording
            if len(known) > MOST:  # the oldest goes: what was made a moment ago is what is asked for again
                del known[next(iter(known))]
        return result

    return quickly


def _beginning() -> tuple[Any, ...]:
    """Where a builder stands: the numbers that come next, the hour, the language, the cheap passwords."""
    numbers = tuple(sorted(_numbers().items()))
    now = clock.now()
    is_real = abs(time.time() - time.monotonic() - AHEAD) < 60
    moment = now.replace(minute=0, second=0, microsecond=0) if is_real else now.replace(microsecond=0)
    return numbers, moment, get_language(), settings.PASSWORD_HASHERS[0]


def _told(value: Any) -> Any:
    """What a builder is asked for, so that it can be compared: an account with its roles."""
    if isinstance(value, User):
        return (
            "user",
            value.pk,
            value.email,
            tuple(RoleGrant.objects.filter(person=value.person_id).values_list("role")),
        )
    if isinstance(value, Model):
        return type(value).__name__, value.pk
    if isinstance(value, type) or is_dataclass(value):  # a builder's own class, the places of all tests
        return getattr(value, "__name__", type(value).__name__)
    return value if isinstance(value, str | int | date | None) else object()  # what is not known is never the same


def _numbers() -> dict[str, int | None]:
    """The number that each table gave last."""
    question = {
        "sqlite": "SELECT name, seq FROM sqlite_sequence",
        "postgresql": "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public'",
    }
    with connection.cursor() as cursor:
        cursor.execute(question[connection.vendor])
        return dict(cursor.fetchall())


def numbers_begin_anew() -> None:
    """A test that begins with what the migrations left gets the numbers that come after those; others stand on rows of their module."""
    if connection.vendor != "postgresql" or len(connection.savepoint_ids) > 1:
        return
    now = _numbers()
    _of_migrations.update({} if _of_migrations else now)
    given = [name for name, number in now.items() if number != _of_migrations[name]]
    if not given:
        return
    with connection.cursor() as cursor:
        values = [
            value
            for name in given
            for value in (f'"{name}"', _of_migrations[name] or 1, _of_migrations[name] is not None)
        ]
        cursor.execute("SELECT " + ", ".join(["setval(%s::regclass, %s, %s)"] * len(given)), values)
