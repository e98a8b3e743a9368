"""Starts the one worker of a small installation, with its scheduler inside."""

import logging
import os
import signal
import sys
import threading
import time
import warnings
from typing import Any, NoReturn

from celery.signals import worker_init, worker_ready
from celery.worker import state
from django.conf import settings

from kanazawa_exchange.celery import app
from kanazawa_exchange.supervisor import GRACE, end_with_supervisor

logger = logging.getLogger(__name__)

SOFT_SECONDS = 1  # a task under way when TERM comes may finish in this time; else it goes back into the queue
HEARD_SECONDS = 3  # so long TERM waits for the word of a child that a job has begun
POOL_SECONDS = 3  # so long TERM waits for the pool to end; the three together stay below the grace of the supervisor
IDLE_SECONDS = 120.0  # a heartbeat is due all the time, and behind a task it waits for 90


def main() -> NoReturn:
    """Works until TERM, and ends without the exit handlers of the pool: they may wait for ever for a lock of its queues,
    when a child was killed while it held it. By then all is done, and what was under way is back in the queue."""
    code = 1
    try:
        work()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(bool(end.code))
    except BaseException:  # whatever it is: nothing catches it after us
        logger.exception("the worker ends")
    sys.stderr.flush()
    os._exit(code)  # children see it and end


def work() -> None:
    """Two children are enough where page and worker share a computer."""
    os.umask(0o077)
    end_with_supervisor(_terminate)
    # Celery's own switch, read when its pool is imported: children ignore a TERM for the whole group, and for the main
    # process it is the cold shutdown; a warm one waits for as long as a task may take.
    os.environ["REMAP_SIGTERM"] = "SIGQUIT"
    app.conf.worker_soft_shutdown_timeout = SOFT_SECONDS
    # Who is root here has chosen so, on a trial machine; in production the image has a user of its own.
    warnings.filterwarnings("ignore", message="(?s).*running the worker with superuser privileges")
    schedule = str(settings.DATA_DIR / "beat")
    app.worker_main(
        ["-q", "worker", "-B", "-s", schedule, "-l", "WARNING", "-c", "2", "--without-gossip", "--without-mingle"]
    )


def _terminate() -> None:
    os.kill(os.getpid(), signal.SIGTERM)


@worker_init.connect
def hear_of_jobs_first(sender: Any, **kwargs: object) -> None:
    """A child tells that it has begun a job, and a thread of the main process notes it. A TERM between the two would find
    no job to send back, and Celery would wait for the child as long as the job takes."""
    wait_for_jobs = sender.wait_for_soft_shutdown

    def wait() -> None:
        end = time.monotonic() + HEARD_SECONDS
        while time.monotonic() < end and state.reserved_requests - state.active_requests:
            time.sleep(0.02)
        wait_for_jobs()

    sender.wait_for_soft_shutdown = wait


@worker_ready.connect
def leave_a_pool_that_does_not_end(sender: Any, **kwargs: object) -> None:
    """A child that is ended while it holds the lock of a queue takes it along, and whoever waits for the pool then waits for
    ever, with what was under way not yet back in the queue. The children end with this process anyway."""
    pool = sender.pool
    end = pool.stop

    def stop() -> None:
        ending = threading.Thread(target=end, daemon=True)
        ending.start()
        ending.join(POOL_SECONDS)
        pool._pool = None  # nobody waits for it again

    pool.stop = stop


@worker_ready.connect
def watch_for_jobs(**kwargs: object) -> None:
    """Celery does not notice that its scheduler was killed: a worker without jobs ends, and ./run starts another one."""
    threading.Thread(target=_end_when_nothing_begins, daemon=True).start()


def _end_when_nothing_begins() -> None:
    begun, since = -1, time.monotonic()
    while time.monotonic() - since < IDLE_SECONDS:
        time.sleep(1)
        if begun != (begun := sum(state.total_count.values())):
            since = time.monotonic()
    logger.error("no job has begun for %d seconds; the worker ends", IDLE_SECONDS)
    _terminate()
    time.sleep(GRACE)
    os._exit(1)


if __name__ == "__main__":
    main()
