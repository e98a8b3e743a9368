"""A real worker takes what a page sends, and stands alone on the file broker."""

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from kanazawa_exchange.celery import SECOND_WORKER, _held, hold_lock
from tests.trial_servers import free_port

from . import processes

AT_ONCE = 6  # so many workers, each on its own files: most of their time they wait


@pytest.fixture(scope="module")
def portal(tmp_path_factory):
    """A migrated folder of its own."""
    env = processes.environment(tmp_path_factory.mktemp("portal"))
    processes.prepare(env)
    return env


def test_a_worker_takes_a_job_and_the_portal_says_it_is_well(portal):
    port = free_port()
    web = processes.start(portal, "manage.py", "serve", str(port))
    worker = None
    try:
        processes.until(lambda: processes.health(port), what="the first answer")
        before = processes.health(port)
        worker = processes.start(portal, "-m", "kanazawa_exchange.worker")
        after = processes.until(lambda: _well(port), what="health")
    finally:
        processes.stop(*filter(None, (web, worker)))
    assert (before["code"], before["worker"], before["worker_heartbeat_seconds"]) == (503, False, None)
    assert after["worker_heartbeat_seconds"] < 30


def _well(port):
    answer = processes.health(port)
    return answer if answer.get("code") == 200 else None


def test_a_second_worker_on_the_same_files_refuses_to_start(portal, tmp_path):
    first, second = processes.start(portal, "-m", "kanazawa_exchange.worker", log=tmp_path / "first"), None
    try:
        lock = Path(portal["PORTAL_DATA_DIR"], "broker", "worker.lock")
        processes.until(lambda: is_held(lock), what="the lock of the first worker")
        second = processes.start(portal, "-m", "kanazawa_exchange.worker", log=tmp_path / "second")
        assert second.wait(120) == SECOND_WORKER
        assert "already running" in (tmp_path / "second").read_text()
        assert first.poll() is None
    finally:
        processes.stop(*filter(None, (first, second)))


def test_after_a_kill_the_next_worker_starts_at_once_and_no_child_lives_on(portal, tmp_path):
    first, second = processes.start(portal, "-m", "kanazawa_exchange.worker", log=tmp_path / "first"), None
    try:
        children = processes.until(
            lambda: len(found := processes.children(first.pid)) >= 3 and found, what="the children"
        )
        first.kill()
        first.wait(60)
        second = processes.start(portal, "-m", "kanazawa_exchange.worker", log=tmp_path / "second")
        processes.until(lambda: len(processes.children(second.pid)) >= 3, what="the second worker")
        processes.until(lambda: not any(map(processes.is_alive, children)), what="the end of the orphans")
        assert processes.stop(second) == [0]
    finally:
        for process in filter(None, (first, second)):
            processes.kill(process)


@pytest.mark.faults
def test_term_for_worker_and_children_at_once_ends_it_six_times(portal, tmp_path):
    prepared = Path(portal["PORTAL_DATA_DIR"])
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(lambda turn: _start_and_end(prepared, tmp_path / f"{turn}", turn), range(6)))


def _start_and_end(prepared: Path, folder: Path, turn: int) -> None:
    """TERM for the whole group, a little later in each turn."""
    shutil.copytree(prepared, folder)
    worker = processes.start(processes.environment(folder), "-m", "kanazawa_exchange.worker")
    try:
        processes.until(lambda: len(processes.children(worker.pid)) >= 3, what="the children")
        time.sleep(2 + turn / 3)
        os.killpg(worker.pid, signal.SIGTERM)
        assert worker.wait(60) == 0
        assert processes.running_on(folder) == {}
    finally:
        processes.kill(worker)


SLOW = """
import time
from kanazawa_exchange.celery import app

@app.task(name="slow")
def slow():
    print("slow begins", flush=True)
    time.sleep(60)

from kanazawa_exchange import worker
worker.main()
"""


KNOWN_LATE = """
import os, time
os.environ["REMAP_SIGTERM"] = "SIGQUIT"  # as the worker sets it, before the import below reads it
from celery.worker.request import Request
noted = Request.on_accepted
Request.on_accepted = lambda self, *words: (self.name == "slow" and time.sleep(1), noted(self, *words))
"""


LOCKED = """
import os
os.environ["REMAP_SIGTERM"] = "SIGQUIT"
from celery.worker.request import Request
cancel = Request.cancel

def cancel_a_child_that_writes(self, pool, **words):
    cancel(self, pool, **words)
    pool._pool._outqueue._wlock.acquire(timeout=10)

Request.cancel = cancel_a_child_that_writes
"""
PATIENT = (
    LOCKED
    + """
from kanazawa_exchange import worker
worker.POOL_SECONDS = 600
"""
)


