"""The time of a page of the list of records, at its beginning and at nine tenths of its depth, for two readers."""

import statistics
import time
from dataclasses import dataclass
from functools import partial

from django.db import connection

from kanazawa_exchange.accounts.models import User
from mobility.models import Mobility
from mobility.queries import lists
from mobility.queries.runs import Runs

from .measuring import Out, client_of, in_turns, query_count, respond
from .records import fill

ROUNDS, REPEATS = 3, 9
BAR = 2.0
SORTS = ("status", "direction", "program", "year")
ADDRESS, MARK = "/en/mobility-records/", b"<tbody"


@dataclass(frozen=True)
class Result:
    """One reader's medians in milliseconds, the ratio of the deep page to the first, and its spread over the rounds."""

    reader: str
    first: float
    deep: float
    ratio: float
    spread: tuple[float, float]
    queries: tuple[int, int]

    def __str__(self) -> str:
        spread = f"{self.spread[0]:.2f}-{self.spread[1]:.2f}"
        queries = "/".join(map(str, self.queries))
        return f"{self.reader:32}{self.first:>10.1f}{self.deep:>10.1f}{self.ratio:>8.2f}{spread:>14}{queries:>10}"


def run(mobilities: int, out: Out) -> bool:
    """Fill an empty, migrated database with so many records, measure, print; True when every ratio is within the bar."""
    began = time.monotonic()
    office, coordinator = fill(mobilities)
    out.write(f"{connection.vendor}: {mobilities:,} records in {time.monotonic() - began:.0f} s\n")
    out.write(f"{'reader':32}{'first ms':>10}{'90 % ms':>10}{'ratio':>8}{'spread':>14}{'queries':>10}\n")
    results = [measure("office", office), measure("coordinator of one programme", coordinator)]
    results += [measure(f"office, by {word}", office, word) for word in lists.orders(Runs.read()) if word in SORTS]
    for result in results:
        out.write(f"{result}\n")
    kept = all(result.ratio <= BAR for result in results)
    out.write(f"deep page at most {BAR:g} times the first: {'kept' if kept else 'NOT KEPT'}\n")
    return kept


def measure(reader: str, user: User, word: str = "dates") -> Result:
    """Whole responses of both pages, taken in turns; one request of each beforehand warms templates and pools."""
    client = client_of(user)
    sort = "" if word == "dates" else f"?sort={word}"
    deep = f"{ADDRESS}{sort or '?'}{sort and '&'}after={place_at(user, 0.9, word)}"
    pages = [partial(respond, client, address, MARK) for address in (f"{ADDRESS}{sort}", deep)]
    for page in pages:
        page()
    queries = (query_count(pages[0]), query_count(pages[1]))
    first, deep = in_turns(pages, ROUNDS, REPEATS)
    ratios = [later / earlier for earlier, later in zip(first, deep, strict=True)]
    spread = (min(ratios), max(ratios))
    return Result(reader, statistics.median(first), statistics.median(deep), statistics.median(ratios), spread, queries)


def place_at(user: User, depth: float, word: str = "dates") -> str:
    """The place so far down the list of this reader; found once by counting, which no page does."""
    order = lists.orders(Runs.read())[word]
    stays = lists.in_scope(Mobility.objects.all(), user, Runs.read()).order_by("-starts_on", "-id")
    left = int(stays.count() * depth)
    for group in getattr(order, "groups", ()):
        part = stays.filter(group.rows)
        if left < (count := part.count()):
            stay = part[left]
            stay.group = group.name
            return order.sealed(stay)
        left -= count
    return order.sealed(stays[left])
