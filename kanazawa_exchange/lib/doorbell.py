"""Tells the workers that there is something to do. The rows are the truth: a bell that nobody hears is rung again by the sweep."""

import logging
from functools import partial

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)

WORK, CARRY_ON = "kanazawa_exchange.accounts.tasks.work_on", "kanazawa_exchange.accounts.tasks.carry_on"


def ring(job: int, *, seat: int = 0) -> None:
    """After the commit, ask for a worker for this job; `seat` is how many have been asked before."""
    transaction.on_commit(partial(_send, WORK, [job, seat], 0))


def ring_again(job: int, *, after: float = 0) -> None:
    """The worker that asks has had its turn, and leaves the rest of the job to whoever is free."""
    transaction.on_commit(partial(_send, CARRY_ON, [job], after))


def _send(task: str, words: list[int], after: float) -> None:
    try:
        current_app.send_task(task, words, countdown=after or None, retry=False)
    except (OperationalError, OSError) as error:
        logger.warning(
            "the broker does not answer (%s): the sweep will ring for job %d", type(error).__name__, words[0]
        )
