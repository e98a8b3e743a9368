"""Tells the workers that there is something to do. The rows are the truth: a bell that nobody hears is rung again by the sweep."""

import logging
from collections.abc import Sequence
from functools import partial

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)

WORK, CARRY_ON = "kanazawa_exchange.accounts.tasks.work_on", "kanazawa_exchange.accounts.tasks.carry_on"
WORK_LONG = "kanazawa_exchange.accounts.tasks.work_long"
LETTERS = "kanazawa_exchange.accounts.tasks.send_letters"


def ring(job: int, *, seat: int = 0) -> None:
    """After the commit, ask for a worker for this job; `seat` is how many have been asked before."""
    transaction.on_commit(partial(_send, WORK, [job, seat], 0))


def ring_again(job: int, *, after: float = 0) -> None:
    """The worker that asks has had its turn, and leaves the rest of the job to whoever is free."""
    transaction.on_commit(partial(_send, CARRY_ON, [job], after))


def ring_for_long(job: int) -> None:
    """After the commit, ask for a worker that has minutes for one part of this job."""
    transaction.on_commit(partial(_send, WORK_LONG, [job], 0))


def ring_for_letters() -> None:
    """After the commit, ask for a worker for the letters that wait."""
    transaction.on_commit(partial(_send, LETTERS, [], 0))


def _send(task: str, words: Sequence[int], after: float) -> None:
    try:
        current_app.send_task(task, words, countdown=after or None, retry=False)
    except (OperationalError, OSError) as error:
        what = f"job {words[0]}" if words else "letters"
        logger.warning("the broker does not answer (%s): the sweep will ring for %s", type(error).__name__, what)
