"""A worker whose processes all have a job is heard of by itself; no job is handed out twice while it may still run."""

from types import SimpleNamespace

import pytest
from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.test import Client

from kanazawa_exchange import health, tasks
from kanazawa_exchange.accounts.models import WorkerHeartbeat
from kanazawa_exchange.settings import CELERY_TASK_SOFT_TIME_LIMIT, CELERY_TASK_TIME_LIMIT


@pytest.mark.django_db
@pytest.mark.parametrize(("jobs", "is_heard"), [(0, False), (1, False), (2, True), (3, True)])
def test_a_worker_with_a_job_in_every_process_is_heard_of(monkeypatch, jobs, is_heard):
    monkeypatch.setattr(tasks.state, "active_requests", set(range(jobs)))
    assert tasks.tell_of_work(children=2) is is_heard
    assert WorkerHeartbeat.objects.filter(name="worker").exists() is is_heard


@pytest.mark.django_db
def test_its_health_is_good_meanwhile(monkeypatch, client: Client):
    monkeypatch.setattr(tasks.state, "active_requests", {1, 2})
    before = client.get("/healthz").json()["worker"]
    tasks.tell_of_work(children=2)
    assert (before, client.get("/healthz").json()["worker"]) == (False, True)


class Ended(Exception):
    """Ends the thread of a test; a real one goes on as long as its worker."""


@pytest.mark.parametrize("fault", [OperationalError, InterfaceError])
def test_it_goes_on_after_a_fault_of_the_database(monkeypatch, fault):
    answers = iter([fault, fault, Ended])

    def told(children):
        raise next(answers)

    monkeypatch.setattr(tasks.time, "sleep", lambda seconds: None)
    monkeypatch.setattr(tasks, "connection", SimpleNamespace(close=lambda: None))
    monkeypatch.setattr(tasks, "tell_of_work", told)
    with pytest.raises(Ended):
        tasks._tell(2)


def test_it_tells_more_often_than_it_is_missed():
    assert 2 * settings.HEARTBEAT_SECONDS < health.LATE_AFTER


def test_a_job_ends_long_before_its_message_is_handed_out_again():
    """With Redis a message that nobody has answered is handed out again; a job is ended by then."""
    text = (settings.BASE_DIR / "kanazawa_exchange/settings/__init__.py").read_text()
    lease = int(text.partition('"visibility_timeout": ')[2].partition(",")[0])
    assert CELERY_TASK_SOFT_TIME_LIMIT < CELERY_TASK_TIME_LIMIT < lease / 2
