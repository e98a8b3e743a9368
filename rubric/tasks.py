"""Periodic work of the survey: waves open and close at their time, people are asked and reminded."""

import logging

from celery import shared_task

from kanazawa_exchange.lib import clock

from .services import wave_calendar

logger = logging.getLogger(__name__)


@shared_task
def apply_calendar() -> None:
    done = wave_calendar.apply(now=clock.now())
    if done != wave_calendar.Round():
        logger.info("survey waves opened: %d, closed: %d, asked: %d, reminded: %d", *vars(done).values())
