"""The page of a cohort of a million beside that of a cohort of ten: opened for the first time, and every time after."""

import random
import statistics
import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from django.db import connection

from kanazawa_exchange.accounts.models import Role
from kanazawa_exchange.accounts.services.editing import write_many
from kanazawa_exchange.lib.states import Step
from programs.models import ProgramRun
from rubric import reference
from rubric.models import CohortCell, CohortTotal, Instrument, RubricVersion, ScoreRun, SurveyWave
from rubric.queries import cohorts
from rubric.queries.cohort_totals import totals
from rubric.scoring.tables import table_of
from rubric.services import versions
from tests.factories import RoleGrantFactory
from tests.rubric.cohorts import stored

from . import dataset
from .dataset import Dataset
from .measuring import Out, client_of, in_turns, milliseconds, query_count, respond

FEW = 10
ROUNDS, REPEATS = 3, 9
BAR = 1.2
BEGAN = datetime(2021, 4, 1, tzinfo=UTC)
PAGES = {
    "by ability": "/ru/rubric/cohorts/",
    "programmes": "/ru/rubric/cohorts/programs/",
    "years": "/ru/rubric/cohorts/years/",
}
MARK = b'class="res"'
LEVELS, LIKELY = 4, 0.9


@dataclass(frozen=True)
class Result:
    """One page of the few and of the many: the first opening in a process, the best median of those after it, its queries."""

    page: str
    first: tuple[float, float]
    again: tuple[float, float]
    queries: tuple[int, int]

    @property
    def ratio(self) -> float:
        return self.again[1] / self.again[0]

    def __str__(self) -> str:
        first, again = (f"{few:>9.1f}{many:>9.1f}{many / few:>7.2f}" for few, many in (self.first, self.again))
        return f"{self.page:14}{first}  {again}{'/'.join(map(str, self.queries)):>10}"


def run(participants: int, out: Out) -> bool:
    """Fill an empty, migrated PostgreSQL with so many answers, count cohorts of them and of ten, measure, print."""
    if connection.vendor != "postgresql":
        out.write("This bench asks PostgreSQL; name one in DATABASE_URL, or none for one of the bench's own.\n")
        return False
    began = time.monotonic()
    records, version = _answered(participants)
    few, many = _counted(records, version, FEW), _counted(records, version, participants)
    dataset.vacuum()
    cells = [one.cells.count() for one in (few, many)]
    out.write(
        f"{participants:,} participants in {cells[1]:,} cells, {FEW} in {cells[0]}, in {time.monotonic() - began:.0f} s\n"
    )
    out.write(
        f"{'ms':14}{'10, first':>9}{'many':>9}{'ratio':>7}  {'10, again':>9}{'many':>9}{'ratio':>7}{'queries':>10}\n"
    )
    results = [_measured(records, page, (few, many)) for page in PAGES]
    for result in results:
        out.write(f"{result}\n")
    kept = all(result.ratio <= BAR and len(set(result.queries)) == 1 for result in results)
    out.write(
        f"again, at most {BAR:g} times the cohort of {FEW}, at one number of queries: {'kept' if kept else 'NOT KEPT'}\n"
    )
    return kept


def _measured(records: Dataset, page: str, runs: tuple[ScoreRun, ScoreRun]) -> Result:
    client = client_of(records.reader)
    ask = [partial(respond, client, f"{PAGES[page]}?run={one.uid}", MARK) for one in runs]
    ask[0]()  # templates and connections are warm, sums are not
    first = []
    for question in ask:
        found = []
        for _ in range(ROUNDS):
            cohorts.forget()
            found.append(milliseconds(question))
        first.append(statistics.median(found))
    again = [
        min(rounds) for rounds in in_turns(ask, ROUNDS, REPEATS)
    ]  # what else the machine does only makes it slower
    return Result(page, (first[0], first[1]), (again[0], again[1]), (query_count(ask[0]), query_count(ask[1])))


# --- What is asked about ---------------------------------------------------------------------------------------------

