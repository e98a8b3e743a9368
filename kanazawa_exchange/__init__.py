"""The exchange portal; importing it makes the Celery app known to Django's shared tasks."""

from kanazawa_exchange.celery import app as celery_app

__all__ = ["celery_app"]
