"""What every bench measures with: a signed-in client, a clock, and rounds in which the contestants take turns."""

import statistics
import time
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kanazawa_exchange.accounts.models import User


class Out(Protocol):
    """Where a bench prints."""

    def write(self, text: str, /) -> Any: ...

    def flush(self) -> Any: ...


def client_of(user: User) -> Client:
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def respond(client: Client, address: str, mark: bytes) -> None:
    """One whole response: session, permission, language, queries, template; `mark` stands in every real answer."""
    response = client.get(address, secure=True)
    if response.status_code != 200 or mark not in response.content:
        raise RuntimeError(f"{address} answered {response.status_code} without {mark!r}")


def query_count(run: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as seen:
        run()
    return len(seen)


def in_turns(contestants: Sequence[Callable[[], Any]], rounds: int, repeats: int) -> list[list[float]]:
    """For each contestant the median of every round in milliseconds; they run one after the other, never one alone."""
    medians: list[list[float]] = [[] for _ in contestants]
    for _ in range(rounds):
        times: list[list[float]] = [[] for _ in contestants]
        for _ in range(repeats):
            for mine, run in zip(times, contestants, strict=True):
                mine.append(milliseconds(run))
        for ours, mine in zip(medians, times, strict=True):
            ours.append(statistics.median(mine))
    return medians


def milliseconds(run: Callable[[], Any]) -> float:
    began = time.perf_counter()
    run()
    return (time.perf_counter() - began) * 1000
