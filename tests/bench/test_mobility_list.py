"""The bench of the list runs to its end on few records, and says the number of queries of both pages."""

import io
import re

import pytest

from mobility.queries import integrity

from . import mobility_list
from .records import fill


@pytest.mark.django_db
def test_the_bench_measures_both_readers(monkeypatch):
    monkeypatch.setattr(mobility_list, "ROUNDS", 1)
    monkeypatch.setattr(mobility_list, "REPEATS", 1)
    out = io.StringIO()
    mobility_list.run(300, out)
    for reader in ("office", "coordinator of one programme"):
        first, deep = re.search(rf"{reader} .* (\d+)/(\d+)\n", out.getvalue()).groups()
        assert first == deep


@pytest.mark.django_db
def test_the_people_of_the_bench_keep_the_promises_of_real_ones():
    fill(300)
    broken = {finding.code for finding in integrity.findings()}
    assert broken <= {
        "state_is_last_move",
        "history_is_complete",
    }  # rows that a machine makes have neither log nor history


@pytest.mark.django_db
def test_a_database_with_records_is_never_filled(world):
    world.sent()
    with pytest.raises(RuntimeError, match="empty"):
        fill(10)
