"""The way of every letter to the mail server, those of the sign-in library too: what it does not take is noted."""

import logging
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import Error as DatabaseError
from django.db import transaction

from kanazawa_exchange.lib import clock

from .models import FailureKind
from .services import failures

logger = logging.getLogger(__name__)


class EmailBackend(BaseEmailBackend):
    """Hands letters on to DELIVERY_BACKEND, which is that of EMAIL_URL."""

    def __init__(self, fail_silently: bool = False, **options: Any) -> None:
        super().__init__(fail_silently=fail_silently)
        self.server = get_connection(settings.DELIVERY_BACKEND, fail_silently=fail_silently, **options)

    def open(self) -> bool | None:
        return self.server.open()

    def close(self) -> None:
        self.server.close()

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        try:
            return int(self.server.send_messages(email_messages) or 0)
        except Exception as error:
            _note(error)
            raise


def _note(error: Exception) -> None:
    try:
        with transaction.atomic():
            failures.record(FailureKind.LETTER, error, now=clock.now())
    except DatabaseError:
        logger.exception("a letter that was not taken could not be noted")
