"""The periodic jobs of the project package: the heartbeat of the worker, and forms that are forgotten in time.

And what a worker notes of itself: when it began, and which jobs failed.
"""

from celery import Task, shared_task
from celery.signals import task_failure, worker_ready
from django.utils import timezone

from kanazawa_exchange.accounts.models import FailureKind
from kanazawa_exchange.accounts.services import failures, kept_forms, sent_forms
from kanazawa_exchange.accounts.services import heartbeat as heartbeats


@shared_task
def heartbeat() -> None:
    """Each minute: the worker and the scheduler are alive."""
    heartbeats.record(name="worker", now=timezone.now())


@shared_task
def forget_old_forms() -> None:
    """The keys by which forms count once, and what was typed and not saved, go when their time has passed."""
    sent_forms.forget_old(now=timezone.now())
    kept_forms.forget_old(now=timezone.now())


@worker_ready.connect
def note_start(**kwargs: object) -> None:
    heartbeats.record(name="worker start", now=timezone.now())


@task_failure.connect
def note_failure(sender: Task, exception: BaseException, **kwargs: object) -> None:
    """A job that ended with an error stands on the page of what runs; the log tells more."""
    failures.record(FailureKind.JOB, exception, name=sender.name, now=timezone.now())
