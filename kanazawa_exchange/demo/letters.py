"""The demo's letters of days that are past: on its day each was taken by the mail server, as in a portal that runs."""

from datetime import datetime

from kanazawa_exchange.accounts.services import delivery
from kanazawa_exchange.lib.mail import Answer, Said


def taken(now: datetime) -> None:
    """What was due at that moment; nothing is handed to any server, and a letter that nobody needs any more is withdrawn."""
    while (held := delivery.claim(delivery.due(now), now=now)) is not None:
        delivery.settle(held, Answer(Said.TAKEN), now=now)
