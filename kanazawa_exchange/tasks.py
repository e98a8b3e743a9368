"""The periodic jobs of the project package: the heartbeat of the worker, and forms that are forgotten in time.

And what a worker notes of itself: when it began, and which jobs failed.
"""

import threading
import time
from typing import Any

from celery import Task, shared_task
from celery.signals import task_failure, worker_ready
from celery.worker import state
from django.conf import settings
from django.db import Error, connection
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


def tell_of_work(children: int) -> bool:
    """Where every child has a job, the heartbeat waits behind them for as long as they may take: the worker itself is heard."""
    is_busy = len(state.active_requests) >= children
    if is_busy:
        heartbeats.record(name="worker", now=timezone.now())
    return is_busy


@worker_ready.connect
def tell_of_work_by_itself(sender: Any, **kwargs: object) -> None:
    threading.Thread(target=_tell, args=(sender.controller.concurrency,), daemon=True).start()


def _tell(children: int) -> None:
    while True:
        time.sleep(settings.HEARTBEAT_SECONDS)
        try:
            tell_of_work(children)
        except Error:  # the next one tells
            pass
        connection.close()  # children that begin later inherit none


@worker_ready.connect
def note_start(**kwargs: object) -> None:
    heartbeats.record(name="worker start", now=timezone.now())


@task_failure.connect
def note_failure(sender: Task, exception: BaseException, **kwargs: object) -> None:
    """A job that ended with an error stands on the page of what runs; the log tells more."""
    failures.record(FailureKind.JOB, exception, name=sender.name, now=timezone.now())
