"""What a process of a portal does in a fault run: its times are short, it pauses before each part, and guards may be off.

The product's times are scaled, all of them: the sweep from 60 seconds to 1, the lease from 100 to 3, the pause before another
attempt from 5 to 0.2, limits and turns where a run says so. An outage of 6 seconds misses as many sweeps as one of six minutes.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from kanazawa_exchange.accounts.models import JobPart, PartState
from kanazawa_exchange.accounts.services import labour
from kanazawa_exchange.accounts.services.labour import Taken
from kanazawa_exchange.lib import clock

from . import kinds, scored
from .trials import STARTED

SWEEP, PAUSE, HELD_AT_MOST = 1.0, 0.2, 600.0


@dataclass(frozen=True)
class Orders:
    """`start`: "module:function" that starts a job before the worker begins; `ready`: one that every process calls before.

    `held`: a file for the process id of whichever child takes the first part of `stage`; it holds it, and its lease goes on,
    until there is a file "go" beside.
    `off`: guards that are taken away (`OFF`).
    """

    role: str
    start: str = ""
    ready: str = ""
    held: str = ""
    stage: int = 0
    pause: float = 0.1
    limits: tuple[int, int] = (60, 90)
    lease: float = 3.0
    turn: float = 20.0
    off: tuple[str, ...] = ()


# --- Guards that may be off ------------------------------------------------------------------------------------------


def no_sweep() -> None:
    labour.sweep = lambda **_: 0


def no_redelivery() -> None:
    """A message counts as done when a worker takes it."""
    settings.CELERY_TASK_ACKS_LATE = settings.CELERY_TASK_REJECT_ON_WORKER_LOST = False


def no_fencing() -> None:
    """Whoever once took a part may write its result."""
    labour._held = lambda taken: JobPart.objects.get(pk=taken.pk)


def no_lease() -> None:
    """A part that somebody holds is free for others."""
    honest = labour.free_parts
    labour.free_parts = lambda now: honest(now + timedelta(days=1))


def no_count_of_attempts() -> None:
    labour.ATTEMPTS = 10**6


Hold = Callable[[Taken], None]


def apart(hold: Hold) -> None:
    """The result is stored for itself, and the end of its part afterwards."""

    def finish(taken: Taken, outcome: object, *, now: datetime) -> None:
        taken.kind.store(taken, outcome)
        hold(taken)
        with transaction.atomic():
            labour._end(labour._held(taken), PartState.DONE, now)

    labour.finish = finish


OFF: dict[str, Callable[[], None]] = {
    "sweep": no_sweep,
    "redelivery": no_redelivery,
    "fencing": no_fencing,
    "lease": no_lease,
    "attempts": no_count_of_attempts,
    "second writing": scored.no_second_writing,
}
TOGETHER = "result and end together"


# --- Slow enough to be struck ----------------------------------------------------------------------------------------


def holding(orders: Orders) -> Hold:
    """Holds one part of the run, and tells who holds it."""
    path = Path(orders.held)

    def hold(taken: Taken) -> None:
        if taken.part.stage != orders.stage:
            return
        try:
            teller = path.open("x")
        except FileExistsError:
            return
        with teller:
            teller.write(f"{os.getpid()}\n")
        end = time.monotonic() + HELD_AT_MOST
        while time.monotonic() < end and not path.with_name("go").exists():
            mine = JobPart.objects.filter(pk=taken.pk, lease=taken.lease)
            mine.update(leased_until=clock.now() + labour.LEASE)
            time.sleep(0.3)

    return hold if orders.held else lambda taken: None


def slow(orders: Orders) -> None:
    do, hold = labour.do, holding(orders)
    if TOGETHER in orders.off:
        apart(hold)

    def slowly(taken: Taken) -> bool:
        time.sleep(orders.pause)
        if TOGETHER not in orders.off:
            hold(taken)
        return do(taken)

    labour.do = slowly


def shorten(orders: Orders) -> None:
    labour.LEASE, labour.PAUSE = timedelta(seconds=orders.lease), timedelta(seconds=PAUSE)
    turn = labour.work
    labour.work = lambda job, **more: turn(job, **{"seconds": orders.turn} | more)
    settings.CELERY_BEAT_SCHEDULE["jobs"]["schedule"] = SWEEP
    settings.CELERY_TASK_SOFT_TIME_LIMIT, settings.CELERY_TASK_TIME_LIMIT = orders.limits


# --- Roles -----------------------------------------------------------------------------------------------------------


def begin(path: str) -> Any:
    module, _, function = path.partition(":")
    return getattr(import_module(module), function)()


def embedded() -> None:
    """The worker of one computer, with its scheduler inside."""
    from kanazawa_exchange import worker

    worker.main()


def production(*words: str) -> None:
    """As the compose file starts it."""
    from kanazawa_exchange.celery import app

    app.start(["-q", *words])


ROLES: dict[str, Callable[[], None]] = {
    "start": lambda: None,
    "embedded": embedded,
    "worker": lambda: production("worker", "-c", "2", "-n", f"trial{os.getpid()}@%h"),
    "beat": lambda: production("beat", "-s", str(settings.DATA_DIR / "beat"), "--pidfile", ""),
}


def main() -> None:
    words = json.loads(sys.argv[1])
    orders = Orders(**words | {"limits": tuple(words.get("limits", (60, 90))), "off": tuple(words.get("off", ()))})
    kinds.known()
    if orders.ready:
        begin(orders.ready)
    for guard in orders.off:
        if guard != TOGETHER:
            OFF[guard]()
    shorten(orders)
    slow(orders)
    if orders.start:
        began = time.monotonic()
        begin(orders.start)
        print(f"{STARTED}{time.monotonic() - began:.2f} s", flush=True)
    ROLES[orders.role]()
