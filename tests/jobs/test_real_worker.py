"""A real worker does long work, is killed in the middle, and another one finishes: nothing is lost and nothing stands twice."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.platform import processes

pytestmark = pytest.mark.faults

WORKER = """
import django
django.setup()
from datetime import timedelta
from django.conf import settings
from kanazawa_exchange.accounts.services import labour
from tests.jobs import kinds
kinds.known()
labour.LEASE, labour.PAUSE = timedelta(seconds={lease}), timedelta(seconds=0.2)
settings.CELERY_BEAT_SCHEDULE["jobs"]["schedule"] = 2.0
settings.CELERY_TASK_SOFT_TIME_LIMIT, settings.CELERY_TASK_TIME_LIMIT = 3, 5
from kanazawa_exchange import worker
worker.main()
"""
START = """
import django
django.setup()
from kanazawa_exchange.accounts.services import jobs
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.jobs import Part
from tests.jobs import kinds
kinds.known()
parts = [Part(f"{{n}}", {about}) for n in range({number})]
jobs.start(kinds.{kind}, {{}}, parts + {more}, by=None, now=clock.now())
"""


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    folder = tmp_path_factory.mktemp("prepared")
    processes.prepare(processes.environment(folder))
    return folder


@pytest.fixture
def portal(prepared, tmp_path):
    """A portal of its own, which has been brought up to date."""
    shutil.copytree(prepared, tmp_path / "portal")
    return processes.environment(tmp_path / "portal")


def start_worker(portal, log, lease=4):
    return processes.start(portal, "-c", WORKER.format(lease=lease), log=log)


def start_job(portal, number, about="{'sleep': 0.2}", kind="WHOLE", more="[]"):
    code = START.format(number=number, about=about, kind=kind, more=more)
    done = subprocess.run([sys.executable, "-c", code], cwd=processes.ROOT, env=portal, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def asked(portal, question):
    """Rows of the database, read beside the worker."""
    with sqlite3.connect(Path(portal["PORTAL_DATA_DIR"], "portal.sqlite3"), timeout=20) as database:
        return database.execute(question).fetchall()


def results(portal):
    return [
        line.partition(":")[2]
        for (line,) in asked(portal, "SELECT detail FROM accounts_auditevent WHERE event = 'part_of_a_test'")
    ]


def ended(portal):
    return asked(portal, "SELECT ending FROM accounts_job WHERE ended_at IS NOT NULL")


def finished(portal, seconds=60):
    processes.until(lambda: ended(portal), seconds, what="the end of the job")
    return results(portal)


def some_are_done(portal):
    processes.until(lambda: len(results(portal)) >= 3, what="the first results")


def test_the_worker_is_killed_and_the_next_one_finishes(portal, tmp_path):
    start_job(portal, 20)
    worker = start_worker(portal, tmp_path / "log")
    try:
        some_are_done(portal)
        processes.kill(worker)
        worker = start_worker(portal, tmp_path / "log2")
        assert sorted(finished(portal), key=int) == [f"{n}" for n in range(20)]
    finally:
        processes.kill(worker)


def test_a_child_is_killed_and_the_others_finish(portal, tmp_path):
    start_job(portal, 20)
    worker = start_worker(portal, tmp_path / "log")
    try:
        some_are_done(portal)
        for child in processes.children(worker.pid)[-1:]:
            os.kill(child, signal.SIGKILL)
        assert sorted(finished(portal), key=int) == [f"{n}" for n in range(20)]
    finally:
        processes.stop(worker)


def test_the_bell_is_lost_and_the_sweep_rings_again(portal, tmp_path):
    start_job(portal, 6)
    for message in Path(portal["PORTAL_DATA_DIR"], "broker").glob("*.msg"):
        message.unlink()
    worker = start_worker(portal, tmp_path / "log")
    try:
        assert sorted(finished(portal)) == [f"{n}" for n in range(6)]
    finally:
        processes.stop(worker)


def test_poison_is_set_aside_and_the_rest_is_done(portal, tmp_path):
    """A row that loops without end, one that crashes its process, one that wants all the memory."""
    poisons = ("loop", "crash", "memory")
    more = ", ".join(f"Part('{poison}', {{'bad': '{poison}', 'row': 1}}, size=3)" for poison in poisons)
    start_job(portal, 4, kind="CUT", more=f"[{more}]")
    worker = start_worker(portal, tmp_path / "log", lease=8)
    try:
        done = finished(portal, 180)
        assert sorted(done) == sorted(["0", "1", "2", "3", *(f"{poison}/{n}" for poison in poisons for n in (0, 2))])
        failed = dict(asked(portal, "SELECT key, reason FROM accounts_jobpart WHERE state = 'failed'"))
        assert failed == {"loop/1": "SoftTimeLimitExceeded", "crash/1": "lost", "memory/1": "MemoryError"}
        assert ended(portal) == [("failed",)]
    finally:
        processes.stop(worker)
