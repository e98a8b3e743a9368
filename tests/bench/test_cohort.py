"""The bench of cohorts runs to its end on few records, and says the number of queries of both pages."""

import io
import re

import pytest
from django.db import connection

from . import cohort


@pytest.mark.django_db
def test_the_bench_measures_every_page(monkeypatch: pytest.MonkeyPatch) -> None:
    if connection.vendor != "postgresql":
        out = io.StringIO()
        assert not cohort.run(30, out)
        assert "asks PostgreSQL" in out.getvalue()
        return
    monkeypatch.setattr(cohort, "ROUNDS", 1)
    monkeypatch.setattr(cohort, "REPEATS", 1)
    monkeypatch.setattr(cohort.dataset, "vacuum", lambda: None)
    out = io.StringIO()
    cohort.run(300, out)
    found = re.findall(r"^(by ability|programmes|years) .* (\d+)/(\d+)$", out.getvalue(), re.MULTILINE)
    assert [page for page, *_queries in found] == list(cohort.PAGES)
    assert all(few == many for _page, few, many in found)
