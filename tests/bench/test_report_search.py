"""The bench of the search runs to its end on few reports, and both answers are the same."""

import io

import pytest

from kanazawa_exchange.lib import clock
from mobility.models import ActivityReport, ActivityReportTranslation

from . import report_search
from .written_reports import fill


@pytest.fixture
def few(transactional_db, monkeypatch):
    monkeypatch.setattr(report_search, "ROUNDS", 1)
    monkeypatch.setattr(report_search, "REPEATS", 1)


@pytest.mark.usefixtures("few")
def test_the_bench_measures_each_question():
    out = io.StringIO()
    report_search.run(200, out)
    for label in report_search.QUESTIONS:
        assert f"\n{label} " in out.getvalue()
    assert "all together" in out.getvalue()


@pytest.mark.usefixtures("few")
def test_an_answer_that_misses_a_report_is_no_comparison():
    fill(200)
    report_search.agree(clock.now())
    ActivityReportTranslation._base_manager.filter(report__slug="bench-4").update(search_text="")
    with pytest.raises(RuntimeError, match="disagree"):
        report_search.agree(clock.now())
    assert ActivityReport.objects.public(clock.now()).count() < 200
