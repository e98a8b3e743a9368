"""What does the database count for one table? Everything in a single query, for one stay and for a million."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, Count, F, Q, QuerySet, SmallIntegerField, Value, When
from django.db.models.functions import Coalesce

from kanazawa_exchange.lib.period import fiscal_year
from mobility.models import Mobility, Mode
from mobility.models.mobilities import FiscalYear
from programs.models import Level

from ..counting import DIRECTIONS, INBOUND, OUTBOUND, UNKNOWN_BAND, By, Rule
from .counted import Counting
from .lengths import band, is_provisional
from .rules import told

CELL, HEADS, CONTINUING, PART = 0, 1, 2, 3
NUMBER = SmallIntegerField(null=True)
NOTHING = Value(0, output_field=NUMBER)
EVERY = "actual_starts_on"  # never empty in what is counted, and in every index of counting: the indexes alone answer


@dataclass(frozen=True)
class Share:
    """The people of one part of a cell; `key` is a programme's id, or a place in `keys_of`."""

    key: int
    actual: int
    persons: int
    provisional: int


@dataclass
class Counts:
    """Numbers by (year, direction), with the heads of a year and of everything counted anew."""

    actual: dict[tuple[int, str], int] = field(default_factory=dict)
    persons: dict[tuple[int, str], int] = field(default_factory=dict)
    year_persons: dict[int, int] = field(default_factory=dict)
    continuing: dict[tuple[int, str], int] = field(default_factory=lambda: defaultdict(int))
    shares: dict[tuple[int, str], list[Share]] = field(default_factory=lambda: defaultdict(list))
    direction_persons: dict[str, int] = field(default_factory=dict)
    all_persons: int = 0
    undirected: int = 0


def keys_of(by: By, rule: Rule) -> Sequence[str]:
    """The parts of a breakdown in their order, except programmes, which have one of their own."""
    if by == By.BAND:
        return [code for code, *_months in sorted(rule.bands, key=lambda found: found[1])] + [UNKNOWN_BAND]
    return {By.MODE: Mode.values, By.LEVEL: [*Level.values, ""]}.get(by, [])


def count(counting: Counting) -> Counts:
    """Cells, heads over all years, who goes on from an earlier year, and the breakdown when one is asked for."""
    out, inb = (counting.sides.direction(direction) for direction in DIRECTIONS)
    either = {OUTBOUND: out, INBOUND: inb}.get(counting.filters.direction, out | inb)
    once, year = counting.once(), F("year")
    before = year - Value(1, output_field=NUMBER)
    until = Coalesce(FiscalYear("actual_ends_on"), NOTHING)
    lines = [
        _heads(_line(once, HEADS, NOTHING, NOTHING), out, inb, either),
        _stays(_line(counting.continuing(), CONTINUING, year, until), out, inb),
        _stays(_line(counting.resumed(), CONTINUING, before, year), out, inb),
    ]
    if counting.filters.by != By.DIRECTION:
        provisional = is_provisional(counting.as_of) if counting.filters.by == By.BAND else None
        lines.append(_heads(_line(once, PART, year, _place(counting)), out, inb, either, provisional))
    counts, last = Counts(), fiscal_year(counting.as_of)
    for line in _heads(_line(once, CELL, year, NOTHING), out, inb, either).union(*lines, all=True):
        _note(counts, line, last)
    return counts


def _line(stays: QuerySet[Mobility], kind: int, of: Any, until: Any) -> Any:
    return stays.annotate(kind=Value(kind), of=of, until=until).values("kind", "of", "until")


def _heads(lines: Any, out: Q, inb: Q, either: Q, provisional: Q | None = None) -> Any:
    # Count("*"), never Count("id"), and persons without a join: so the index alone answers
    return lines.annotate(
        outbound=Count(EVERY, filter=out),
        inbound=Count(EVERY, filter=inb),
        outbound_persons=Count("person_id", filter=out, distinct=True),
        inbound_persons=Count("person_id", filter=inb, distinct=True),
        persons=Count("person_id", filter=either, distinct=True),
        everyone=Count("*"),
        outbound_provisional=Count(EVERY, filter=out & provisional) if provisional else Value(0),
        inbound_provisional=Count(EVERY, filter=inb & provisional) if provisional else Value(0),
    )


def _stays(lines: Any, out: Q, inb: Q) -> Any:
    unused = (
        "outbound_persons",
        "inbound_persons",
        "persons",
        "everyone",
        "outbound_provisional",
        "inbound_provisional",
    )
    counted = {"outbound": Count(EVERY, filter=out), "inbound": Count(EVERY, filter=inb)}
    return lines.annotate(**counted, **dict.fromkeys(unused, Value(0)))


def _place(counting: Counting) -> Any:
    """The part a stay belongs to, as a number: all lines of the one query have the same columns."""
    by = counting.filters.by
    if by == By.PROGRAM:
        return F("run__program_id")
    rule = told(counting.rule)
    keys = keys_of(by, rule)
    if by == By.BAND:
        return band(rule, counting.as_of, {key: place for place, key in enumerate(keys)})
    places = (When(**{by.value: key}, then=Value(place)) for place, key in enumerate(keys))
    return Case(*places, default=Value(len(keys)), output_field=NUMBER)


def _note(counts: Counts, line: Mapping[str, int], last: int) -> None:
    kind, of = line["kind"], line["of"]
    if kind == HEADS:
        counts.direction_persons = {found: line[f"{found}_persons"] for found in DIRECTIONS}
        counts.all_persons = line["persons"]
        return
    if kind == CELL:
        counts.year_persons[of] = line["persons"]
        counts.undirected += line["everyone"] - line["outbound"] - line["inbound"]
    for direction in DIRECTIONS:
        number, persons = line[direction], line[f"{direction}_persons"]
        if kind == CELL:
            counts.actual[of, direction], counts.persons[of, direction] = number, persons
        elif kind == PART and number:
            share = Share(line["until"], number, persons, line[f"{direction}_provisional"])
            counts.shares[of, direction].append(share)
        elif kind == CONTINUING:
            for year in range(of + 1, min(line["until"] or last, last) + 1):
                counts.continuing[year, direction] += number
