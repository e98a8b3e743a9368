"""How long does a page of the list of records take at its beginning and at nine tenths of its depth, and for whom?"""

import random
import statistics
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Protocol

from django.core.management.color import no_style
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from kanazawa_exchange.accounts.models import Person, PersonName, Role, RoleGrant, User
from kanazawa_exchange.lib import copy
from partners.models import City, Institution
from programs.models import Coordinator, FundingProject, Level, Program, ProgramRun, ProjectHome

from .models import Mobility
from .queries import lists

YEARS = range(2005, 2020)
PROGRAMS = 12
PARTNERS = 10
ROUNDS, REPEATS = 3, 9
MOMENT = datetime(2020, 4, 1, tzinfo=UTC)
LONG_AGO = date(2000, 4, 1)
BAR = 2.0
ADDRESS = "/en/mobility-records/"


class Out(Protocol):
    def write(self, text: str, /) -> Any: ...


@dataclass(frozen=True)
class Result:
    """One reader's medians in milliseconds, the ratio of the deep page to the first, and its spread over the rounds."""

    reader: str
    first: float
    deep: float
    ratio: float
    spread: tuple[float, float]
    queries: tuple[int, int]


def mobility_list(mobilities: int, out: Out) -> bool:
    """Fill an empty, migrated database with so many records, measure, print; True when every ratio is within the bar."""
    began = time.monotonic()
    office, coordinator = fill(mobilities)
    out.write(f"{connection.vendor}: {mobilities:,} records in {time.monotonic() - began:.0f} s\n")
    out.write(f"{'reader':32}{'first ms':>10}{'90 % ms':>10}{'ratio':>8}{'spread':>14}{'queries':>10}\n")
    results = [measure("office", office), measure("coordinator of one programme", coordinator)]
    for result in results:
        spread = f"{result.spread[0]:.2f}-{result.spread[1]:.2f}"
        queries = "/".join(map(str, result.queries))
        out.write(
            f"{result.reader:32}{result.first:>10.1f}{result.deep:>10.1f}{result.ratio:>8.2f}{spread:>14}{queries:>10}\n"
        )
    kept = all(result.ratio <= BAR for result in results)
    out.write(f"deep page at most {BAR:g} times the first: {'kept' if kept else 'NOT KEPT'}\n")
    return kept


# --- Measuring -----------------------------------------------------------------------------------------------------------
def measure(reader: str, user: User) -> Result:
    """Whole responses of both pages, taken in turns; one request of each beforehand warms templates and pools."""
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    addresses = (ADDRESS, f"{ADDRESS}?after={place_at(user, 0.9)}")
    queries = []
    for address in addresses:
        _timed(client, address)
        with CaptureQueriesContext(connection) as seen:
            _timed(client, address)
        queries.append(len(seen))
    rounds = []
    for _ in range(ROUNDS):
        taken: tuple[list[float], list[float]] = ([], [])
        for _ in range(REPEATS):
            for times, address in zip(taken, addresses, strict=True):
                times.append(_timed(client, address))
        rounds.append((statistics.median(taken[0]), statistics.median(taken[1])))
    ratios = [deep / first for first, deep in rounds]
    return Result(
        reader,
        statistics.median(first for first, _deep in rounds),
        statistics.median(deep for _first, deep in rounds),
        statistics.median(ratios),
        (min(ratios), max(ratios)),
        (queries[0], queries[1]),
    )


def _timed(client: Client, address: str) -> float:
    """Milliseconds of one whole response."""
    began = time.perf_counter()
    response = client.get(address, secure=True)
    taken = (time.perf_counter() - began) * 1000
    if response.status_code != 200 or b"<tbody" not in response.content:
        raise RuntimeError(f"{address} answered {response.status_code} without a table")
    return taken


def place_at(user: User, depth: float) -> lists.Cursor:
    """The place so far down the list of this reader; found once by counting, which no page does."""
    stays = lists.in_scope(Mobility.objects.all(), user, lists.Runs.read()).order_by("-starts_on", "-id")
    index = int(stays.count() * depth)
    starts_on, pk = stays.values_list("starts_on", "id")[index]
    if starts_on is None:
        raise RuntimeError("a record without a first day")
    return lists.Cursor(starts_on, pk, older=True)


