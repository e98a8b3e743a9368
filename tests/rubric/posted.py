"""What happens between the writing of a letter and its leaving: hours pass, accounts move, stays are called off."""

from datetime import timedelta
from typing import Any

import time_machine
from django.core import mail

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.tasks import send_letters
from rubric.services import wave_calendar
from tests.rubric.waves import JULY


def sent(after: int = 1) -> list[str]:
    """To whom something leaves so many hours later."""
    mail.outbox.clear()
    with time_machine.travel(JULY + timedelta(hours=after), tick=False):
        send_letters()
    return sorted(message.to[0] for message in mail.outbox)


def moved(stay: Any, address: str = "now@example.org") -> None:
    User.objects.filter(person=stay.person_id).update(email=address)


def called_off(stay: Any, status: str = "voided") -> None:
    stay.status, stay.uncounted_from = status, JULY.date() if status == "voided" else None
    stay.save()


def calendar(after: int) -> None:
    wave_calendar.apply(now=JULY + timedelta(hours=after))
