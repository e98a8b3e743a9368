"""The Celery application, and what its worker does when it starts."""

import fcntl
import logging
import os
import resource
import sys
import time
from pathlib import Path
from typing import IO

from celery import Celery
from celery.signals import beat_embedded_init, setup_logging, worker_init, worker_process_init, worker_ready
from kombu.transport import TRANSPORT_ALIASES

from kanazawa_exchange.broker import tidy
from kanazawa_exchange.logs import JsonFormatter
from kanazawa_exchange.supervisor import end_with, is_supervised

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kanazawa_exchange.settings")
TRANSPORT_ALIASES["portalfs"] = "kanazawa_exchange.broker:Transport"

app = Celery("kanazawa_exchange")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

MOST_MEMORY = 1_500_000_000  # bytes of one process of a worker
SECOND_WORKER = 3  # exit code
_held: list[IO[str]] = []
_main: list[int] = []  # the worker's own process id, as its children inherit it


def hold_lock(path: Path) -> bool:
    """True when this process is now the only worker of this folder.

    A record lock, because children do not inherit it: after a kill -9 an orphaned child must not keep the place.
    """
    handle = path.open("a")
    try:
        fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        handle.close()
        return False
    _held.append(handle)
    return True


@setup_logging.connect
def keep_the_format(**kwargs: object) -> None:
    """Celery leaves the logs as the settings have them: one JSON object a line."""


def say_as_json(message: str, *stream: object) -> None:
    """What the worker says when a signal comes; written at once, as a signal must not wait for the lock of a log."""
    os.write(
        2,
        f"{JsonFormatter().format(logging.makeLogRecord({'levelname': 'INFO', 'name': 'celery', 'msg': message.strip()}))}\n".encode(),
    )


@worker_init.connect
def speak_json(**kwargs: object) -> None:
    sys.modules["celery.apps.worker"].safe_say = say_as_json  # type: ignore[attr-defined]  # imported by now, and not before


@worker_init.connect
def refuse_second_worker(**kwargs: object) -> None:
    """Two workers on the file broker can break its control files; Redis serves as many as you like.

    A supervised worker waits until the other one has ended.
    """
    _main[:] = [os.getpid()]
    if not app.conf.broker_url.startswith("portalfs"):
        return
    folder = Path(app.conf.broker_transport_options["data_folder_in"])
    if not hold_lock(folder / "worker.lock"):
        print("A worker is already running on these files; a second one needs Redis.", file=sys.stderr)  # noqa: T201
        if not is_supervised():
            raise SystemExit(SECOND_WORKER)
        print("No worker here until that one has ended.", file=sys.stderr)  # noqa: T201
        while not hold_lock(folder / "worker.lock"):
            time.sleep(1)
        print("That one has ended; the worker starts.", file=sys.stderr)  # noqa: T201
    tidy(folder)


@beat_embedded_init.connect
@worker_process_init.connect
def end_with_parent(**kwargs: object) -> None:
    """A child of a killed worker ends as well, instead of living on as a second scheduler."""
    parent = _main[0] if _main else os.getppid()  # it may be dead already
    end_with(parent, lambda: os._exit(1))


@worker_process_init.connect
def bound_memory(**kwargs: object) -> None:
    """A job that needs too much fails with MemoryError in its own process, before the machine takes the memory of others."""
    resource.setrlimit(resource.RLIMIT_DATA, (MOST_MEMORY, MOST_MEMORY))


@worker_ready.connect
def ring_heartbeat(**kwargs: object) -> None:
    """The first heartbeat comes at once, through the queue, so that it proves the whole way."""
    app.send_task("kanazawa_exchange.tasks.heartbeat")
