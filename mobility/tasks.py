"""Periodic jobs of travel: tables that were imported long ago go."""

from celery import shared_task

from kanazawa_exchange.lib import clock

from .services import imports


@shared_task
def forget_old_imports() -> None:
    imports.forget_old(now=clock.now())
