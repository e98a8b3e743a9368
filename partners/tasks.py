"""What the calendar does to agreements, hour by hour: take effect, expire, and tell the office in time."""

import logging

from celery import shared_task
from django.conf import settings

from kanazawa_exchange.lib import clock

from .services import agreements, alerts

logger = logging.getLogger(__name__)


@shared_task
def roll_agreements() -> None:
    now = clock.now()
    moved = agreements.roll(now=now)
    told = alerts.send_due(now=now, address=settings.PORTAL_URL)
    if moved or told:
        logger.info("agreements moved: %d, told: %d", moved, told)
