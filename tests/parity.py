"""The suite on PostgreSQL and Valkey, and a job through a worker there. Both come from wheels.

``python -m tests.parity [words for pytest]``, or ``./run test --parity``. For root and for an ordinary user alike.

What meets neither server runs in the plain suite only: a test comes along when it asks for the database, itself or through one
of its fixtures, or bears the mark `servers`, because processes that it starts are given the suite's servers. Other processes
never inherit them (`tests.platform.processes.environment`). What bears the mark `appearance` stays behind too: widths, colours
and targets of a page do not depend on the database that it came from.
"""

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests import trial_servers

ROOT = Path(__file__).resolve().parent.parent
NOT_RUN = 3
DATABASE = frozenset({"db", "transactional_db", "django_db_setup"})
SWEEP = 30.0
"""Seconds between two sweeps of one process."""
_swept_at = 0.0
ASK = """
import django, time
django.setup()
from kanazawa_exchange.accounts.models import WorkerHeartbeat
from kanazawa_exchange.tasks import heartbeat
heartbeat.delay()
end = time.monotonic() + 60
while time.monotonic() < end:
    if WorkerHeartbeat.objects.filter(name="worker").exists():
        raise SystemExit(0)
    time.sleep(0.2)
raise SystemExit("no worker took the job within a minute")
"""


def main(words: list[str]) -> int:
    """The exit code of pytest, of the worker's job, or NOT_RUN."""
    with trial_servers.private_folder() as folder:
        try:
            with trial_servers.everything(folder) as servers:
                environment = os.environ | servers.environment | {"PORTAL_PARITY": "1"}
                environment.pop("PORTAL_TEST_DIR", None)
                command = [sys.executable, "-m", "pytest", "-p", "tests.parity", *words]
                code = subprocess.call(command, cwd=ROOT, env=environment)
                return code or one_job(environment)
        except trial_servers.CannotStart as reason:
            print(f"Parity: NOT RUN. {reason}", file=sys.stderr)
            return NOT_RUN


def meets_a_server(item: pytest.Item) -> bool:
    """Whether a test asks for the database, or says that it uses the servers of the suite; and not only how a page looks."""
    if item.get_closest_marker("appearance"):
        return False
    marked = any(item.get_closest_marker(name) for name in ("django_db", "servers"))
    return marked or bool(DATABASE & set(getattr(item, "fixturenames", ())))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    left = [item for item in items if not meets_a_server(item)]
    items[:] = [item for item in items if meets_a_server(item)]
    config.hook.pytest_deselected(items=left)


@pytest.fixture(scope="module", autouse=True)
def swept(request: pytest.FixtureRequest, django_db_blocker: Any) -> None:
    """The rows that thousands of tests took back are cleared away now and then.

    A server does that by itself between its transactions; here one test follows the other, and a query that joins what was left
    of all of them takes a hundred times as long.
    """
    global _swept_at
    if time.monotonic() - _swept_at < SWEEP:
        return
    request.getfixturevalue("django_db_setup")  # asked for by name it would bring along tests that meet no server
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("VACUUM")
    _swept_at = time.monotonic()


def one_job(environment: dict[str, str]) -> int:
    """Migrates an empty database, starts a worker and waits until a job went through it."""
    environment = environment | {"DJANGO_SETTINGS_MODULE": "kanazawa_exchange.settings"}
    subprocess.run([sys.executable, "manage.py", "migrate", "-v", "0"], cwd=ROOT, env=environment, check=True)
    started = time.monotonic()
    worker = subprocess.Popen(
        [
            sys.executable,
            "-W",
            "ignore",
            "-m",
            "celery",
            "-q",
            "-A",
            "kanazawa_exchange",
            "worker",
            "-l",
            "ERROR",
            "-c",
            "1",
        ],
        cwd=ROOT,
        env=environment,
    )
    try:
        code = subprocess.call([sys.executable, "-c", ASK], cwd=ROOT, env=environment)
    finally:
        worker.terminate()
        worker.wait(30)
    if code == 0:
        print(f"One job went through a real worker over Valkey in {time.monotonic() - started:.1f} s.")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
