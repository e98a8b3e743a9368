"""The people and places every test knows, and how the suite lives with guarded ledgers."""

import os
from collections.abc import Iterator
from typing import Any

import hypothesis
import pytest
from django.core.cache import cache
from django.db import OperationalError, connection, transaction
from django.test import Client

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.lib import kept_parts, prepared
from kanazawa_exchange.lib.sqlite3.base import triggers_set_aside
from tests import factories, kept
from tests.consents import may_go
from tests.mail_server import MailServer, mail_server
from tests.replayed import numbers_begin_anew

# One and the same examples in each run, however busy the machine is; HYPOTHESIS_PROFILE=default draws new ones.
hypothesis.settings.register_profile("suite", derandomize=True, deadline=None)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "suite"))

kept_parts.compares = prepared.compares = True


@pytest.fixture(autouse=True)
def quick_and_private(settings: Any, tmp_path: Any) -> None:
    """Cheap password hashes, mail in memory, files in a folder of the test's own."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.PUBLIC_PAGE_SECONDS = 0  # a page tells at once what a test has just changed


@pytest.fixture
def smtp(settings: Any) -> Iterator[MailServer]:
    """A mail server of this computer, to which the portal's letters go."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with mail_server() as running:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", running.port
        yield running


@pytest.fixture
def committed(monkeypatch: pytest.MonkeyPatch) -> None:
    """What waits for the commit is done at once, in tests whose own transaction is never committed."""
    monkeypatch.setattr(transaction, "on_commit", lambda act, using=None, robust=False: act())


@pytest.fixture(autouse=True)
def empty_cache(request: pytest.FixtureRequest) -> None:
    """Limits on sign-in count in the shared cache; each test that uses the database begins at zero. So do the numbers of its rows."""
    if {"db", "transactional_db", "live_server"} & set(request.fixturenames):
        request.getfixturevalue("transactional_db" if "transactional_db" in request.fixturenames else "db")
        cache.clear()
        numbers_begin_anew()


@pytest.fixture
def prints_differently() -> Iterator[None]:
    """For a test that changes how templates are drawn: no part of a page is left from before, and none is left behind."""
    kept_parts._printed.cache_clear()
    yield
    kept_parts._printed.cache_clear()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None, django_db_createdb: bool) -> None:
    """The tables are migrated once and copied: that takes half a minute, for each process and each run anew."""
    kept.migrated_once(connection, anew=django_db_createdb)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """At the end no other session holds the test database: a browser's idle connection may still keep a server thread."""
    yield
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.fixture(scope="session", autouse=True)
def emptied_once_more_after_a_deadlock() -> Iterator[None]:
    """On PostgreSQL a browser may still ask for something while the tables are emptied after its test; one of the two gives way."""
    from django.db.backends.postgresql.operations import DatabaseOperations

    original = DatabaseOperations.execute_sql_flush

    def flush(self: Any, sql_list: list[str]) -> None:
        try:
            original(self, sql_list)
        except OperationalError:
            original(self, sql_list)

    DatabaseOperations.execute_sql_flush = flush  # type: ignore[method-assign]
    yield
    DatabaseOperations.execute_sql_flush = original  # type: ignore[method-assign]


@pytest.fixture(scope="session", autouse=True)
def guarded_tables_can_be_emptied() -> Iterator[None]:
    """Emptying all tables between tests is no act of the portal: on SQLite the triggers step aside for it."""
    from django.db.backends.sqlite3.base import DatabaseOperations  # .operations alone imports in a circle

    original = DatabaseOperations.execute_sql_flush

    def flush(self: Any, sql_list: list[str]) -> None:
        with self.connection.cursor() as cursor, triggers_set_aside(cursor):
            original(self, sql_list)

    DatabaseOperations.execute_sql_flush = flush  # type: ignore[method-assign]
    yield
    DatabaseOperations.execute_sql_flush = original  # type: ignore[method-assign]


@pytest.fixture
def world(db: None) -> factories.World:
    """Kanazawa, two partners, one project with two programmes and their runs, nobody in it yet."""
    return factories.World.build()


def _signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def sign_in() -> Any:
    """sign_in(user) is a browser in which that user has signed in."""
    return _signed_in


@pytest.fixture
def sato(world: factories.World) -> User:
    """A coordinator of the office."""
    return world.user("sato", role="coordinator")


@pytest.fixture
def admin(world: factories.World) -> User:
    return world.user("admin", role="administrator")


@pytest.fixture
def kimura(world: factories.World) -> User:
    """Coordinates the cultural programme only."""
    return world.program_coordinator("kimura", world.cultural)


@pytest.fixture
def mori(world: factories.World) -> User:
    """Sits in the project's steering committee."""
    return world.committee_member("mori", kind="steering")


@pytest.fixture
def hayashi(world: factories.World) -> User:
    """Evaluates the project from outside."""
    return world.committee_member("hayashi", kind="external")


@pytest.fixture
def petrova(world: factories.World) -> User:
    """Speaks for Kazan."""
    return world.representative("petrova", world.kazan)


@pytest.fixture
def kazan_may_read(world: factories.World) -> None:
    """Kazan may be shown the data of our people: a recorded basis, and a current country sheet."""
    may_go(world.kazan)


@pytest.fixture
def suzuki(world: factories.World) -> User:
    """Reviewer, moderator and translator in one person."""
    user = world.user("suzuki", role="reviewer")
    factories.RoleGrantFactory(person=user.person, role="moderator")
    factories.RoleGrantFactory(person=user.person, role="translator")
    return user


@pytest.fixture
def aiko(world: factories.World) -> User:
    """A student of Kanazawa with an account and no mobility yet."""
    return world.user("aiko")


@pytest.fixture
def ivan(world: factories.World) -> User:
    """A student of Kazan with an account and no mobility yet."""
    return world.user("ivan")


@pytest.fixture
def stranger(world: factories.World) -> User:
    """Signed in, related to nothing."""
    return world.user("stranger")


@pytest.fixture
def on_sqlite() -> bool:
    return connection.vendor == "sqlite"
