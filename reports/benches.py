"""How long does plan against actual take beside plain SQL for the same question, with our indexes and without them?

A bench is the one place above `lib.copy` with SQL of its own: what the page is measured against must not be the page's own query.
"""

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from kanazawa_exchange.accounts.models import Person, User
from kanazawa_exchange.lib import clock
from mobility.models import Mobility
from partners.models import City, Institution
from programs.models import (
    Committee,
    Direction,
    FundingProject,
    Level,
    Program,
    ProgramRun,
    ProjectHome,
    Seat,
    TargetCell,
    TargetPlan,
)

from . import reference
from .counting import PlanActual
from .models import CountingRule
from .queries.plan_actual import table

YEARS = range(2006, 2021)
PROGRAMS, PARTNERS = 12, 10
ROUNDS, REPEATS = 3, 3
LONG_AGO = date(2000, 4, 1)
ADDRESS = "/ru/reports/plan-actual/"
BAR_WITH, BAR_WITHOUT = 1.2, 0.6


class Out(Protocol):
    def write(self, text: str, /) -> Any: ...


@dataclass(frozen=True)
class Ground:
    """What stands under the records: the project, our own institution, and the committee member who reads."""

    project: FundingProject
    home: Institution
    rule: CountingRule
    reader: User


def plan_actual(mobilities: int, out: Out) -> bool:
    """Fill an empty, migrated PostgreSQL with so many records, measure, print; True when both bars are kept."""
    if connection.vendor != "postgresql":
        out.write("This bench asks PostgreSQL; name one in DATABASE_URL, or none for one of the bench's own.\n")
        return False
    began = time.monotonic()
    with override("en"):
        ground = lay_ground()
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(ground.reader, backend="allauth.account.auth_backends.AuthenticationBackend")
    few = min(1000, mobilities)
    with bulk():
        add(ground, few)
    queries = [costs(ground, client)]
    with bulk():
        add(ground, mobilities - few)
    link_stages()
    settle()
    queries.append(costs(ground, client))
    out.write(f"{mobilities:,} records in {time.monotonic() - began:.0f} s\n")
    for number, (of_table, of_page) in zip((few, mobilities), queries, strict=True):
        out.write(f"queries at {number:>9,}: table {of_table}, whole page {of_page}\n")
    agree(ground)
    kept = compare(ground, client, out)
    return kept and len(set(queries)) == 1 and queries[0][0] <= 5


# --- Measuring ---------------------------------------------------------------------------------------------------------


@dataclass
class Times:
    """Seconds of one contestant, round by round."""

    label: str
    run: Callable[[], Any]
    rounds: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        return statistics.median(self.rounds)


def compare(ground: Ground, client: Client, out: Out) -> bool:
    """The whole response beside the SQL, turn by turn; medians, the ratio and its spread over the rounds."""
    page = Times("the page, whole response", lambda: respond(client))
    with_ours = Times("plain SQL, our indexes", lambda: ask(ground))
    sharp = Times("SQL shaped by our indexes", lambda: ask_sharply(ground))
    without = Times("plain SQL, no indexes", lambda: ask_without_indexes(ground))
    contestants = (page, with_ours, sharp, without)
    for found in contestants:
        found.run()  # warm templates, plans and the files in memory
    for _ in range(ROUNDS):
        taken: dict[str, list[float]] = {found.label: [] for found in contestants}
        for _ in range(REPEATS):
            for found in contestants:
                taken[found.label].append(timed(found.run))
        for found in contestants:
            found.rounds.append(statistics.median(taken[found.label]))
    for found in contestants:
        out.write(f"{found.label:28}{found.median * 1000:>9.0f} ms\n")
    kept = [
        said(page, with_ours, BAR_WITH, out),
        said(page, sharp, BAR_WITH, out),
        said(page, without, BAR_WITHOUT, out),
    ]
    return all(kept)


def said(page: Times, floor: Times, bar: float, out: Out) -> bool:
    ratios = [one / other for one, other in zip(page.rounds, floor.rounds, strict=True)]
    ratio = statistics.median(ratios)
    kept = ratio <= bar
    spread = f"{min(ratios):.2f}-{max(ratios):.2f}"
    word = "kept" if kept else "NOT KEPT"
    out.write(f"page / {floor.label}: {ratio:.2f} (spread {spread}), at most {bar}: {word}\n")
    return kept


def timed(run: Callable[[], Any]) -> float:
    began = time.perf_counter()
    run()
    return time.perf_counter() - began


def respond(client: Client) -> None:
    """One whole response: session, permission, language, figures, head counts, template."""
    response = client.get(ADDRESS)
    if response.status_code != 200 or b'class="pva"' not in response.content:
        raise RuntimeError(f"{ADDRESS} answered {response.status_code} without figures")


