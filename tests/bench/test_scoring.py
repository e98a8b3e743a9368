"""The bench of scoring judges by medians of rounds that ran side by side, and says what was kept and what was not."""

import io

import pytest
from django.db import connection

from . import scoring
from .scoring import Times, holds


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
