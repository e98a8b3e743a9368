"""The administrator's page of what runs, and the same for a monitor that shows its token."""

import json
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import OperationalError
from django.utils import timezone

from kanazawa_exchange import broker_state, running
from kanazawa_exchange.accounts.models import Failure, FailureKind, Scan, StoredFile, WorkerHeartbeat
from kanazawa_exchange.accounts.services import failures, heartbeat
from kanazawa_exchange.tasks import heartbeat as heartbeat_task
from kanazawa_exchange.tasks import note_failure, note_start

pytestmark = pytest.mark.django_db
TOKEN = "monitor-0123456789-abcdefgh"
FACTS = {
    "version", "jobs_waiting", "free_bytes", "total_bytes", "worker_since", "worker_heard_at", "last_backup_at", "failed_jobs",
    "letters_not_taken", "letters_waiting", "letters_waiting_since", "has_malware_scanner", "files_waiting_for_scan",
}  # fmt: skip


@pytest.fixture(autouse=True)
def no_queue(monkeypatch):
    monkeypatch.setattr(running, "queue_length", lambda: 3)


def full(client, token: str = TOKEN, path: str = "/healthz?full"):
    return client.get(path, headers={"Authorization": f"Bearer {token}"} if token else {})


@pytest.mark.parametrize("token", ["", TOKEN[:-1], TOKEN + "x", "Bearer", "ключ"])
def test_a_monitor_without_its_token_is_refused(client, settings, token):
    settings.MONITOR_TOKEN = TOKEN
    answer = full(client, token)
    assert (answer.status_code, answer.json()) == (403, {"status": "refused"})
    assert full(client, TOKEN).status_code == 503
    assert client.get("/healthz").status_code == 503


@pytest.mark.parametrize("shown", ["", "x", TOKEN])
def test_where_no_token_is_set_nobody_is_a_monitor(client, settings, shown):
    settings.MONITOR_TOKEN = ""
    assert full(client, shown).status_code == 403


def test_a_token_in_the_address_opens_nothing(client, settings):
    settings.MONITOR_TOKEN = TOKEN
    assert full(client, "", f"/healthz?full={TOKEN}").status_code == 403


def test_the_monitor_reads_every_part(client, settings):
    settings.MONITOR_TOKEN = TOKEN
    now = timezone.now()
    heartbeat.record(name="worker", now=now)
    heartbeat.record(name="backup", now=now - timedelta(days=2))
    note_start()
    failures.record(FailureKind.JOB, ValueError("Sato"), name="partners.tasks.apply_calendar", now=now)
    failures.record(FailureKind.LETTER, OSError("anna@example.org"), now=now - timedelta(days=3))
    failures.record(FailureKind.LETTER, OSError(), now=now - timedelta(days=8))
    answer = full(client)
    told = answer.json()
    assert answer.status_code == 200
    assert set(told) == FACTS | {"status", "database", "saves", "cache", "broker", "worker", "worker_heartbeat_seconds"}
    assert (told["jobs_waiting"], told["failed_jobs"], told["letters_not_taken"]) == (3, 1, 1)
    assert told["version"] == "0.1.0"
    assert told["last_backup_at"][:10] == (now - timedelta(days=2)).date().isoformat()
    assert 0 < told["free_bytes"] <= told["total_bytes"]
    assert "Sato" not in answer.content.decode() + str(list(Failure.objects.values()))


def test_without_a_database_it_tells_what_it_can(client, settings, monkeypatch):
    def gone(*args, **kwargs):
        raise OperationalError("no connection")

    settings.MONITOR_TOKEN = TOKEN
    monkeypatch.setattr(WorkerHeartbeat.objects, "filter", gone)
    told = full(client).json()
    assert (told["database"], told["failed_jobs"], told["jobs_waiting"]) == (False, None, 3)


@pytest.mark.parametrize("entries", [1, 3])
def test_the_page_costs_the_same_however_much_failed(admin, sign_in, django_assert_num_queries, entries):
    for number in range(entries):
        failures.record(FailureKind.JOB, ValueError(), name=f"job-{number}", now=timezone.now())
    client = sign_in(admin)
    client.get("/en/what-runs/")
    with django_assert_num_queries(8):
        page = client.get("/en/what-runs/").content.decode()
    assert page.count("ValueError") == entries
    assert "What runs" in page


def test_only_an_administrator_finds_it(admin, sato, sign_in):
    assert "/en/what-runs/" in sign_in(admin).get("/en/roles/").content.decode()
    assert "/en/what-runs/" not in sign_in(sato).get("/en/roles/").content.decode()
    assert sign_in(sato).get("/en/what-runs/").status_code == 403


def test_the_page_says_when_the_queue_is_silent_and_nothing_was_backed_up(admin, sign_in, monkeypatch):
    monkeypatch.setattr(running, "queue_length", lambda: None)
    page = sign_in(admin).get("/en/what-runs/").content.decode()
    assert "The queue does not answer." in page
    assert "None has been made yet." in page


def test_a_failed_job_is_noted_by_its_name_and_kind_of_error():
    note_failure(sender=SimpleNamespace(name="mobility.tasks.count"), exception=KeyError("Ivanov"))
    [failure] = Failure.objects.all()
    assert (failure.kind, failure.name, failure.error) == ("job", "mobility.tasks.count", "KeyError")


def test_failures_are_forgotten_after_90_days():
    now = timezone.now()
    failures.record(FailureKind.JOB, ValueError(), now=now - timedelta(days=91))
    failures.record(FailureKind.JOB, ValueError(), now=now)
    assert Failure.objects.count() == 1


def test_the_queue_is_really_counted():
    before = broker_state.queue_length()
    heartbeat_task.delay()
    assert broker_state.queue_length() == before + 1


def test_what_is_told_is_json(client, settings):
    settings.MONITOR_TOKEN = TOKEN
    assert json.loads(full(client).content)["status"] == "unwell"


def test_files_that_wait_for_the_malware_scanner_are_counted(admin, sign_in, settings):
    StoredFile.objects.create(file="documents/x", scan=Scan.PENDING, size=1)
    StoredFile.objects.create(file="documents/y", scan=Scan.CLEAN, size=1)
    assert running.running(timezone.now()).files_waiting_for_scan == 1
    assert "none is set up" in sign_in(admin).get("/en/what-runs/").content.decode()
    settings.CLAMD_URL = "tcp://127.0.0.1:3310"
    assert "none is set up" not in sign_in(admin).get("/en/what-runs/").content.decode()
