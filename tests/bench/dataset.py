"""The dataset of the bench of plan against actual: a plan, a committee member who reads, and records written by set-based SQL."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from django.db import connection

from kanazawa_exchange.accounts.models import Person, User
from partners.models import Institution
from programs.models import Committee, Direction, FundingProject, ProgramRun, Seat
from reports import reference
from reports.models import CountingRule
from tests.factories import PlanFactory, UserFactory

from . import project as bench_project
from .project import LONG_AGO

YEARS = range(2006, 2021)


@dataclass(frozen=True)
class Dataset:
    """What the records hang on: the project, our own institution and its partners, the rule, and the reader."""

    project: FundingProject
    home: Institution
    partners: list[int]
    rule: CountingRule
    reader: User


def create() -> Dataset:
    """Fifteen years × two directions × twelve programmes, a plan for all of it, and a committee member; no records yet."""
    made = bench_project.create(YEARS)
    reference.load()
    cells = {(year, direction): 30_000 for year in YEARS for direction in Direction.values}
    PlanFactory.adopted(made.project, cells, on=date(YEARS[0], 4, 1))
    reader = UserFactory(email="bench-committee@example.org")
    committee = Committee.objects.create(project=made.project, kind=Committee.Kind.STEERING, slug="bench", name="Bench")
    Seat.objects.create(committee=committee, person=reader.person, starts_on=LONG_AGO)
    return Dataset(made.project, made.home, made.partners, CountingRule.objects.get(code="mext"), reader)


PEOPLE = """
INSERT INTO accounts_person
    (uid, version, created_at, updated_at, student_number, nationality, sort_ja, sort_ru, sort_en)
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
FROM (SELECT array_agg(id ORDER BY actual_starts_on, actual_ends_on, id) AS stays FROM mobility_mobility
      WHERE person_id %% 100 = 0 AND actual_starts_on IS NOT NULL GROUP BY person_id) of_one
WHERE array_length(stays, 1) > 1
"""


def add(dataset: Dataset, stays: int) -> None:
    """So many more records of two fifths as many people, spread over all runs."""
    if stays <= 0:
        return
    people = max(1, stays * 2 // 5)
    first_person = Person.objects.order_by("-pk").values_list("pk", flat=True)[0] + 1
    values = {
        "stays": stays,
        "seed": first_person,
        "home": dataset.home.pk,
        "first_person": first_person,
        "people": people,
        "partners": dataset.partners,
        "partner_count": len(dataset.partners),
        "runs": ProgramRun.objects.count(),
    }
    with connection.cursor() as cursor:
        cursor.execute(PEOPLE, {"people": people})
        cursor.execute(STAYS, values)


# Every index but those behind primary keys and constraints, with the statement that builds it again.
INDEXES = """
SELECT i.indexname, i.indexdef FROM pg_indexes i
WHERE i.tablename = ANY(%(tables)s) AND i.schemaname = current_schema()
  AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conname = i.indexname)
"""
TABLES = ("mobility_mobility", "accounts_person")


@contextmanager
def without_guards(tables: Sequence[str] = TABLES) -> Iterator[None]:
    """Invented stays overlap and are not checked: the guard of one stay at a time is dropped for good, the others pause.

    The indexes are built anew behind the rows, which is several times faster than keeping them along the way.
    """
    connection.check_constraints()  # what this transaction wrote before, if there is one: a table with checks to come is not altered
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE mobility_mobility DROP CONSTRAINT IF EXISTS mobility_one_stay")
        cursor.execute(INDEXES, {"tables": list(tables)})
        indexes = cursor.fetchall()
        for name, _statement in indexes:
            cursor.execute(f"DROP INDEX {connection.ops.quote_name(name)}")
        for name in tables:
            cursor.execute(f"ALTER TABLE {name} DISABLE TRIGGER ALL")
        try:
            yield
        finally:
            for name in tables:
                cursor.execute(f"ALTER TABLE {name} ENABLE TRIGGER ALL")
            for _name, statement in indexes:
                cursor.execute(statement)


def link_stages() -> None:
    with connection.cursor() as cursor:
        cursor.execute(LINKS, {})


def vacuum() -> None:
    """Statistics and a map of what is visible, as a running database has them."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
