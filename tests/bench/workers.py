"""Real workers for a bench, as many as it wants, and the memory they needed at the most."""

import contextlib
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from celery import current_app
from django.conf import settings

READY_SECONDS = 60


@dataclass(frozen=True)
class Workers:
    processes: list[subprocess.Popen[bytes]]

    def peak_mb(self) -> float:
        """The most memory that any one of their processes ever held."""
        return max(_peak(pid) for process in self.processes for pid in _with_children(process.pid))


@contextlib.contextmanager
def working(number: int) -> Iterator[Workers]:
    """So many workers of one process each; they end with the block."""
    words = ["-q", "-A", "kanazawa_exchange", "worker", "-l", "ERROR", "-c", "1", "-I", "tests.bench.plain_way"]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.bench.settings"}
    processes = [
        subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "celery", *words, "-n", f"bench{place}@%h"],
            cwd=settings.BASE_DIR,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,  # what they say of their own start and end; what failed stands in the job
        )
        for place in range(number)
    ]
    try:
        _until_ready(number)
        yield Workers(processes)
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(60)


def _until_ready(number: int) -> None:
    end = time.monotonic() + READY_SECONDS
    while time.monotonic() < end:
        if len(current_app.control.ping(timeout=1)) >= number:
            return
    raise RuntimeError("the workers of the bench did not start within a minute")


def _with_children(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(each for child in children for each in _with_children(int(child)))]


def _peak(pid: int) -> float:
    found = re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    return int(found[1]) / 1024 if found else 0.0
