"""A portal that cannot save, cannot count attempts or cannot send a letter says so, and sends no one away for it."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch
from uuid import uuid4

import pytest
from django.core import mail
from django.core.cache import cache, caches
from django.core.cache.backends.db import DatabaseCache as FrameworkCache
from django.db import DatabaseError, OperationalError, connection
from django.test import Client

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.lib import outages
from tests import factories

PASSWORD = "a-long-test-password"
LOGIN = "/en/accounts/login/"
RESET = "/en/accounts/password/reset/"


@pytest.fixture
def owner(transactional_db: None) -> User:
    return factories.UserFactory(email="owner@example.org", password=PASSWORD)


@contextmanager
def full() -> Iterator[None]:
    """The database may not grow any more, and what was free in it is taken."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL has no such limit; its codes are tested below")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")  # what the tests before have left free would have to be filled first
        cursor.execute("PRAGMA page_count")
        (pages,) = cursor.fetchone()
        cursor.execute(f"PRAGMA max_page_count = {pages}")
        try:
            for size in (4000, 400, 40, 1):
                fill(size)
            yield
        finally:
            cursor.execute("PRAGMA max_page_count = 1073741823")


def fill(size: int) -> None:
    """Rows of one size until none fits any more, wherever the key of a row belongs in the order of the keys."""
    refused = 0
    with connection.cursor() as cursor:
        while refused < 30:
            row = [cache.make_key(uuid4().hex), "x" * size]
            try:
                cursor.execute(
                    "INSERT INTO portal_cache (cache_key, value, expires) VALUES (%s, %s, '2100-01-01')", row
                )
            except OperationalError:
                refused += 1


def sign_in(client: Client) -> Any:
    return client.post(LOGIN, {"login": "owner@example.org", "password": PASSWORD})


def browser() -> Client:
    return Client(raise_request_exception=False)


def test_on_a_full_disk_sign_in_says_that_nothing_can_be_saved(owner: User) -> None:
    with full():
        answer = sign_in(browser())

    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    text = answer.content.decode()
    assert "The portal cannot save at the moment" in text
    assert "現在、保存できません" in text
    assert "Сейчас портал не может сохранять данные" in text
    assert "default-src 'none'" in answer["Content-Security-Policy"]


def test_on_a_full_disk_any_other_form_says_so_as_well(owner: User) -> None:
    client = browser()
    client.force_login(owner, backend="allauth.account.auth_backends.AuthenticationBackend")
    with full(), patch("kanazawa_exchange.accounts.services.users.choose_language", side_effect=one_row):
        answer = client.post("/en/account/settings/", {"language": "ru"})

    assert answer.status_code == 503


def one_row(*args: object, **kwargs: object) -> None:
    with connection.cursor() as cursor:
        row = ["one more", "x" * 20_000]
        cursor.execute("INSERT INTO portal_cache (cache_key, value, expires) VALUES (%s, %s, '2100-01-01')", row)


def test_with_the_cache_of_the_framework_a_full_disk_looks_like_too_many_attempts(owner: User) -> None:
    """The control."""
    store = in_the_database()
    with full(), patch.object(type(store), "add", FrameworkCache.add):
        assert "Too many attempts" in sign_in(browser()).content.decode()


def rows(count: int, *, gone: bool = False) -> None:
    for number in range(count):
        cache.set(f"made-up-{number}", 1, timeout=-1 if gone else 600)


def in_the_database() -> FrameworkCache:
    if not isinstance(caches["default"], FrameworkCache):
        pytest.skip("the cache is not in the database here")
    return caches["default"]


def test_attempts_at_many_addresses_forget_no_count(owner: User) -> None:
    store = in_the_database()
    with patch.object(store, "_max_entries", 20):
        cache.set("!first", 5)
        rows(60)

    assert cache.get("!first") == 5


