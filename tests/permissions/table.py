"""How the permission table is put to the proof: the addresses there are, the rows there are, one probe and what it may change."""

import hashlib
import importlib
import pkgutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.cache import cache
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils.translation import override

from tests import permission_rows
from tests.permission_rows import METHODS, ROLES, Row

from .world import World

LANGUAGE = "en"
# What every visit may write: the session, its activity, the counters of the limits, the lines about a refusal or a reading.
BOOKKEEPING = frozenset(
    {
        "django_session",
        "usersessions_usersession",
        "accounts_auditevent",
        "accounts_deniedvisit",
        "partners_handover",  # whose data a partner's office reads is noted
        "accounts_workerheartbeat",  # health proves by a written row that something can be kept
        "portal_cache",
        "django_migrations",
    }
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def url_names() -> dict[str, str]:
    """Every name of the URLconf with its pattern; an address without a name counts under its pattern."""

    def walk(patterns: Any, space: str, prefix: str) -> Iterator[tuple[str, str]]:
        for entry in patterns:
            path = prefix + str(entry.pattern)
            if hasattr(entry, "url_patterns"):
                yield from walk(entry.url_patterns, space + (f"{entry.namespace}:" if entry.namespace else ""), path)
            else:
                yield (space + entry.name if entry.name else path), path

    with override(LANGUAGE):
        return dict(walk(get_resolver().url_patterns, "", ""))


def row_modules() -> list[Any]:
    names = sorted(module.name for module in pkgutil.iter_modules(permission_rows.__path__))
    return [importlib.import_module(f"tests.permission_rows.{name}") for name in names]


def all_rows() -> list[Row]:
    return [row for module in row_modules() for row in getattr(module, "ROWS", [])]


def rows_by_name() -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in all_rows():
        found.setdefault(row.name, []).append(row)
    return found


def build_world() -> World:
    world = World()
    for module in row_modules():
        if hasattr(module, "build"):
            module.build(world)
    return world


def client_for(world: World, role: str) -> Client:
    client = Client(raise_request_exception=True, headers={"accept-language": LANGUAGE})
    if role != "anonymous":
        client.force_login(world.users[role], backend="allauth.account.auth_backends.AuthenticationBackend")
        session = client.session  # the password was asked for a moment ago
        session["account_authentication_methods"] = [{"method": "password", "at": time.time(), "reauthenticated": True}]
        session["account_authentication_methods_user"] = str(world.users[role].pk)
        session.save()
    return client


def digest(skip: frozenset[str] = BOOKKEEPING) -> str:
    """One fingerprint of everything stored, history included, apart from the bookkeeping of visits."""
    known = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    sums = []
    with connection.cursor() as cursor:
        for table in sorted(known - skip):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            rows = sorted(repr(row) for row in cursor.fetchall())
            sums.append(table + hashlib.sha256("\n".join(rows).encode()).hexdigest())
    return hashlib.sha256("\n".join(sums).encode()).hexdigest()


def one_of_each(row: Row) -> tuple[str, ...]:
    """One role for each status of a row: HEAD takes the very way of GET, which every role is sent on."""
    return tuple({row.status(role): role for role in ROLES}.values())


@dataclass(frozen=True)
class Fault:
    """One cell of the table that the portal does not keep."""

    row: str
    role: str
    method: str
    text: str

    def __str__(self) -> str:
        return f"{self.row} {self.method} as {self.role}: {self.text}"


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens inside is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


class Prober:
    """Probes rows with one signed-in client per role."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.clients = {role: client_for(world, role) for role in ROLES}
        self.cookies = {role: deepcopy(client.cookies) for role, client in self.clients.items()}
        self.count = 0

    def request(self, row: Row, method: str, role: str) -> HttpResponse:
        with override(LANGUAGE):
            url = reverse(row.name, kwargs=row.kwargs(self.world))
        if row.query:
            url += "?" + row.query.removeprefix("?")
        data = row.data(self.world) if method == "POST" else None
        self.count += 1
        cache.clear()  # the limits are proved elsewhere
        client = self.clients[role]
        client.cookies = deepcopy(self.cookies[role])  # an answer before may have signed out
        if method in {"GET", "HEAD"}:
            return getattr(client, method.lower())(url)
        return getattr(client, method.lower())(url, data=data or ({} if method == "POST" else ""))

    # --- one cell -----------------------------------------------------------------------------------------------------
    def check(self, row: Row, method: str, role: str, expected: int) -> Iterator[Fault]:
        def fault(text: str) -> Fault:
            return Fault(f"{row.name} [{row.relation}]", role, method, text)

        response = self.request(row, method, role)
        if response.status_code != expected:
            where = f" → {response['Location']}" if response.has_header("Location") else ""
            yield fault(f"{response.status_code}{where}, not {expected}")
            return
        for name, value in HEADERS.items():
            if response.get(name) != value:
                yield fault(f"{name}: {response.get(name)!r}")
        if "default-src 'none'" not in response.get("Content-Security-Policy", ""):
            yield fault("no content security policy")
        if role != "anonymous" and "no-store" not in response.get("Cache-Control", ""):
            yield fault(f"may be stored: Cache-Control {response.get('Cache-Control')!r}")
        is_let_in = method in {"GET", "POST"} and "/accounts/login/" not in response.get("Location", "")
        if role == "anonymous" and not row.is_public and is_let_in:
            yield fault(f"leads to {response.get('Location')}, not to the sign-in page")
        if method == "GET":
            yield from (fault(text) for text in self.content(row, role, response))

    def content(self, row: Row, role: str, response: HttpResponse) -> Iterator[str]:
        body = b"".join(response.streaming_content) if response.streaming else response.content
        text = body.decode("utf-8", "replace")
        if row.marker is not None:
            marker = row.marker(self.world)
            seen = response.status_code == 200 and (row.sees is None or role in row.sees)
            if seen and marker not in text:
                yield f"does not show {marker!r}"
            if not seen and marker in text:
                yield f"shows {marker!r}"
        if row.hidden is not None:
            hidden = row.hidden(self.world)
            for secret in (hidden,) if isinstance(hidden, str) else hidden:
                if secret in text:
                    yield f"shows {secret!r}"

    # --- one address --------------------------------------------------------------------------------------------------
    def faults(self, rows: list[Row]) -> list[Fault]:
        """All faults of the rows of one address, methods no row names included."""
        found: list[Fault] = []
        named = {method for row in rows for method in row.methods}
        cells = [(row, method, role, row.status(role)) for row in rows for method in row.methods for role in ROLES]
        cells += [
            (row, "HEAD", role, row.status(role))
            for row in rows
            if "GET" in row.methods and "HEAD" not in named
            for role in one_of_each(row)
        ]
        first = rows[0]
        public = any(row.is_public for row in rows)
        unlisted = [method for method in METHODS if method not in named and not (method == "HEAD" and "GET" in named)]
        cells += [
            (
                first,
                method,
                role,
                302 if role == "anonymous" and not public and method in {"GET", "HEAD", "POST"} else 405,
            )
            for method in unlisted
            for role in ROLES
        ]
        refused = [
            cell for cell in cells if cell[3] >= 400 or cell[1] in {"GET", "HEAD", "OPTIONS"} or cell[2] == "anonymous"
        ]
        before = digest()
        for cell in refused:
            found += self.check(*cell)
        if digest() != before:
            found.append(Fault(first.name, "someone", "refused or safe", "changed something stored"))
        for cell in cells:
            if cell not in refused:
                with undone():
                    found += self.check(*cell)
        return found
