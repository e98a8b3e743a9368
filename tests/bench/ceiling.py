"""What a second worker can be worth at the most: what of a run is one part's work, and what two connections do beside one."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from django.db import connection, connections
from django.db.models import Max, Min

from kanazawa_exchange.accounts.models import JobPart
from rubric.models import Response, ScoreRun
from rubric.services import score_parts

from . import scoring_baseline
from .survey_answers import Answers

SHARED = (score_parts.ANSWERS, score_parts.COHORTS)
"""The stages of many parts; every other one is a single part, which one worker does while the others wait."""


def serial_share(run: ScoreRun) -> float:
    """The share of a run by one worker that no second one can take: of the time from its start to its last part."""
    since: datetime = run.started_at
    serial = 0.0
    parts = JobPart.objects.filter(job=run.job_id).order_by("ended_at")
    for stage, ended in parts.values_list("stage", "ended_at"):
        serial += 0 if stage in SHARED else (ended - since).total_seconds()
        since = ended
    return serial / (since - run.started_at).total_seconds()


def worth(serial: float) -> float:
    """How many times as fast two are, when so large a share is done by one alone."""
    return 1 / (serial + (1 - serial) / 2)


def two_connections(made: Answers) -> float:
    """How many times as fast the score rows are written in halves by two connections at once as one after the other."""
    asked = Response.objects.filter(wave__instrument=made.instrument)
    ends = asked.aggregate(first=Min("pk"), last=Max("pk"))
    middle = (ends["first"] + ends["last"]) // 2
    halves = [(ends["first"], middle), (middle + 1, ends["last"])]
    seconds = []
    for workers in (1, 2):
        clear()
        began = time.perf_counter()
        with ThreadPoolExecutor(workers) as pool:
            list(pool.map(lambda half: _write(made, half), halves))
        seconds.append(time.perf_counter() - began)
    return seconds[0] / seconds[1]


def clear() -> None:
    """No score and no cohort, as before a first run."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE rubric_responsescore, rubric_cohortcell, rubric_cohorttotal")


def _write(made: Answers, half: tuple[int, int]) -> None:
    """By a connection of its own: every thread has one."""
    statement = f"{scoring_baseline.scores_statement(made)} WHERE id BETWEEN %(first)s AND %(last)s"
    with connection.cursor() as cursor:
        cursor.execute(statement, {"instrument": made.instrument.pk, "first": half[0], "last": half[1]})
    connections.close_all()
