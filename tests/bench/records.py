"""Records for the bench of the list, on either database: invented people, none of them on two stays at once."""

import random
import uuid
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models

from kanazawa_exchange.accounts.models import Person, PersonName, Role, User
from kanazawa_exchange.lib import copy
from kanazawa_exchange.lib.period import fiscal_year
from mobility.models import Mobility
from programs.models import Coordinator, Program
from tests.factories import RoleGrantFactory

from . import project as bench_project
from .project import LONG_AGO, PROGRAMS, BenchProject

YEARS = range(2005, 2020)
MOMENT = datetime(2020, 4, 1, tzinfo=UTC)
COMMON = ("uid", "version", "created_at", "updated_at")
STAY = (
    *("person_id", "sending_id", "receiving_id", "run_id", "status", "activity", "mode", "category", "level"),
    *("planned_starts_on", "planned_ends_on", "actual_starts_on", "actual_ends_on"),
    *("leads_to_degree", "residence_status", "note"),
)
PERSON = ("student_number", "nationality", "birth_date", "sort_ja", "sort_ru", "sort_en")


def fill(mobilities: int) -> tuple[User, User]:
    """So many records over all years, directions and programmes; (office, coordinator of one programme)."""
    made = bench_project.create(YEARS)
    hasten()
    people = max(1, mobilities // 2)
    first = _next_key(Person)
    add_people(people, first)
    names = _next_key(PersonName)
    copy.insert_rows(
        PersonName._meta.db_table,
        ("id", *COMMON, "person_id", "script", "family", "given", "patronymic"),
        ((names + n, *common_values(), first + n, "latin", f"FAMILY{n}", f"GIVEN{n}", "") for n in range(people)),
    )
    copy.insert_rows(Mobility._meta.db_table, ("id", *COMMON, *STAY), _stays(mobilities, people, first, made))
    settle()
    office, coordinator = (
        User.objects.create_user(email=f"bench-{name}@example.org", person_id=person)
        for name, person in (("office", first), ("coordinator", first + people - 1))
    )
    RoleGrantFactory(person=office.person, role=Role.COORDINATOR)
    program = Program.objects.order_by("pk")[PROGRAMS // 2]
    Coordinator.objects.create(person=coordinator.person, program=program, starts_on=LONG_AGO)
    return office, coordinator


def add_people(count: int, first: int) -> None:
    """So many people with keys from `first` on, without names of their own."""
    copy.insert_rows(Person._meta.db_table, ("id", *COMMON, *PERSON), _people(count, first))


def _next_key(model: type[models.Model]) -> int:
    return (model._default_manager.aggregate(pk=models.Max("pk"))["pk"] or 0) + 1


def common_values() -> tuple[uuid.UUID, int, datetime, datetime]:
    return uuid.uuid4(), 1, MOMENT, MOMENT


def _people(count: int, first: int) -> Iterator[tuple[Any, ...]]:
    for n in range(count):
        yield first + n, *common_values(), f"{n:08d}", "JP", None, *[f"{n:08d}"] * 3


def _stays(count: int, people: int, first_person: int, made: BenchProject) -> Iterator[tuple[Any, ...]]:
    """Each person's stays lie in spans of their own, so that no two overlap; days, programmes and hosts are drawn."""
    draw = random.Random(20190331)  # the same numbers every time
    spans = -(-count // people)
    length = (date(YEARS[-1] + 1, 3, 31) - date(YEARS[0], 4, 1)).days // spans
    for n in range(count):
        start = date(YEARS[0], 4, 1) + timedelta(days=(n // people) * length + draw.randrange(max(1, length - 130)))
        end = start + timedelta(days=draw.choice((9, 13, 20, 30, 120)))
        direction = "outbound" if draw.random() < 0.6 else "inbound"
        partner = draw.choice(made.partners)
        sides = (made.home.pk, partner) if direction == "outbound" else (partner, made.home.pk)
        year = min(max(fiscal_year(start), YEARS[0]), YEARS[-1])
        run = made.runs[year, draw.randrange(PROGRAMS), direction]
        mode = "in_person" if draw.random() < 0.9 else "hybrid"
        level = draw.choice(("bachelor", "master", "doctor"))
        yield (
            n + 1, *common_values(), first_person + n % people, *sides, run, "returned", "studies", mode, "student", level,
            start, end, start, end, False, "", "",
        )  # fmt: skip


def hasten() -> None:
    """An embedded database writes very many rows faster when it may keep them in memory and need not wait for the disk."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            for pragma in ("cache_size = -400000", "synchronous = OFF", "temp_store = MEMORY"):
                cursor.execute(f"PRAGMA {pragma}")


def settle(models_written: Sequence[type[models.Model]] = (Person, PersonName, Mobility)) -> None:
    """Sequences behind the rows just written, and statistics for the planner as a running database has them."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(models_written)):
            cursor.execute(statement)
        if connection.vendor == "postgresql" and not connection.in_atomic_block:
            cursor.execute("VACUUM ANALYZE")
        else:
            cursor.execute("ANALYZE")
