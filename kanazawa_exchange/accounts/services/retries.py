"""A transaction that the database gave up, and that would succeed a moment later, is run again: three times at most."""

import time
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import OperationalError, connection

P = ParamSpec("P")
R = TypeVar("R")

PASSING = frozenset({"40001", "40P01"})
"""Serialisation failure and deadlock: nobody's fault, and never shown to anybody."""

TRIES = 3


def sqlstate(fault: BaseException) -> str:
    """The database's code of an error, or an empty text."""
    cause = fault.__cause__ or fault
    return getattr(cause, "pgcode", None) or getattr(cause, "sqlstate", None) or ""


def retried(service: Callable[P, R]) -> Callable[P, R]:
    """Run a whole service call again after 40001 or 40P01. Inside somebody's transaction the error passes on: only
    the outermost call can begin anew."""

    @wraps(service)
    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        for turn in range(1, TRIES + 1):
            try:
                return service(*args, **kwargs)
            except OperationalError as fault:
                if sqlstate(fault) not in PASSING or connection.in_atomic_block or turn == TRIES:
                    raise
                time.sleep(0.02 * turn)
        raise AssertionError("unreachable")

    return call
