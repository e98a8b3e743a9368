"""A worker whose processes all have a job is heard of by itself; no job is handed out twice while it may still run."""

import pytest
from django.conf import settings
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


def test_it_tells_more_often_than_it_is_missed():
    assert 2 * settings.HEARTBEAT_SECONDS < health.LATE_AFTER


def test_a_job_ends_long_before_its_message_is_handed_out_again():
    """With Redis a message that nobody has answered is handed out again; a job is ended by then."""
    text = (settings.BASE_DIR / "kanazawa_exchange/settings/__init__.py").read_text()
    lease = int(text.partition('"visibility_timeout": ')[2].partition(",")[0])
    assert CELERY_TASK_SOFT_TIME_LIMIT < CELERY_TASK_TIME_LIMIT < lease / 2
