"""The worker's part in long work and in letters: take a turn, and come back for what nobody heard of."""

import logging
from functools import partial
from typing import Any

from celery import Task, shared_task
from celery.signals import worker_ready

from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.doorbell import ring, ring_again, ring_for_letters, ring_for_long

from .services import delivery, jobs, labour, outbox, pictures, scanning

logger = logging.getLogger(__name__)
BETWEEN_STAGES = 1.0
"""Seconds after which a worker looks again whether the others have ended a stage."""


@shared_task(bind=True)
def work_on(self: Task, job: int, seat: int) -> None:
    """The first turn of a worker at a job; it calls one more as long as all who were called before have come."""
    if labour.is_long(job):
        ring_for_long(job)
        return
    _turn(self, job, partial(_call_one_more, job, seat))


@shared_task(bind=True)
def carry_on(self: Task, job: int) -> None:
    """A further turn; whoever can help has been called."""
    if labour.is_long(job):
        ring_for_long(job)
        return
    _turn(self, job, lambda holders: None)


@shared_task(bind=True, soft_time_limit=labour.LONG, time_limit=labour.LONG + 30)
def work_long(self: Task, job: int) -> None:
    """A turn at a job of which one part may take minutes: one transaction over very many rows cannot be cut."""
    _turn(self, job, lambda holders: None)


@shared_task
def sweep_jobs() -> None:
    """Each minute, and when a worker starts."""
    labour.sweep(now=clock.now(), ring=ring)


@shared_task
def forget_old_jobs() -> None:
    jobs.forget_old(now=clock.now())


@shared_task
def send_letters() -> None:
    """When a letter was written, each minute, and when a worker starts: whatever is due, however old it is."""
    if delivery.send_due():
        ring_for_letters()


@shared_task
def forget_old_letters() -> None:
    outbox.forget_old(now=clock.now())


@shared_task
def scan_files() -> None:
    """Every five minutes, and when a worker starts: files that came while the malware scanner was away."""
    judged, infected = scanning.scan_waiting(now=clock.now())
    if judged:
        logger.info("files scanned later: %d, infected: %d", judged, infected)


@shared_task
def sweep_pictures() -> None:
    """Each day: pictures that no file has go, and those whose files are not there are made again."""
    gone, again = pictures.sweep(now=clock.now())
    if gone or again:
        logger.info("pictures without files: %d, made again: %d", gone, again)


@worker_ready.connect
def sweep_at_start(**kwargs: object) -> None:
    sweep_jobs.delay()
    send_letters.delay()
    scan_files.delay()


def _turn(task: Task, job: int, call_help: Any) -> None:
    if labour.work(job, holder=task.request.id, call_help=call_help, call_back=partial(ring_again, job)):
        ring_again(job)
    elif labour.has_later_stage(job):
        ring_again(job, after=BETWEEN_STAGES)


def _call_one_more(job: int, seat: int, holders: int) -> None:
    """One message more than workers that hold parts: it waits in the queue, and a worker that is free takes it."""
    if holders > seat:
        ring(job, seat=seat + 1)
