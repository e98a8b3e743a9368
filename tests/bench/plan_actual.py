"""The time of plan against actual beside plain SQL for the same question, with our indexes and without them."""

import statistics
import time
from dataclasses import dataclass

from django.db import connection
from django.test import Client

from kanazawa_exchange.lib import clock
from reports.figures import PlanActual
from reports.queries.plan_actual import table

from . import baseline, dataset
from .dataset import Dataset
from .measuring import Out, client_of, in_turns, query_count, respond

ROUNDS, REPEATS = 3, 3
ADDRESS, MARK = "/ru/reports/plan-actual/", b'class="pva"'
BAR_WITH, BAR_WITHOUT = 1.2, 0.6


def run(mobilities: int, out: Out) -> bool:
    """Fill an empty, migrated PostgreSQL with so many records, measure, print; True when all bars are kept."""
    if connection.vendor != "postgresql":
        out.write("This bench asks PostgreSQL; name one in DATABASE_URL, or none for one of the bench's own.\n")
        return False
    began = time.monotonic()
    records = dataset.create()
    client = client_of(records.reader)
    few = min(1000, mobilities)
    with dataset.without_guards():
        dataset.add(records, few)
    costs = [costs_of(records, client)]
    with dataset.without_guards():
        dataset.add(records, mobilities - few)
    dataset.link_stages()
    dataset.vacuum()
    costs.append(costs_of(records, client))
    out.write(f"{mobilities:,} records in {time.monotonic() - began:.0f} s\n")
    for number, (of_table, of_page) in zip((few, mobilities), costs, strict=True):
        out.write(f"queries at {number:>9,}: table {of_table}, whole page {of_page}\n")
    agree(records)
    kept = compare(records, client, out)
    return kept and len(set(costs)) == 1 and costs[0][0] <= 5


def costs_of(records: Dataset, client: Client) -> tuple[int, int]:
    """Queries of the table itself, and of the whole page, after one request that warms what is kept between requests."""
    respond(client, ADDRESS, MARK)
    return query_count(lambda: tabulate(records)), query_count(lambda: respond(client, ADDRESS, MARK))


def tabulate(records: Dataset) -> PlanActual:
    return table(records.project, records.rule, clock.today())


def agree(records: Dataset) -> None:
    """All answers are the same numbers, or the comparison is worth nothing."""
    ours = tabulate(records)
    plain = {(row[0], row[1]): (row[2], row[3]) for row in baseline.plain(records)}
    mine = {(row.fiscal_year, row.direction): (row.actual, row.persons) for row in ours.rows if row.actual}
    cells = {key: value for key, value in plain.items() if None not in key}
    if mine != cells or plain[None, None] != (ours.total.actual, ours.total.persons):
        raise RuntimeError("the page and the plain SQL disagree")
    *years, whole = baseline.shaped_by_our_indexes(records)
    shaped = {(row[0], name): (row[at], row[at + 2]) for row in years for at, name in ((1, "outbound"), (2, "inbound"))}
    if {key: value for key, value in shaped.items() if value[0]} != cells or whole[5] != ours.total.persons:
        raise RuntimeError("the page and the SQL shaped by our indexes disagree")


@dataclass(frozen=True)
class Times:
    """Milliseconds of one contestant, round by round."""

    label: str
    rounds: list[float]


def compare(records: Dataset, client: Client, out: Out) -> bool:
    """The whole response beside the SQL, turn by turn; medians, the ratio and its spread over the rounds."""
    contestants = {
        "the page, whole response": lambda: respond(client, ADDRESS, MARK),
        "plain SQL, our indexes": lambda: baseline.plain(records),
        "SQL shaped by our indexes": lambda: baseline.shaped_by_our_indexes(records),
        "plain SQL, no indexes": lambda: baseline.without_indexes(records),
    }
    for answer in contestants.values():
        answer()  # warm templates, plans and the files in memory
    rounds = in_turns(list(contestants.values()), ROUNDS, REPEATS)
    page, *others = (Times(label, times) for label, times in zip(contestants, rounds, strict=True))
    for times in (page, *others):
        out.write(f"{times.label:28}{statistics.median(times.rounds):>9.0f} ms\n")
    bars = (BAR_WITH, BAR_WITH, BAR_WITHOUT)
    kept = [holds(page, other, bar, out) for other, bar in zip(others, bars, strict=True)]
    return all(kept)


def holds(page: Times, other: Times, bar: float, out: Out) -> bool:
    ratios = [mine / theirs for mine, theirs in zip(page.rounds, other.rounds, strict=True)]
    ratio = statistics.median(ratios)
    kept = ratio <= bar
    spread = f"{min(ratios):.2f}-{max(ratios):.2f}"
    word = "kept" if kept else "NOT KEPT"
    out.write(f"page / {other.label}: {ratio:.2f} (spread {spread}), at most {bar}: {word}\n")
    return kept
