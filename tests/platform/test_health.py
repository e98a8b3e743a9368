"""/healthz says which of database, broker and worker is unwell, and tells nothing about anybody."""

from datetime import timedelta

import pytest
import time_machine
from django.db import OperationalError
from django.utils import timezone

from kanazawa_exchange import health
from kanazawa_exchange.accounts.models import WorkerHeartbeat
from kanazawa_exchange.accounts.services import heartbeat
from kanazawa_exchange.tasks import heartbeat as heartbeat_task

pytestmark = pytest.mark.django_db


def beat(seconds_ago: int) -> None:
    heartbeat.record(name="worker", now=timezone.now() - timedelta(seconds=seconds_ago))


def test_all_is_well_when_the_worker_was_heard_of_lately(client):
    beat(5)
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json().keys() == {"status", "database", "broker", "worker", "worker_heartbeat_seconds"}
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
    monkeypatch.setattr(health.current_app.conf, "broker_url", "redis://127.0.0.1:1/0")
    monkeypatch.setattr(health.current_app.conf, "broker_write_url", "redis://127.0.0.1:1/0")
    assert health.broker_answers() is False


def test_a_database_that_is_gone_makes_it_unwell_and_is_no_error_page(client, monkeypatch):
    def gone(*args, **kwargs):
        raise OperationalError("no connection")

    monkeypatch.setattr(WorkerHeartbeat.objects, "filter", gone)
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["database"]) == (503, False)
    assert "no connection" not in answer.content.decode()


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_it_can_only_be_read(client, method):
    assert getattr(client, method)("/healthz").status_code == 405


def test_the_heartbeat_keeps_one_row_and_never_goes_back():
    now = timezone.now()
    heartbeat.record(name="worker", now=now)
    heartbeat.record(name="worker", now=now - timedelta(minutes=3))
    heartbeat_task()
    [row] = WorkerHeartbeat.objects.all()
    assert row.beat_at >= now
