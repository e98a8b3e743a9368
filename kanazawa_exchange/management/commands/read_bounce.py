"""`manage.py read_bounce`: reads one message from standard input, as a mail server hands it over, and marks the letter that came back.

Whatever is no such report is told in a sentence and ends well, so that no mail server writes back to a mail server.
"""

import sys

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from kanazawa_exchange.accounts.services import delivery
from kanazawa_exchange.lib import bounces, clock

TRY_LATER = 75
"""To a mail server: keep the message, and hand it over again."""

PIECE = 65536


class Command(BaseCommand):
    help = "Read a report of delivery from standard input and mark the letter that will not arrive (RFC 3464)."
    requires_system_checks = ()

    def handle(self, *args: object, **options: object) -> None:
        try:
            found = bounces.returned(_message())
            self.stderr.write(_sentence(delivery.came_back(found.number, found.reason, now=clock.now())))
        except bounces.NoReport as none:
            self.stderr.write(str(none))
        except DatabaseError as fault:
            raise CommandError(
                f"The database does not answer ({type(fault).__name__}).", returncode=TRY_LATER
            ) from None


def _message() -> bytes:
    """No more than can be a report; the rest is read all the same, as its writer waits for that."""
    raw = sys.stdin.buffer.read(bounces.LARGEST + 1)
    while sys.stdin.buffer.read(PIECE):
        pass
    return raw


def _sentence(outcome: delivery.Outcome) -> str:
    return {
        delivery.Outcome.MARKED: "The letter is marked as returned.",
        delivery.Outcome.KNOWN: "Nothing changes: how this letter ended is known already.",
        delivery.Outcome.STRANGE: "No letter of this portal has this Message-ID.",
    }[outcome]
