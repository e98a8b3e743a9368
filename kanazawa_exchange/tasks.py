"""The periodic job of the project package: the heartbeat of the worker."""

from celery import shared_task
from django.utils import timezone

from kanazawa_exchange.accounts.services import heartbeat as heartbeats


@shared_task
def heartbeat() -> None:
    """Each minute: the worker and the scheduler are alive."""
    heartbeats.record(name="worker", now=timezone.now())