@contextmanager
def _asked_to_end(portal: dict[str, str], first: str, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A worker in the middle of a job of a minute, with a TERM on its way."""
    send = "from kanazawa_exchange.celery import app; app.send_task('slow')"
    subprocess.run([sys.executable, "-c", send], cwd=processes.ROOT, env=portal, check=True)
    worker = processes.start(portal, "-c", first + SLOW, log=log)
    try:
        processes.until(lambda: "slow begins" in log.read_text(), what="the job")
        worker.terminate()
        yield worker
    finally:
        processes.kill(worker)


@pytest.mark.faults
@pytest.mark.parametrize(
    "first",
    ["", KNOWN_LATE, LOCKED],
    ids=["just begun", "the main process hears late", "a child takes a lock along"],
)
def test_a_long_job_under_way_goes_back_into_the_queue(portal, tmp_path, first):
    broker = Path(portal["PORTAL_DATA_DIR"], "broker")
    with _asked_to_end(portal, first, tmp_path / "log") as worker:
        worker.wait(40)  # the job itself takes 60 seconds
        [job] = [path for path in broker.glob("*.msg") if '"task": "slow"' in path.read_text()]
        job.unlink()
        processes.until(lambda: processes.running_on(broker.parent) == {}, what="the end of its children")


@pytest.mark.faults
def test_a_worker_that_waits_for_its_pool_does_not_end(portal, tmp_path):
    with _asked_to_end(portal, PATIENT, tmp_path / "log") as worker, pytest.raises(subprocess.TimeoutExpired):
        worker.wait(20)


BUSY_WRITING = """
import os, signal, threading, time
from kanazawa_exchange.supervisor import end_with
{watch}
signal.signal(signal.SIGQUIT, signal.SIG_DFL)  # whoever starts the suite may ignore it
time.sleep(0.5)
signal.pthread_sigmask(signal.SIG_BLOCK, {{signal.SIGQUIT}})  # as a child of the pool does while it holds the lock of a queue
os.kill(os.getpid(), signal.SIGQUIT)
time.sleep(0.5)
print("written and given back", flush=True)
"""


@pytest.mark.parametrize(
    ("watch", "end"),
    [
        ("end_with(os.getppid(), lambda: None)", (0, "written and given back\n")),
        ("threading.Thread(target=time.sleep, args=(9,), daemon=True).start()", (-signal.SIGQUIT, "")),
    ],
    ids=["ours", "control: a thread that takes signals"],
)
def test_a_child_that_keeps_a_signal_off_is_not_ended_by_way_of_its_watch(watch, end):
    code = BUSY_WRITING.format(watch=watch)
    child = subprocess.run([sys.executable, "-c", code], cwd=processes.ROOT, capture_output=True, text=True, timeout=60)
    assert (child.returncode, child.stdout) == end


IMPATIENT = """
from django.conf import settings
settings.CELERY_BEAT_SCHEDULE["heartbeat"]["schedule"] = 1.0
from kanazawa_exchange import worker
worker.IDLE_SECONDS = 15
worker.main()
"""


@pytest.mark.faults
def test_a_worker_whose_scheduler_was_killed_ends(portal, tmp_path):
    worker = processes.start(portal, "-c", IMPATIENT, log=tmp_path / "log")
    try:
        processes.until(lambda: len(processes.children(worker.pid)) >= 3, what="the children")
        time.sleep(17)
        assert worker.poll() is None, "heartbeats keep it"
        for child in processes.children(worker.pid):
            os.kill(child, signal.SIGKILL)
        worker.wait(120)
        assert "no job has begun for 15 seconds" in (tmp_path / "log").read_text()
        processes.until(
            lambda: not processes.running_on(Path(portal["PORTAL_DATA_DIR"])), what="the end of its children"
        )
    finally:
        processes.kill(worker)


def is_held(lock: Path) -> bool:
    """True while another process holds the lock of the worker."""
    if not lock.exists():
        return False
    with lock.open("a") as handle:
        try:
            fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return True
    return False


def test_the_lock_belongs_to_one_process(tmp_path):
    code = "import sys, pathlib, kanazawa_exchange.celery as c; print(c.hold_lock(pathlib.Path(sys.argv[1])))"
    assert hold_lock(tmp_path / "l")
    with _held.pop():
        other = subprocess.run(
            [sys.executable, "-c", code, str(tmp_path / "l")], capture_output=True, text=True, cwd=processes.ROOT
        )
    assert other.stdout.strip() == "False", other.stderr
