"""The numbers of one table: everything in a single query, for one stay and for a million."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, Count, F, Q, QuerySet, SmallIntegerField, Value, When
from django.db.models.lookups import Exact

from kanazawa_exchange.lib import prepared
from kanazawa_exchange.lib.period import fiscal_year
from mobility.models import Mobility, Mode
from programs.models import Level

from ..figures import DIRECTIONS, INBOUND, OUTBOUND, UNKNOWN_BAND, UNKNOWN_LEVEL, By, Rule
from .lengths import band, is_provisional
from .rules import as_rule
from .scope import Scope, level

CELL, HEADS, CONTINUING, TWICE, PART, EARLIER, AHEAD = range(7)
NUMBER = SmallIntegerField(null=True)
NOTHING = Value(0, output_field=NUMBER)
EVERY = "actual_starts_on"  # never empty in a stay that counts, and in each of its indexes: the indexes alone answer


@dataclass(frozen=True)
class Share:
    """The people of one part of a cell; `key` is a programme's id, or a place in `keys_of`."""

    key: int
    actual: int
    persons: int
    provisional: int


@dataclass
class Aggregate:
    """Numbers by (year, direction), with the heads of a year and of everything counted anew."""

    actual: dict[tuple[int, str], int] = field(default_factory=dict)
    persons: dict[tuple[int, str], int] = field(default_factory=dict)
    year_persons: dict[int, int] = field(default_factory=dict)
    continuing: dict[tuple[int, str], int] = field(default_factory=lambda: defaultdict(int))
    shares: dict[tuple[int, str], list[Share]] = field(default_factory=lambda: defaultdict(list))
    direction_persons: dict[str, int] = field(default_factory=dict)
    all_persons: int = 0
    undirected: int = 0
    earlier: dict[str, int] = field(default_factory=dict)
    ahead: dict[tuple[int, str], int] = field(default_factory=dict)


def keys_of(by: By, rule: Rule) -> Sequence[str]:
    """The parts of a breakdown in their order, except programmes, which have one of their own."""
    if by == By.BAND:
        return [code for code, *_months in sorted(rule.bands, key=lambda found: found[1])] + [UNKNOWN_BAND]
    return {By.MODE: Mode.values, By.LEVEL: [*Level.values, UNKNOWN_LEVEL]}.get(by, [])


def aggregate(scope: Scope) -> Aggregate:
    """Cells, heads over all years, who goes on from an earlier year, and the breakdown when one is asked for."""
    numbers, last = Aggregate(), fiscal_year(scope.as_of)
    for line in prepared.rows(_lines, scope):
        _note(numbers, line, last)
    return numbers


def _lines(scope: Scope) -> QuerySet[Any, dict[str, int]]:
    """All of it, as the lines of one query."""
    out, inb = (scope.sides.direction(direction) for direction in DIRECTIONS)
    either = {OUTBOUND: out, INBOUND: inb}.get(scope.filters.direction, out | inb)
    stays, year, by = scope.stays(), F("year"), scope.filters.by
    after, up_to = F("after"), F("up_to")
    lines = [
        _heads(_line(stays, HEADS, NOTHING, NOTHING), out, inb, either),
        _stays(_line(scope.continuing(), CONTINUING, after, up_to), out, inb),
        _stays(_line(scope.continuing_twice(), TWICE, after, up_to), out, inb),
        _stays(_line(scope.continuing_by_later_stages(), CONTINUING, after, up_to), out, inb),
    ]
    if scope.filters.first_year is None:
        lines.append(_stays(_line(scope.earlier(), EARLIER, NOTHING, NOTHING), out, inb))
    if (running := scope.running_year) is not None:
        planned = scope.of_first_days()
        ahead = _line(planned.ahead(running), AHEAD, year, NOTHING)
        to, back = (planned.sides.direction(direction) for direction in DIRECTIONS)
        lines.append(_stays(ahead, to, back, one="starts_on"))
    if by != By.DIRECTION:
        parts = scope.with_length(stays) if by == By.BAND else stays
        provisional = is_provisional(scope.as_of) if by == By.BAND else None
        lines.append(_heads(_line(parts, PART, year, _place(scope)), out, inb, either, provisional))
    cells: QuerySet[Any, dict[str, int]] = _heads(_line(stays, CELL, year, NOTHING), out, inb, either)
    return cells.union(*lines, all=True)


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


def _stays(lines: Any, out: Q, inb: Q, one: str = EVERY) -> Any:
    unused = (
        "outbound_persons",
        "inbound_persons",
        "persons",
        "everyone",
        "outbound_provisional",
        "inbound_provisional",
    )
    numbers = {"outbound": Count(one, filter=out), "inbound": Count(one, filter=inb)}
    return lines.annotate(**numbers, **dict.fromkeys(unused, Value(0)))


def _place(scope: Scope) -> Any:
    """The part a stay belongs to, as a number: all lines of the one query have the same columns."""
    by = scope.filters.by
    if by == By.PROGRAM:
        return F("run__program_id")
    rule = as_rule(scope.rule)
    keys = keys_of(by, rule)
    if by == By.BAND:
        return band(rule, {key: place for place, key in enumerate(keys)})
    of_stay = scope.mode() if by == By.MODE else level()
    places = (When(Q(Exact(of_stay, Value(key))), then=Value(place)) for place, key in enumerate(keys))
    return Case(*places, default=Value(len(keys)), output_field=NUMBER)


def _note(numbers: Aggregate, line: Mapping[str, int], last: int) -> None:
    kind, of = line["kind"], line["of"]
    if kind == HEADS:
        numbers.direction_persons = {found: line[f"{found}_persons"] for found in DIRECTIONS}
        numbers.all_persons = line["persons"]
        return
    if kind == EARLIER:
        numbers.earlier = {found: line[found] for found in DIRECTIONS}
        return
    if kind == AHEAD:
        numbers.ahead = {(of, found): line[found] for found in DIRECTIONS}
        return
    if kind == CELL:
        numbers.year_persons[of] = line["persons"]
        numbers.undirected += line["everyone"] - line["outbound"] - line["inbound"]
    for direction in DIRECTIONS:
        number, persons = line[direction], line[f"{direction}_persons"]
        if kind == CELL:
            numbers.actual[of, direction], numbers.persons[of, direction] = number, persons
        elif kind == PART and number:
            share = Share(line["until"], number, persons, line[f"{direction}_provisional"])
            numbers.shares[of, direction].append(share)
        elif kind in (CONTINUING, TWICE):
            for year in range(of + 1, min(line["until"] or last, last) + 1):
                numbers.continuing[year, direction] += number if kind == CONTINUING else -number