# --- Filling -------------------------------------------------------------------------------------------------------------
def fill(mobilities: int) -> tuple[User, User]:
    """Years × directions × programmes of records of invented people, none on two stays at once; (office, coordinator)."""
    if Mobility.objects.exists():
        raise RuntimeError("a bench fills an empty database only")
    _hasten()
    with override("en"):
        places, runs = _places(), _runs()
    people = max(1, mobilities // 2)
    first = (Person.objects.aggregate(pk=models.Max("pk"))["pk"] or 0) + 1
    names = (PersonName.objects.aggregate(pk=models.Max("pk"))["pk"] or 0) + 1
    common = ("uid", "version", "created_at", "updated_at")
    copy.insert_rows(
        Person._meta.db_table,
        ("id", *common, "student_number", "nationality", "birth_date", "search_key", "loose_key", "sort_key"),
        _people(people, first),
    )
    copy.insert_rows(
        PersonName._meta.db_table,
        ("id", *common, "person_id", "script", "family", "given", "patronymic"),
        ((names + n, *_common(), first + n, "latin", f"FAMILY{n}", f"GIVEN{n}", "") for n in range(people)),
    )
    copy.insert_rows(
        Mobility._meta.db_table, ("id", *common, *COLUMNS), _stays(mobilities, people, first, places, runs)
    )
    _settle()
    program = Program.objects.order_by("pk")[PROGRAMS // 2]
    return _user("office", first), _user("coordinator", first + people - 1, program)


def _common() -> tuple[uuid.UUID, int, datetime, datetime]:
    return uuid.uuid4(), 1, MOMENT, MOMENT


def _people(count: int, first: int) -> Iterator[tuple[Any, ...]]:
    for n in range(count):
        key = f"family{n} given{n}"
        yield first + n, *_common(), f"{n:08d}", "JP", None, key, key.replace(" ", ""), f"{n:08d}"


COLUMNS = (
    "person_id",
    "sending_id",
    "receiving_id",
    "run_id",
    "status",
    "activity",
    "mode",
    "category",
    "level",
    "planned_starts_on",
    "planned_ends_on",
    "actual_starts_on",
    "actual_ends_on",
    "leads_to_degree",
    "residence_status",
    "note",
)


def _stays(
    count: int, people: int, first_person: int, places: tuple[int, list[int]], runs: dict[tuple[int, int, str], int]
) -> Iterator[tuple[Any, ...]]:
    """Each person's stays lie in spans of their own, so that no two overlap; days, programmes and hosts are drawn."""
    draw = random.Random(20190331)  # noqa: S311 the same numbers every time, not a secret
    home, partners = places
    spans = -(-count // people)
    first, last = date(YEARS[0], 4, 1), date(YEARS[-1] + 1, 3, 31)
    length = (last - first).days // spans
    for n in range(count):
        start = first + timedelta(days=(n // people) * length + draw.randrange(max(1, length - 130)))
        end = start + timedelta(days=draw.choice((9, 13, 20, 30, 120)))
        direction = "outbound" if draw.random() < 0.6 else "inbound"
        year = start.year if start.month >= 4 else start.year - 1
        partner = draw.choice(partners)
        sides = (home, partner) if direction == "outbound" else (partner, home)
        run = runs[min(max(year, YEARS[0]), YEARS[-1]), draw.randrange(PROGRAMS), direction]
        mode = "in_person" if draw.random() < 0.9 else "hybrid"
        level = draw.choice(("bachelor", "master", "doctor"))
        yield (
            n + 1, *_common(), first_person + n % people, *sides, run, "returned", "studies", mode, "student", level,
            start, end, start, end, False, "", "",
        )  # fmt: skip


def _places() -> tuple[int, list[int]]:
    """Our own institution and its partners, by their keys."""

    def place(slug: str, country: str) -> Institution:
        city = City.objects.create(
            slug=slug, name=slug, country=country, time_zone="UTC", latitude="50.0", longitude="50.0"
        )
        return Institution.objects.create(slug=slug, name=f"University of {slug}", kind="university", city=city)

    return place("bench-home", "JP").pk, [place(f"bench-{n}", "RU").pk for n in range(PARTNERS)]


def _runs() -> dict[tuple[int, int, str], int]:
    """(fiscal year, number of the programme, direction) → key of the run."""
    project = FundingProject.objects.create(
        code="bench", name="Bench", first_fiscal_year=YEARS[0], last_fiscal_year=YEARS[-1]
    )
    ProjectHome.objects.create(
        project=project, institution=Institution.objects.get(slug="bench-home"), starts_on=LONG_AGO
    )
    found = {}
    for number in range(PROGRAMS):
        program = Program.objects.create(
            project=project,
            code=f"bench-{number}",
            slug=f"bench-{number}",
            name=f"Programme {number}",
            level=Level.MASTER,
            leads_to="credit",
        )
        for year in YEARS:
            for direction in ("outbound", "inbound"):
                run = ProgramRun.objects.create(program=program, fiscal_year=year, direction=direction, theme="Bench")
                found[year, number, direction] = run.pk
    return found


def _user(name: str, person: int, program: Program | None = None) -> User:
    user = User.objects.create_user(email=f"bench-{name}@example.org", person_id=person)
    if program is None:
        RoleGrant.objects.create(person_id=person, role=Role.COORDINATOR, starts_on=LONG_AGO)
    else:
        Coordinator.objects.create(person_id=person, program=program, starts_on=LONG_AGO)
    return user


def _hasten() -> None:
    """An embedded database writes very many rows faster when it may keep them in memory and need not wait for the disk."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            for pragma in ("cache_size = -400000", "synchronous = OFF", "temp_store = MEMORY"):
                cursor.execute(f"PRAGMA {pragma}")


def _settle() -> None:
    """Sequences behind the rows just written, and statistics for the planner as a running database has them."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [Person, PersonName, Mobility]):
            cursor.execute(statement)
        if connection.vendor == "postgresql" and not connection.in_atomic_block:
            cursor.execute("VACUUM ANALYZE")
        else:
            cursor.execute("ANALYZE")