def costs(ground: Ground, client: Client) -> tuple[int, int]:
    """Queries of the table itself, and of the whole page, after one request that warms what is kept between requests."""
    respond(client)
    with CaptureQueriesContext(connection) as seen:
        tabulate(ground)
    of_table = len(seen)
    with CaptureQueriesContext(connection) as seen:
        respond(client)
    return of_table, len(seen)


def tabulate(ground: Ground) -> PlanActual:
    return table(ground.project, ground.rule, clock.today())


# --- The same question in plain SQL ------------------------------------------------------------------------------------

COUNTS = """
WITH counted AS (
    SELECT m.fiscal_year, m.person_id,
           CASE WHEN m.sending_id = %(home)s AND m.receiving_id <> %(home)s THEN 'outbound'
                WHEN m.receiving_id = %(home)s AND m.sending_id <> %(home)s THEN 'inbound' END AS direction
    FROM mobility_mobility m
    JOIN programs_programrun r ON r.id = m.run_id
    JOIN programs_program p ON p.id = r.program_id
    WHERE p.project_id = %(project)s AND m.category = 'student' AND m.actual_starts_on <= %(as_of)s
      AND (m.uncounted_from IS NULL OR m.uncounted_from > %(as_of)s)
      AND NOT EXISTS (
          SELECT 1 FROM mobility_stagelink l JOIN mobility_mobility f ON f.id = l.first_id
          WHERE l.second_id = m.id AND f.category = 'student' AND f.actual_starts_on <= %(as_of)s
            AND (f.uncounted_from IS NULL OR f.uncounted_from > %(as_of)s))
)
SELECT fiscal_year, direction, count(*), count(DISTINCT person_id) FROM counted
GROUP BY GROUPING SETS ((fiscal_year, direction), (fiscal_year), (direction), ())
"""
CONTINUING = """
SELECT m.fiscal_year, extract(year FROM m.actual_ends_on)::int
           - CASE WHEN extract(month FROM m.actual_ends_on) < 4 THEN 1 ELSE 0 END AS until,
       m.sending_id = %(home)s AS outbound, count(*)
FROM mobility_mobility m
JOIN programs_programrun r ON r.id = m.run_id
JOIN programs_program p ON p.id = r.program_id
WHERE p.project_id = %(project)s AND m.category = 'student' AND m.actual_starts_on <= %(as_of)s
  AND (m.uncounted_from IS NULL OR m.uncounted_from > %(as_of)s)
  AND m.fiscal_year IS NOT NULL
  AND (m.actual_ends_on IS NULL OR m.fiscal_year < (extract(year FROM m.actual_ends_on)::int
           - CASE WHEN extract(month FROM m.actual_ends_on) < 4 THEN 1 ELSE 0 END))
GROUP BY 1, 2, 3
"""


# The same again as somebody writes it who knows the tables, the keys and the indexes by heart: no join, no grouping set.
SHARP = """
SELECT {year}, count(*) FILTER (WHERE sending_id = {home} AND receiving_id <> {home}),
       count(*) FILTER (WHERE receiving_id = {home} AND sending_id <> {home}),
       count(DISTINCT person_id) FILTER (WHERE sending_id = {home} AND receiving_id <> {home}),
       count(DISTINCT person_id) FILTER (WHERE receiving_id = {home} AND sending_id <> {home}),
       count(DISTINCT person_id)
FROM mobility_mobility
WHERE category = 'student' AND actual_starts_on <= '{as_of}' AND (uncounted_from IS NULL OR uncounted_from > '{as_of}')
  AND id NOT IN (
      SELECT l.second_id FROM mobility_stagelink l JOIN mobility_mobility f ON f.id = l.first_id
      WHERE f.category = 'student' AND f.actual_starts_on <= '{as_of}'
        AND (f.uncounted_from IS NULL OR f.uncounted_from > '{as_of}'))
"""
SHARP_CONTINUING = """
SELECT fiscal_year, {until}, count(*) FILTER (WHERE sending_id = {home}), count(*) FILTER (WHERE receiving_id = {home})
FROM mobility_mobility
WHERE category = 'student' AND actual_starts_on <= '{as_of}' AND (uncounted_from IS NULL OR uncounted_from > '{as_of}')
  AND {crosses}
GROUP BY 1, 2
"""


def ask_sharply(ground: Ground) -> list[tuple[Any, ...]]:
    """The same numbers in SQL shaped after our indexes: the hardest floor we know of."""
    words: dict[str, Any] = {"home": ground.home.pk, "as_of": clock.today().isoformat()}
    until = (
        "extract(year FROM actual_ends_on)::int - CASE WHEN extract(month FROM actual_ends_on) < 4 THEN 1 ELSE 0 END"
    )
    crosses = f"(actual_ends_on IS NULL OR fiscal_year < ({until}))"
    with connection.cursor() as cursor:
        cursor.execute(SHARP.format(year="fiscal_year", **words) + " GROUP BY fiscal_year")
        found = cursor.fetchall()
        cursor.execute(SHARP.format(year="0", **words))
        found += cursor.fetchall()
        cursor.execute(SHARP_CONTINUING.format(until=until, crosses=crosses, **words))
        cursor.fetchall()
    return found