ANSWERS = """
INSERT INTO rubric_response (uid, wave_id, mobility_id, rater, language, answers, remarks, revision, begun_at, saved_at, sent_at)
SELECT gen_random_uuid(), w.id, m.id, 'self', 'ja', '{}', '{}', 1, %(sent)s, %(sent)s, %(sent)s
FROM mobility_mobility m JOIN rubric_surveywave w ON w.run_id = m.run_id AND w.moment = 'pre'
"""


def _answered(participants: int) -> tuple[Dataset, RubricVersion]:
    """So many stays with an answer each, all of them sent before the runs began."""
    records = dataset.create()
    RoleGrantFactory(
        person=records.reader.person, role=Role.COORDINATOR
    )  # the office reads more than what is published
    version = versions.move(reference.load().versions.get(), "adopt", Step(on=BEGAN.date()), by=None, now=BEGAN)
    asked = Instrument.objects.create(rubric_version=version, code="bench", name_en="Bench")
    days = {"timing": "stay", "opens_after": 0, "closes_after": 30}
    runs = ProgramRun.objects.order_by("pk")
    write_many(
        [SurveyWave(run=each, moment="pre", instrument=asked, status="closed", **days) for each in runs], by=None
    )
    with dataset.without_guards():
        dataset.add(records, participants)
    with connection.cursor() as cursor:
        cursor.execute(ANSWERS, {"sent": BEGAN - timedelta(days=30)})
    return records, version


def _counted(records: Dataset, version: RubricVersion, participants: int) -> ScoreRun:
    """A run that counted so many people in every cell there may be: run, partner and level, with levels drawn by a seed."""
    counted = ScoreRun.objects.create(rubric_version=version, started_at=BEGAN)
    keys = _keys(records, participants)
    share, rest = divmod(participants, len(keys))
    draw = random.Random(7)
    codes = list(version.abilities.values_list("code", flat=True))
    CohortCell.objects.bulk_create(
        (
            CohortCell(
                score_run=counted,
                run_id=key[0],
                partner_id=key[1],
                level=key[2],
                home_country="JP",
                participants=(people := share + (place < rest)),
                tables={code: _drawn(draw, people) for code in codes},
            )
            for place, key in enumerate(keys)
        ),
        batch_size=2000,
    )
    CohortTotal.objects.bulk_create(totals(counted.cells.all(), version))
    counted.ended_at = BEGAN + timedelta(minutes=1)
    counted.save()
    return counted


def _keys(records: Dataset, participants: int) -> list[tuple[int, int, str]]:
    """The cells, as many as there are people at the most. Few and many stand in the same years and programmes: a page of more of
    them is longer, whoever stands in it."""
    runs = ProgramRun.objects.filter(fiscal_year__in=dataset.YEARS[:FEW]).order_by("pk")
    programs: dict[int, list[int]] = {}
    for pk, program in runs.values_list("pk", "program"):
        programs.setdefault(program, []).append(pk)
    chosen = list(programs.values())[:FEW]
    if participants <= FEW:  # each in a year and a programme of their own
        apart = [own[2 * place] for place, own in enumerate(chosen[:participants])]
        return [(run, partner, "master") for run, partner in zip(apart, records.partners, strict=False)]
    every = [pk for own in chosen for pk in own]
    whole = [(run, partner, level) for run in every for partner in records.partners for level in ("bachelor", "master")]
    return whole[:: max(1, len(whole) // participants)][:participants]


def _drawn(draw: random.Random, people: int) -> dict[str, Any]:
    """The table of one ability: nine of ten answer either time, a third rise."""
    pairs: Counter[tuple[int | None, int | None]] = Counter()
    for _person in range(people):
        before = draw.randrange(LEVELS)
        after = min(LEVELS - 1, before + (draw.random() < 1 / 3))
        pairs[before if draw.random() < LIKELY else None, after if draw.random() < LIKELY else None] += 1
    return stored(table_of(LEVELS, [(before, after, count) for (before, after), count in pairs.items()]))
