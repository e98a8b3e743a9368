"""How long does plan against actual take beside plain SQL for the same question, with our indexes and without them?"""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from kanazawa_exchange.lib import clock

from ..counting import PlanActual
from ..queries.plan_actual import table
from .floor import ask, ask_sharply, ask_without_indexes
from .ground import Ground, add, bulk, lay_ground, link_stages, settle

ROUNDS, REPEATS = 3, 3
ADDRESS = "/ru/reports/plan-actual/"
BAR_WITH, BAR_WITHOUT = 1.2, 0.6


class Out(Protocol):
    def write(self, text: str, /) -> Any: ...


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
