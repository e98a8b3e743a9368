"""The periodic jobs of the project package: the heartbeat of the worker, and forms that are forgotten in time."""

from celery import shared_task
from django.utils import timezone

from kanazawa_exchange.accounts.services import heartbeat as heartbeats
from kanazawa_exchange.accounts.services import kept_forms, sent_forms


@shared_task
def heartbeat() -> None:
    """Each minute: the worker and the scheduler are alive."""
    heartbeats.record(name="worker", now=timezone.now())


@shared_task
def forget_old_forms() -> None:
    """The keys by which forms count once, and what was typed and not saved, go when their time has passed."""
    sent_forms.forget_old(now=timezone.now())
    kept_forms.forget_old(now=timezone.now())