def ask(ground: Ground) -> list[tuple[Any, ...]]:
    """Participations and head counts of cells, years, directions and all, then the continuing ones."""
    values: dict[str, Any] = {"home": ground.home.pk, "project": ground.project.pk, "as_of": clock.today()}
    with connection.cursor() as cursor:
        cursor.execute(COUNTS, values)
        found = cursor.fetchall()
        cursor.execute(CONTINUING, values)
        cursor.fetchall()
    return found


def ask_without_indexes(ground: Ground) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        for kind in ("indexscan", "indexonlyscan", "bitmapscan"):
            cursor.execute(f"SET enable_{kind} = off")
        try:
            return ask(ground)
        finally:
            cursor.execute("RESET ALL")


def agree(ground: Ground) -> None:
    """Both answers are the same numbers, or the comparison is worth nothing."""
    found = tabulate(ground)
    plain = {(row[0], row[1]): (row[2], row[3]) for row in ask(ground)}
    mine = {(row.fiscal_year, row.direction): (row.actual, row.persons) for row in found.rows if row.actual}
    cells = {key: value for key, value in plain.items() if None not in key}
    if mine != cells or plain[None, None] != (found.total.actual, found.total.persons):
        raise RuntimeError("the page and the plain SQL disagree")
    *years, whole = ask_sharply(ground)
    sharp = {(row[0], name): (row[at], row[at + 2]) for row in years for at, name in ((1, "outbound"), (2, "inbound"))}
    if {key: value for key, value in sharp.items() if value[0]} != cells or whole[5] != found.total.persons:
        raise RuntimeError("the page and the SQL shaped by our indexes disagree")


# --- Filling -----------------------------------------------------------------------------------------------------------


def lay_ground() -> Ground:
    """Fifteen years × two directions × twelve programmes, a plan for all of it, and a committee member."""
    if Mobility.objects.exists() or FundingProject.objects.exists():
        raise RuntimeError("a bench fills an empty database only")
    reference.load()
    home = _institution("bench-home", "JP")
    for number in range(PARTNERS):
        _institution(f"bench-{number}", "RU")
    project = FundingProject.objects.create(
        code="bench", name="Bench", first_fiscal_year=YEARS[0], last_fiscal_year=YEARS[-1], is_default=True
    )
    ProjectHome.objects.create(project=project, institution=home, starts_on=LONG_AGO)
    for number in range(PROGRAMS):
        slug = f"bench-{number}"
        program = Program.objects.create(
            project=project, code=slug, slug=slug, name=f"Programme {number}", level=Level.MASTER, leads_to="credit"
        )
        for year in YEARS:
            for direction in Direction.values:
                ProgramRun.objects.create(program=program, fiscal_year=year, direction=direction, theme="Bench")
    plan = TargetPlan.objects.create(project=project, number=1, first_fiscal_year=YEARS[0], last_fiscal_year=YEARS[-1])
    for year in YEARS:
        for direction in Direction.values:
            TargetCell.objects.create(plan=plan, fiscal_year=year, direction=direction, value=30_000)
    plan.status, plan.adopted_on = "adopted", date(YEARS[0], 4, 1)
    plan.save()
    reader = User.objects.create_user(email="bench-committee@example.org", person=Person.objects.create())
    committee = Committee.objects.create(project=project, kind=Committee.Kind.STEERING, slug="bench", name="Bench")
    Seat.objects.create(committee=committee, person=reader.person, starts_on=LONG_AGO)
    return Ground(project, home, CountingRule.objects.get(code="mext"), reader)


def _institution(slug: str, country: str) -> Institution:
    city = City.objects.create(
        slug=slug, name=slug, country=country, time_zone="UTC", latitude="50.0", longitude="50.0"
    )
    return Institution.objects.create(slug=slug, name=f"University of {slug}", kind="university", city=city)