def test_the_framework_would_forget_it(owner: User) -> None:
    """The control."""
    store = in_the_database()
    with patch.object(store, "_max_entries", 20), patch.object(type(store), "_cull", FrameworkCache._cull):
        cache.set("!first", 5)
        rows(60)

    assert cache.get("!first") is None


def test_counts_that_have_run_out_make_room(owner: User) -> None:
    store = in_the_database()
    rows(30, gone=True)
    with patch.object(store, "_max_entries", 20):
        cache.set("one-more", 1)

    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM portal_cache")
        assert cursor.fetchone() == (1,)


def test_a_key_that_is_there_is_no_fault(owner: User) -> None:
    cache.set("a", 1)

    assert cache.add("a", 2) is False
    assert cache.add("b", 2) is True


def test_a_database_that_stays_locked_is_an_outage_and_no_fault_of_the_page(owner: User) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL waits by row")
    other = sqlite3.connect(connection.settings_dict["NAME"], check_same_thread=False, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    release = threading.Timer(20, other.rollback)
    release.start()
    try:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout = 100")
        answer = sign_in(browser())
    finally:
        release.cancel()
        other.close()
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout = 20000")

    assert answer.status_code == 503
    assert "its database is busy" in answer.content.decode()


def test_once_there_is_room_sign_in_works_again(owner: User) -> None:
    client = browser()
    with full():
        assert sign_in(client).status_code == 503

    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM portal_cache")
    assert sign_in(client).status_code == 302


# --- The cache ----------------------------------------------------------------------------------------------------------
REDIS = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1/0"}}


@pytest.mark.parametrize(
    ("address", "fields"), [(LOGIN, {"login": "a@example.org", "password": "x"}), (RESET, {"email": "a@b.org"})]
)
def test_without_the_cache_nobody_signs_in_and_everybody_is_told(
    address: str, fields: dict[str, str], owner: User, settings: Any
) -> None:
    settings.CACHES = REDIS

    answer = browser().post(address, fields)

    assert answer.status_code == 503
    assert "Nobody can sign in at the moment" in answer.content.decode()


def test_without_the_cache_pages_are_read(owner: User, settings: Any) -> None:
    settings.CACHES = REDIS
    client = browser()
    client.force_login(owner, backend="allauth.account.auth_backends.AuthenticationBackend")

    assert client.get("/en/account/settings/").status_code == 200


# --- Letters ------------------------------------------------------------------------------------------------------------
DOWN = patch("django.core.mail.backends.locmem.EmailBackend.send_messages", side_effect=ConnectionRefusedError)


@pytest.mark.usefixtures("committed")
@pytest.mark.parametrize("email", ["owner@example.org", "nobody@example.org"])
def test_a_letter_that_cannot_leave_is_told_alike_whoever_asks(owner: User, email: str) -> None:
    with DOWN:
        answer = browser().post(RESET, {"email": email})

    assert answer.status_code == 503
    assert "The mail server has not taken the letter." in answer.content.decode()


def test_a_change_that_is_made_is_not_called_a_failure_by_its_letter(owner: User) -> None:
    client = browser()
    sign_in(client)
    with DOWN:
        new = {
            "oldpassword": PASSWORD,
            "password1": "five wild bees near the well",
            "password2": "five wild bees near the well",
        }
        answer = client.post("/en/accounts/password/change/", new)

    assert answer.status_code == 302
    owner.refresh_from_db()
    assert owner.check_password("five wild bees near the well")


@pytest.mark.usefixtures("committed")
@pytest.mark.parametrize("host", ["localhost:6666", "127.0.0.1:81", "testserver:443"])
@pytest.mark.parametrize("email", ["owner@example.org", "nobody@example.org"])
def test_a_letter_leads_to_the_address_of_the_portal_whatever_host_was_named(
    owner: User, settings: Any, host: str, email: str
) -> None:
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1", "testserver"]
    settings.PORTAL_URL = "https://portal.example.ac.jp/"

    Client().post(RESET, {"email": email}, HTTP_HOST=host)

    (letter,) = mail.outbox
    assert host not in letter.body + letter.subject
    assert email != owner.email or "https://portal.example.ac.jp/en/accounts/password/reset/key/" in letter.body


@pytest.mark.usefixtures("committed")
def test_the_letter_to_a_new_address_does_too(owner: User, settings: Any) -> None:
    settings.PORTAL_URL = "https://portal.example.ac.jp"
    client = Client(HTTP_HOST="localhost:6666")
    settings.ALLOWED_HOSTS = ["localhost"]
    sign_in(client)
    client.post("/en/accounts/reauthenticate/", {"password": PASSWORD})
    client.post("/en/accounts/email/", {"action_add": "", "email": "new@example.org"})

    links = [letter.body for letter in mail.outbox if letter.to == ["new@example.org"]]
    assert len(links) == 1
    assert "https://portal.example.ac.jp/en/accounts/confirm-email/" in links[0]
    assert "6666" not in links[0]


# --- A locked-out owner -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("email", ["owner@example.org", "nobody@example.org"])
def test_who_is_locked_out_is_told_that_a_new_password_opens_the_door(owner: User, email: str) -> None:
    for number in range(10):
        wrong = {"login": email, "password": "a wrong guess"}
        Client().post(LOGIN, wrong, HTTP_HOST=f"testserver:{1000 + number}")  # another port is not another door

    answer = Client().post(LOGIN, {"login": email, "password": PASSWORD})

    assert answer.status_code == 200
    assert "set a new password by e-mail: that opens the account again at once" in answer.content.decode()


@pytest.mark.usefixtures("committed")
def test_a_new_password_opens_the_door_at_once(owner: User) -> None:
    for _ in range(11):
        Client().post(LOGIN, {"login": owner.email, "password": "a wrong guess"})
    client = Client()
    client.post(RESET, {"email": owner.email})
    link = next(word for word in mail.outbox[-1].body.split() if "/reset/key/" in word)
    form = client.get(link.partition("8000")[2] or link, follow=True)
    new = "five wild bees near the well"
    client.post(form.request["PATH_INFO"], {"password1": new, "password2": new})

    assert client.post(LOGIN, {"login": owner.email, "password": new}).status_code == 302
    assert client.session["_auth_user_id"] == str(owner.pk)


# --- Which faults are outages -------------------------------------------------------------------------------------------
def database(cause: type[Exception], **codes: Any) -> DatabaseError:
    fault, source = OperationalError("x"), cause("x")
    for name, value in codes.items():
        setattr(source, name, value)
    fault.__cause__ = source
    return fault


Psycopg = type("Psycopg", (Exception,), {"__module__": "psycopg.errors", "sqlstate": None})


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (database(sqlite3.OperationalError, sqlite_errorcode=sqlite3.SQLITE_FULL), outages.STORE),
        (database(sqlite3.OperationalError, sqlite_errorcode=sqlite3.SQLITE_IOERR_WRITE), outages.STORE),
        (database(sqlite3.OperationalError, sqlite_errorcode=sqlite3.SQLITE_BUSY_SNAPSHOT), outages.STORE),
        (database(sqlite3.OperationalError, sqlite_errorcode=sqlite3.SQLITE_ERROR), ""),
        (database(sqlite3.IntegrityError, sqlite_errorcode=sqlite3.SQLITE_CONSTRAINT), ""),
        (database(Psycopg, sqlstate="53100"), outages.STORE),
        (database(Psycopg, sqlstate="25006"), outages.STORE),
        (database(Psycopg, sqlstate="57P03"), outages.STORE),
        (database(Psycopg), outages.STORE),
        (database(Psycopg, sqlstate="42P01"), ""),
        (OSError(28, "no space"), outages.STORE),
        (OSError(2, "no file"), ""),
        (RuntimeError("x"), ""),
        (None, ""),
    ],
)
def test_a_fault_of_ours_is_no_outage(fault: BaseException | None, kind: str) -> None:
    assert outages.outage(fault) == kind
