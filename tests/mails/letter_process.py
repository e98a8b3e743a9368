"""What a process of a portal does in a fault run of letters: it writes them or sends them, its times are short, guards may be off.

The product's times are scaled, all of them: the sweep from 60 seconds to 1, the lease from 100 to 3, the first pause from 60 to 0.5 and
the longest from an hour to 2. A server that is away for 5 seconds is missed by as many sweeps as one that is away for five minutes.
"""

import json
import os
import sys
import time
import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from kanazawa_exchange.accounts.models import AuditEvent, Letter
from kanazawa_exchange.accounts.services import delivery, outbox
from kanazawa_exchange.accounts.services.outbox import Draft, Recipient
from kanazawa_exchange.lib import clock, doorbell, mails
from kanazawa_exchange.lib.mail import Answer, Counter, Said
from tests.jobs.trial_process import ROLES as WORKERS
from tests.mails.kinds import NEWS, values

LETTERS = 8
"""The last of them to an address that the server does not know."""
GONE = f"a{LETTERS - 1}@example.org"


@dataclass(frozen=True)
class Orders:
    """`held`: a file for the process id of who stops at the dangerous place first; all wait there until there is a file "go" beside."""

    role: str
    held: str = ""
    off: tuple[str, ...] = ()


def hold(orders: Orders) -> None:
    """Every process of a worker stops here: one that went on would be killed while the mail server thanks it."""
    path = Path(orders.held)
    if path.is_dir():
        return
    with suppress(FileExistsError), path.open("x") as teller:
        teller.write(f"{os.getpid()}\n")
    end = time.monotonic() + 300
    while time.monotonic() < end and not path.with_name("go").exists():
        time.sleep(0.05)


# --- Guards that may be off ------------------------------------------------------------------------------------------


def no_sweep(orders: Orders) -> None:
    """Letters are sent when a bell rings, and never else."""
    del settings.CELERY_BEAT_SCHEDULE["letters"]
    from celery.signals import worker_ready

    from kanazawa_exchange.accounts import tasks

    worker_ready.disconnect(tasks.sweep_at_start)


def marked_first(orders: Orders) -> None:
    """A letter counts as taken when somebody takes it in hand."""

    def hand_over(counter: Counter, held: delivery.Held) -> Answer:
        delivery.settle(held, Answer(Said.TAKEN), now=clock.now())
        hold(orders)
        return counter.hand_over(held)

    delivery._hand_over = hand_over


def new_numbers(orders: Orders) -> None:
    """Each attempt has a number of its own."""
    honest = delivery._hand_over
    delivery._hand_over = lambda counter, held: honest(
        counter, replace(held, message_id=f"<{uuid.uuid4()}@example.org>")
    )


def no_lease(orders: Orders) -> None:
    """A letter that somebody hands over is there for others too."""
    honest = delivery.due
    delivery.due = lambda now: honest(now + timedelta(days=1))


OFF: dict[str, Callable[[Orders], None]] = {
    "sweep": no_sweep,
    "mark afterwards": marked_first,
    "one number": new_numbers,
    "lease": no_lease,
}
ROW = "row"
"""Without it the letter is sent by the writer after the commit, as if there were no outbox."""


# --- Writing ---------------------------------------------------------------------------------------------------------


def readers() -> list[Recipient]:
    return [Recipient(f"a{n}@example.org", "en") for n in range(LETTERS)]


def write(orders: Orders) -> None:
    """The act is stored with its letters; whoever stops here stops between the commit and the bell."""
    ring = doorbell._send
    doorbell._send = lambda *words: (hold(orders) if orders.held else None, ring(*words))
    with transaction.atomic():
        AuditEvent.objects.create(event="letters_of_a_test")
        if ROW in orders.off:
            transaction.on_commit(lambda: send_by_hand(orders))
        else:
            outbox.write_many(NEWS, [Draft(to, "act", values()) for to in readers()], by=None, now=clock.now())


def send_by_hand(orders: Orders) -> None:
    hold(orders)
    with Counter() as counter:
        for to in readers():
            letter = Letter(
                address=to.address, subject="x", body="x", message_id="<x@example.org>", written_at=clock.now()
            )
            counter.hand_over(letter)


# --- Sending ---------------------------------------------------------------------------------------------------------


def slow(orders: Orders) -> None:
    """Holds letters between their lease and the mail server."""
    honest = delivery._hand_over

    def hand_over(counter: Counter, held: delivery.Held) -> Answer:
        hold(orders)
        return honest(counter, held)

    if orders.held:
        delivery._hand_over = hand_over


def shorten() -> None:
    delivery.LEASE = timedelta(seconds=3)
    delivery.FIRST_PAUSE, delivery.LONGEST_PAUSE = timedelta(seconds=0.5), timedelta(seconds=2)
    settings.CELERY_BEAT_SCHEDULE["letters"]["schedule"] = 1.0
    settings.EMAIL_TIMEOUT = 5


def main() -> None:
    words: dict[str, Any] = json.loads(sys.argv[1])
    orders = Orders(**words | {"off": tuple(words.get("off", ()))})
    mails.register(NEWS)
    shorten()
    if orders.role != "write":
        if "mark afterwards" not in orders.off:
            slow(orders)
        for guard in orders.off:
            OFF[guard](orders)
    {"write": lambda: write(orders), **WORKERS}[orders.role]()
