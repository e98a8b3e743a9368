"""The limits on sign-in hold when several processes count at once on the shared cache."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
LIMIT, PROCESSES, HITS = 10, 4, 13

# One process: counts hits at one limit, as fast as it can, when the starting signal comes.
COUNTER = """
import json, sys, time
import django
django.setup()
from allauth.core import context
from allauth.core.internal import ratelimit
from django.test import RequestFactory
request = RequestFactory().post("/")
sys.stdin.readline()
accepted = refused = 0
for _ in range(int(sys.argv[1])):
    with context.request_context(request):
        rates = {"probe": sys.argv[2] + "/h/key"}
        usage = ratelimit.consume(request, app="allauth.account", action="probe", config=rates, key="one account")
    accepted, refused = accepted + bool(usage), refused + (not usage)
print(json.dumps([accepted, refused]))
"""


def accepted_by_all(tmp_path: Path, cache: str) -> int:
    """How many hits several processes accept together; each may hold the counter for a moment only."""
    environment = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG", "TMPDIR"}}
    environment |= {
        "PORTAL_DATA_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "kanazawa_exchange.settings",
        "CACHE_URL": cache,
        "DATABASE_URL": f"sqlite:///{tmp_path}/cache.sqlite3",
        "PYTHONPATH": str(ROOT),
    }
    if cache.startswith("dbcache"):
        subprocess.run(
            [sys.executable, "manage.py", "createcachetable"], cwd=ROOT, env=environment, check=True, timeout=300
        )
    running = [
        subprocess.Popen(
            [sys.executable, "-c", COUNTER, str(HITS), str(LIMIT)],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(PROCESSES)
    ]
    for process in running:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    answers = [process.communicate(timeout=600)[0] for process in running]
    counted = [json.loads(answer.splitlines()[-1]) for answer in answers]
    assert sum(map(sum, counted)) == PROCESSES * HITS
    return sum(accepted for accepted, _refused in counted)


@pytest.mark.faults
def test_together_they_accept_exactly_the_limit(tmp_path: Path) -> None:
    assert accepted_by_all(tmp_path, "dbcache://portal_cache") == LIMIT


@pytest.mark.faults
def test_counting_in_each_process_alone_accepts_too_much(tmp_path: Path) -> None:
    """The control: why a local-memory cache is refused in production."""
    assert accepted_by_all(tmp_path, "locmemcache://") == LIMIT * PROCESSES
