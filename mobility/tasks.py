"""Periodic jobs of travel: offers lapse and are reminded of at their time, students who were nominated are invited once their call
opens, tables that were imported long ago go."""

import logging

from celery import shared_task

from kanazawa_exchange.lib import clock

from .services import imports
from .services.nominations import inviting
from .services.selection import offers

logger = logging.getLogger(__name__)


@shared_task
def forget_old_imports() -> None:
    imports.forget_old(now=clock.now())


@shared_task
def apply_offers() -> None:
    """What the calendar does with offers. An answer that was received in time may still be on its way: a lapse waits for it."""
    now = clock.now()
    lapsed, reminded = offers.lapse_due(now=now - offers.UNDER_WAY), offers.remind_due(now=now)
    if lapsed or reminded:
        logger.info("offers lapsed: %d, reminded: %d", lapsed, reminded)


@shared_task
def invite_nominated() -> None:
    """A call opens by the clock, and nobody presses anything then."""
    if number := inviting.invite_due(now=clock.now()):
        logger.info("nominated students invited: %d", number)
