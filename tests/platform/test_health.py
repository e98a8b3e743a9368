"""/healthz says which of database, broker and worker is unwell, and tells nothing about anybody."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
import time_machine
from celery import current_app
from django.db import DatabaseError, OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kanazawa_exchange import health
from kanazawa_exchange.accounts.models import WorkerHeartbeat
from kanazawa_exchange.accounts.services import heartbeat
from kanazawa_exchange.lib import ground
from kanazawa_exchange.tasks import heartbeat as heartbeat_task

pytestmark = pytest.mark.django_db


def beat(seconds_ago: int) -> None:
    heartbeat.record(name="worker", now=timezone.now() - timedelta(seconds=seconds_ago))


def test_all_is_well_when_the_worker_was_heard_of_lately(client):
    beat(5)
    answer = client.get("/healthz")
    assert answer.status_code == 200
    parts = {"database", "saves", "cache", "broker", "worker"}
    assert answer.json().keys() == {"status", *parts, "worker_heartbeat_seconds"}
    assert answer.json()["status"] == "ok"
    assert "no-store" in answer["Cache-Control"] or "no-cache" in answer["Cache-Control"]


@pytest.mark.parametrize("seconds", [55, health.LATE_AFTER + 5, 86_400])
def test_a_worker_not_heard_of_for_too_long_makes_it_unwell(client, seconds):
    beat(seconds)
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["worker"] is False
    assert answer.json()["worker_heartbeat_seconds"] >= seconds


def test_it_says_since_when_no_worker_was_heard_from_the_first_minute_on(client):
    with time_machine.travel("2026-11-28T12:00:00+09:00", tick=False) as clock:
        beat(0)
        clock.shift(44)
        heard = client.get("/healthz").json()
        clock.shift(16)
        missed = client.get("/healthz").json()
    assert (heard["status"], "no_worker_since" in heard) == ("ok", False)
    assert (missed["status"], missed["no_worker_since"]) == ("unwell", "2026-11-28T12:00:00+09:00")


def test_a_worker_never_heard_of_makes_it_unwell(client):
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["worker_heartbeat_seconds"]) == (503, None)
    assert answer.json()["no_worker_since"] is None


def test_a_broker_that_cannot_be_reached_makes_it_unwell(client, monkeypatch):
    beat(5)
    monkeypatch.setattr(health, "broker_answers", lambda: False)
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["broker"], answer.json()["worker"]) == (503, False, True)


def test_the_broker_is_really_asked(monkeypatch, settings):
    assert health.broker_answers() is True
    for name in ("broker_write_url", "broker_url"):  # the first falls back to the second, so it is put aside before it
        monkeypatch.setattr(current_app.conf, name, "redis://127.0.0.1:1/0")
    assert health.broker_answers() is False


def test_a_database_that_is_gone_makes_it_unwell_and_is_no_error_page(client, monkeypatch):
    def gone(*args, **kwargs):
        raise OperationalError("no connection")

    monkeypatch.setattr(WorkerHeartbeat.objects, "filter", gone)
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["database"]) == (503, False)
    assert "no connection" not in answer.content.decode()


@pytest.fixture
def with_broker(monkeypatch):
    """A broker that answers: the part is asked for above."""
    monkeypatch.setattr(health, "broker_answers", lambda: True)


def unwell(client):
    """The parts that are unwell."""
    answer = client.get("/healthz")
    assert (answer.status_code, answer["Content-Type"]) == (503, "application/json")
    return [name for name, well in answer.json().items() if well is False]


def test_a_full_disk_is_told(client, with_broker, monkeypatch):
    beat(5)
    monkeypatch.setattr(ground.shutil, "disk_usage", lambda folder: SimpleNamespace(free=ground.ROOM_BYTES - 1))
    assert unwell(client) == ["saves"]
    monkeypatch.setattr(ground.shutil, "disk_usage", lambda folder: SimpleNamespace(free=ground.ROOM_BYTES))
    assert client.get("/healthz").status_code == 200


def test_a_database_that_may_not_grow_any_more_is_told(client, with_broker, on_sqlite):
    if not on_sqlite:
        pytest.skip("PostgreSQL has no such limit")
    beat(5)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0]}")
        found = unwell(client)
        cursor.execute("PRAGMA max_page_count = 1073741823")
    assert found == ["saves"]


@pytest.mark.parametrize(
    "fault", [OperationalError("attempt to write a readonly database"), DatabaseError("disk I/O error")]
)
def test_a_database_that_takes_no_changes_is_told(client, with_broker, monkeypatch, fault):
    beat(5)

    def refuse(**kwargs):
        raise fault

    monkeypatch.setattr(health.heartbeat, "record", refuse)
    assert unwell(client) == ["saves"]


def test_many_looks_write_little(client):
    beat(5)
    client.get("/healthz")
    with CaptureQueriesContext(connection) as queries:
        client.get("/healthz")
    assert not [query for query in queries if not query["sql"].startswith(("SELECT", "PRAGMA"))]


def test_a_cache_that_does_not_answer_is_told(client, with_broker, settings):
    beat(5)
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1/0"}
    }
    assert unwell(client) == ["cache"]


@pytest.mark.parametrize("cookie", ["session of nobody", "session of somebody"])
def test_a_damaged_database_is_told_as_json_whatever_cookies_come_along(client, aiko, monkeypatch, cookie):
    beat(5)
    if "somebody" in cookie:
        client.force_login(aiko, backend="allauth.account.auth_backends.AuthenticationBackend")
    else:
        client.cookies["sessionid"] = "x" * 32

    def damaged(*args, **kwargs):
        raise DatabaseError("database disk image is malformed")

    monkeypatch.setattr(connection, "cursor", damaged)
    assert unwell(client)[:2] == ["database", "saves"]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_it_can_only_be_read(client, method):
    assert getattr(client, method)("/healthz").status_code == 405


def test_the_heartbeat_keeps_one_row_and_never_goes_back():
    now = timezone.now()
    heartbeat.record(name="worker", now=now)
    heartbeat.record(name="worker", now=now - timedelta(minutes=3))
    heartbeat_task()
    [row] = WorkerHeartbeat.objects.filter(name="worker")
    assert row.beat_at >= now
