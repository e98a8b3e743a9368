"""Periodic jobs of the partners: agreements take effect and expire, the office is told, stray files go."""

import logging

from celery import shared_task
from django.conf import settings

from kanazawa_exchange.accounts.services import files
from kanazawa_exchange.lib import clock

from .services import agreements, alerts

logger = logging.getLogger(__name__)


@shared_task
def apply_calendar() -> None:
    now = clock.now()
    moved = agreements.apply_calendar(now=now)
    told = alerts.send_due(now=now, address=settings.PORTAL_URL)
    if moved or told:
        logger.info("agreements moved: %d, told: %d", moved, told)


@shared_task
def sweep_documents() -> None:
    gone = files.sweep(now=clock.now())
    if gone:
        logger.warning("stored files without a row, deleted: %d", gone)