PEOPLE = """
INSERT INTO accounts_person
    (uid, version, created_at, updated_at, student_number, nationality, search_key, loose_key, sort_key)
SELECT gen_random_uuid(), 1, now(), now(), '', 'JP', '', '', '' FROM generate_series(1, %(people)s)
"""
# Of a hundred: 90 returned, 4 planned, 3 cancelled, 2 voided, 1 interrupted without counting; 5 are no students, 10 online.
STAYS = """
INSERT INTO mobility_mobility
    (uid, version, created_at, updated_at, status, activity, mode, category, level, leads_to_degree, residence_status, note,
     planned_starts_on, planned_ends_on, actual_starts_on, actual_ends_on, interruption_counts, uncounted_from,
     person_id, run_id, sending_id, receiving_id)
SELECT gen_random_uuid(), 1, now(), now(), status, 'studies', CASE WHEN luck %% 10 = 3 THEN 'online' ELSE 'in_person' END,
       CASE WHEN luck %% 20 = 7 THEN 'physician' ELSE 'student' END, 'master', false, '', '',
       starts, starts + days, CASE WHEN arrived THEN starts END, CASE WHEN arrived THEN starts + days END,
       CASE WHEN status = 'interrupted' THEN false END,
       CASE status WHEN 'voided' THEN starts WHEN 'interrupted' THEN starts + days END,
       person, run_id, CASE WHEN direction = 'outbound' THEN %(home)s ELSE other END,
       CASE WHEN direction = 'outbound' THEN other ELSE %(home)s END
FROM (
    SELECT n, luck, run.id AS run_id, run.direction, chance.status,
           chance.status NOT IN ('planned', 'cancelled') AS arrived,
           make_date(run.fiscal_year, 4, 1) + luck %% 360 AS starts,
           (ARRAY[8, 12, 19, 29, 119])[1 + luck %% 5] AS days,
           %(first_person)s + (luck / 7) %% %(people)s AS person,
           (%(partners)s::bigint[])[1 + luck %% %(partner_count)s] AS other
    FROM generate_series(1, %(stays)s) n
    CROSS JOIN LATERAL (SELECT hashint4(n + %(seed)s) & 2147483647 AS luck) drawn
    JOIN (SELECT id, direction, fiscal_year, row_number() OVER (ORDER BY id) - 1 AS place FROM programs_programrun) run
      ON run.place = n %% %(runs)s
    CROSS JOIN LATERAL (
        SELECT CASE WHEN luck %% 100 < 90 THEN 'returned' WHEN luck %% 100 < 94 THEN 'planned'
                    WHEN luck %% 100 < 97 THEN 'cancelled' WHEN luck %% 100 < 99 THEN 'voided'
                    ELSE 'interrupted' END AS status
    ) chance
) made
"""
# One person in a hundred has two stays that are stages of one.
LINKS = """
INSERT INTO mobility_stagelink (uid, version, created_at, updated_at, first_id, second_id)
SELECT gen_random_uuid(), 1, now(), now(), stays[1], stays[2]
FROM (SELECT array_agg(id ORDER BY actual_starts_on) AS stays FROM mobility_mobility
      WHERE person_id %% 100 = 0 AND actual_starts_on IS NOT NULL GROUP BY person_id) of_one
WHERE array_length(stays, 1) > 1
"""


def add(ground: Ground, stays: int) -> None:
    """So many more records of two fifths as many people, spread over all runs."""
    if stays <= 0:
        return
    people = max(1, stays * 2 // 5)
    first_person = Person.objects.order_by("-pk").values_list("pk", flat=True)[0] + 1
    partners = list(Institution.objects.exclude(pk=ground.home.pk).values_list("pk", flat=True))
    with connection.cursor() as cursor:
        cursor.execute(PEOPLE, {"people": people})
        cursor.execute(
            STAYS,
            {
                "stays": stays,
                "seed": first_person,
                "home": ground.home.pk,
                "first_person": first_person,
                "people": people,
                "partners": partners,
                "partner_count": len(partners),
                "runs": ProgramRun.objects.count(),
            },
        )


# Every index but those behind primary keys and constraints, with the statement that builds it again.
INDEXES = """
SELECT i.indexname, i.indexdef FROM pg_indexes i
WHERE i.tablename = ANY(%(tables)s) AND i.schemaname = current_schema()
  AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conname = i.indexname)
"""
TABLES = ("mobility_mobility", "accounts_person")


@contextmanager
def bulk() -> Iterator[None]:
    """Invented stays overlap, and are checked by nobody: the guard of one stay at a time is gone for good, others pause.

    The indexes are built anew behind the rows, which is several times faster than keeping them along the way.
    """
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE mobility_mobility DROP CONSTRAINT IF EXISTS mobility_one_stay")
        cursor.execute(INDEXES, {"tables": list(TABLES)})
        indexes = cursor.fetchall()
        for name, _built in indexes:
            cursor.execute(f"DROP INDEX {connection.ops.quote_name(name)}")
        for name in TABLES:
            cursor.execute(f"ALTER TABLE {name} DISABLE TRIGGER ALL")
        try:
            yield
        finally:
            for name in TABLES:
                cursor.execute(f"ALTER TABLE {name} ENABLE TRIGGER ALL")
            for _name, built in indexes:
                cursor.execute(built)


def link_stages() -> None:
    with connection.cursor() as cursor:
        cursor.execute(LINKS, {})


def settle() -> None:
    """Statistics and a map of what is visible, as a running database has them."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
