"""A scoring run beside the same rows and tables in plain SQL, and beside one task for each answer."""

import os
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connection

from kanazawa_exchange.accounts.models import Job
from kanazawa_exchange.lib import clock
from rubric.models import Response, ResponseScore, ScoreRun
from rubric.services import score_runs

from . import plain_way, scoring_baseline, survey_answers
from .ceiling import clear, serial_share, two_connections, worth
from .measuring import Out, milliseconds
from .survey_answers import Answers
from .workers import working

ROUNDS = 3
SAMPLE = 2000
MOST_SECONDS = 3600
BAR_SQL, AIM_SQL = 1.5, 1.0
BAR_PLAIN, AIM_PLAIN = 50, 200
BAR_MEMORY = 300
BAR_WORKERS = 1.8
BAR_LINEAR = 1.5
"""So many times as long per answer the largest size may take as the smallest."""


@dataclass(frozen=True)
class Times:
    """Seconds of one contestant, round by round."""

    rounds: list[float]

    @property
    def median(self) -> float:
        return statistics.median(self.rounds)

    def over(self, other: "Times") -> "Times":
        return Times([mine / theirs for mine, theirs in zip(self.rounds, other.rounds, strict=True)])

    def __str__(self) -> str:
        return f"{self.median:.2f} (spread {min(self.rounds):.2f}-{max(self.rounds):.2f})"


def run(responses: int, out: Out) -> bool:
    """Fill an empty, migrated PostgreSQL with so many answers, measure, print; True when all bars are kept."""
    if connection.vendor != "postgresql":
        out.write("This bench asks PostgreSQL; name one in DATABASE_URL, or none for one of the bench's own.\n")
        return False
    began = time.monotonic()
    say(out, f"{os.cpu_count()} cores, load before: {os.getloadavg()[0]:.1f}\n")
    levels, numbers = survey_answers.create()
    kept = [sizes(levels, responses, out)]
    mine, sql = compare(levels, responses, "one level per ability", out)
    kept.append(holds(out, f"run / plain SQL, aim {AIM_SQL:g}", mine.over(sql), at_most=BAR_SQL))
    kept.append(plain(levels, mine, responses, out))
    kept.append(second_worker(levels, mine, out))
    few = max(responses // 10, 1)
    survey_answers.add(numbers, few, told(out))
    mine, sql = compare(numbers, few, "the worst case, 15 numbers, hardly two alike", out)
    say(out, f"{'run / plain SQL, no bar':40}{mine.over(sql)}\n")
    say(out, f"measured in {time.monotonic() - began:.0f} s\n")
    return all(kept)


def say(out: Out, text: str) -> None:
    """At once: who waits for minutes sees how far it has come."""
    out.write(text)
    out.flush()


def told(out: Out) -> Callable[[int, int], None]:
    """Prints how many answers are made."""
    began = time.monotonic()
    return lambda done, of: say(out, f"  made {done:,} of {of:,} answers, {time.monotonic() - began:.0f} s\n")


# --- The contestants -------------------------------------------------------------------------------------------------


def ours(made: Answers, **scope: Any) -> ScoreRun:
    """A run as the office starts it, until its job has ended: plan, scores, cohorts, counts."""
    values = {"rubric_version": made.version, "instrument": made.instrument, **scope}
    begun = score_runs.start(values, by=None, now=clock.now())
    until(lambda: Job.objects.filter(pk=begun.job_id, ended_at__isnull=False).exists(), "the scoring run")
    begun.refresh_from_db()
    if begun.ended_at is None:
        raise RuntimeError("the scoring run failed")
    return begun


def theirs(made: Answers) -> None:
    counted = ScoreRun.objects.create(rubric_version=made.version, started_at=clock.now())
    scoring_baseline.write(made, counted)


DIGEST = """
SELECT count(*), sum(hashtextextended(concat_ws('|', response_id, scores, levels, fault), 0)::numeric) FROM rubric_responsescore
"""
CELLS = """
SELECT count(*), sum(hashtextextended(concat_ws('|', run_id, partner_id, level, home_country, participants, tables::text), 0)::numeric)
FROM rubric_cohortcell
"""


def digest() -> list[Any]:
    """All score rows and all cells, in two numbers each."""
    with connection.cursor() as cursor:
        found = []
        for question in (DIGEST, CELLS):
            cursor.execute(question)
            found.append(cursor.fetchone())
    return found


# --- The questions ---------------------------------------------------------------------------------------------------


def sizes(made: Answers, responses: int, out: Out) -> bool:
    """Time and memory at three sizes, each with workers of its own."""
    rows = []
    for size in sorted({max(1, responses // 10), max(1, responses * 3 // 10), responses}):
        survey_answers.add(made, size - (rows[-1][0] if rows else 0), told(out))
        with working(2) as workers:
            warm(made)
            seconds = min(timed(made) for _time in range(2))
            rows.append((size, seconds, workers.peak_mb()))
    say(out, f"{'answers':>12}{'seconds':>10}{'per second':>12}{'MB a worker':>13}\n")
    for size, seconds, memory in rows:
        say(out, f"{size:>12,}{seconds:>10.2f}{size / seconds:>12,.0f}{memory:>13.0f}\n")
    (few, quick, little), (many, slow, much) = rows[0], rows[-1]
    linear = Times([(slow / many) / (quick / few)])
    is_linear = holds(out, "time per answer, largest / smallest size", linear, at_most=BAR_LINEAR)
    say(out, f"{'memory, largest / smallest size':40}{much / little:.2f}\n")
    return holds(out, "most memory of a worker, MB", Times([much]), at_most=BAR_MEMORY) and is_linear


def compare(made: Answers, responses: int, label: str, out: Out) -> tuple[Times, Times]:
    """Runs and plain SQL in turns; both leave the same rows, or the comparison is worth nothing."""
    say(out, f"{responses:,} answers, {label}\n")
    mine, sql = [], []
    with working(2):
        warm(made)
        for _round in range(ROUNDS):
            mine.append(timed(made))
            left = digest()
            clear()
            sql.append(milliseconds(lambda: theirs(made)) / 1000)
            if digest() != left:
                raise RuntimeError("the run and the plain SQL disagree")
        say(out, f"{'scoring run, 2 workers, s':40}{Times(mine)}\n{'plain SQL, s':40}{Times(sql)}\n")
        say(out, f"{'rows that a further run changed':40}{changed_by(lambda: ours(made))}\n")
    return Times(mine), Times(sql)


def plain(made: Answers, mine: Times, responses: int, out: Out) -> bool:
    """One task and one round trip of the ORM for each answer of a sample, scaled to all; cohorts are not even counted."""
    rows = Response.objects.filter(wave__instrument=made.instrument).order_by("pk").values_list("pk", flat=True)
    keys = list(rows[:SAMPLE])
    clear()
    with working(2):
        began = time.perf_counter()
        for key in keys:
            plain_way.score.delay(key)
        until(lambda: ResponseScore.objects.count() >= len(keys), "the plain way")
        seconds = time.perf_counter() - began
    scaled = seconds / len(keys) * responses
    say(out, f"{f'plain way: {len(keys):,} took {seconds:.1f} s; scaled, s':40}{scaled:,.0f}\n")
    faster = Times([scaled / each for each in mine.rounds])
    return holds(out, f"plain way / run, aim {AIM_PLAIN}", faster, at_least=BAR_PLAIN)


def second_worker(made: Answers, two: Times, out: Out) -> bool:
    """What a second worker is worth, beside the most that it can be worth here: it needs two cores with nothing else to do."""
    one, serial = [], []
    with working(1):
        warm(made)
        for _round in two.rounds:
            clear()
            began = time.perf_counter()
            serial.append(serial_share(ours(made)))
            one.append(time.perf_counter() - began)
    share = statistics.median(serial)
    say(out, f"{'scoring run, 1 worker, s':40}{Times(one)}\n")
    say(
        out, f"{'share of steps that have one part only':40}{share:.1%}: two are worth {worth(share):.2f} at the most\n"
    )
    say(
        out,
        f"{'plain SQL, 1 connection / 2 at once':40}{two_connections(made):.2f}: what this machine gives a second one\n",
    )
    return holds(out, "one worker / two workers", Times(one).over(two), at_least=BAR_WORKERS)


def warm(made: Answers) -> None:
    """The workers know the questionnaire and have their connections; a year is enough for that."""
    ours(made, fiscal_year=made.first_year)


def timed(made: Answers) -> float:
    clear()
    return milliseconds(lambda: ours(made)) / 1000


def changed_by(act: Callable[[], Any]) -> int:
    """How many score rows an act wrote, whatever with."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT txid_current()")
        before = cursor.fetchone()[0]
        act()
        cursor.execute("SELECT count(*) FROM rubric_responsescore WHERE xmin::text::bigint > %s", [before])
        return int(cursor.fetchone()[0])


def holds(
    out: Out, label: str, value: Times, *, at_most: float = float("inf"), at_least: float = float("-inf")
) -> bool:
    kept = at_least <= value.median <= at_most
    bar = f"at most {at_most:g}" if at_most < float("inf") else f"at least {at_least:g}"
    say(out, f"{label:40}{value}, {bar}: {'kept' if kept else 'NOT KEPT'}\n")
    return kept


def until(is_so: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + MOST_SECONDS
    while not is_so():
        if time.monotonic() > end:
            raise RuntimeError(f"{what} does not end")
        time.sleep(0.02)
