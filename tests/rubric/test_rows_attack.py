"""Rows for researchers beside the public page: no few people of one year, direction, programme and level follow from both together."""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from random import Random
from typing import Any

import pytest
from django.test import Client

from kanazawa_exchange.accounts.models import User
from rubric.anonymity import Anonymous, Answered
from rubric.models import Instrument, PublicGroup, PublicRows
from rubric.queries import year_rows
from rubric.suppression.marks import SMALLEST
from tests.rubric import attacks, scoring_worlds, surveys, versions
from tests.rubric.publishing import run_of
from tests.rubric.test_microdata import PAGE, answered

pytestmark = pytest.mark.django_db
YEARS = range(2013, 2018)
Cell = tuple[str, str, str]
"""Direction, programme and level."""
Finest = dict[Cell, int]
LEVELS = ("bachelor", "master")
PLACES = [(way, code, level) for way in ("outbound", "inbound") for code in ("cultural", "basic") for level in LEVELS]


@pytest.fixture
def instrument(sato: User) -> Instrument:
    return surveys.questionnaire(versions.first(sato))


def drawn(chance: Random) -> Finest:
    """Groups of every size around the threshold."""
    found = {place: chance.choice((0, 1, 3, 5, 6, 8)) for place in PLACES}
    return {place: count for place, count in found.items() if count}


def brought_out(world: Any, instrument: Instrument, years: dict[int, Finest]) -> None:
    """All of these years by one run, from the answers on."""
    programs = {"cultural": world.cultural, "basic": world.basic}
    for year, finest in years.items():
        stays: dict[Any, list[Any]] = {}
        for (way, code, level), count in finest.items():
            run = run_of(programs[code], way, year)
            travel = world.sent if way == "outbound" else world.received
            stays.setdefault(run, []).extend(travel(run=run, level=level) for _person in range(count))
        for run, own in stays.items():
            answered(instrument, run, own)
    scoring_worlds.scored(instrument.rubric_version)


def known(office: Client, year: int, finest: Finest) -> Iterator[tuple[tuple[int, ...], int]]:
    """What a reader of page and file knows: of which cells how many people there are together."""
    for group in PublicGroup.objects.filter(year__fiscal_year=year, pairs__isnull=False).select_related("program"):
        code = group.program.code if group.program else ""
        yield row_of(finest, group.direction, {code} if code else set(), ""), group.pairs or 0
    text = office.get(f"{PAGE}csv/").content.decode("utf-8-sig")
    rows = [row for row in csv.DictReader(io.StringIO(text)) if row["fiscal_year"] == str(year)]
    alike = Counter((row["direction"], row["programme"], row["level"]) for row in rows)
    for (way, code, level), count in alike.items():
        named = {other for one, other, _level in alike if one == way and other != "*"}
        codes = {code} if code != "*" else {other for _way, other, _level in finest} - named
        yield row_of(finest, way, codes, "" if level == "*" else level), count


def row_of(finest: Finest, way: str, codes: set[str], level: str) -> tuple[int, ...]:
    return tuple(
        int((not way or one == way) and (not codes or code in codes) and (not level or own == level))
        for one, code, own in finest
    )


def few_found(found: list[tuple[tuple[int, ...], int]], finest: Finest) -> set[tuple[int, ...]]:
    """Cells of 1 to 4 people that equations give, and few people who are a difference of two sums."""
    echelon = attacks._echelon([row for row, _count in found])
    units = [tuple(int(place == other) for other in range(len(finest))) for place in range(len(finest))]
    told = {
        unit
        for unit, count in zip(units, finest.values(), strict=True)
        if count < SMALLEST and not any(attacks._reduced([*unit], echelon))  # type: ignore[arg-type]  # whole numbers
    }
    for (one, many), (other, fewer) in combinations(found, 2):
        for sign in (1, -1):
            rest = tuple(sign * (here - there) for here, there in zip(one, other, strict=True))
            if 0 < sign * (many - fewer) < SMALLEST and set(rest) <= {0, 1}:
                told.add(rest)
    return told


def test_of_many_random_years_none_gives_few_people_away(
    world: Any, instrument: Instrument, sato: User, sign_in: Any
) -> None:
    chance = Random(11)
    years = {year: drawn(chance) for year in YEARS}
    years[2018] = dict.fromkeys(PLACES, 7)
    brought_out(world, instrument, years)
    office = sign_in(sato)

    for year, finest in years.items():
        assert few_found(list(known(office, year, finest)), finest) == set(), year
    assert len(PublicRows.objects.get(year__fiscal_year=2018).rows) == 7 * len(PLACES)


def classes_alone(rows: list[Answered]) -> Anonymous:
    """Of each programme and level by itself whether five stand there."""
    alike = Counter(row.traits for row in rows)
    kept = tuple(replace(row, person=0) for row in rows if alike[row.traits] >= SMALLEST)
    return Anonymous(kept, (len(kept), 0, 0, 0), len(rows) - len(kept))


def test_control_with_the_rows_of_a_part_those_who_are_left_are_told(
    world: Any, instrument: Instrument, sato: User, sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Guards off: rows stand whatever they add up to, and only the classes of a programme that are small are taken away."""
    monkeypatch.setattr(year_rows, "_tell_no_more", lambda *_given: True)
    monkeypatch.setattr(year_rows, "anonymous", classes_alone)
    finest = {("outbound", "cultural", "bachelor"): 8, ("outbound", "cultural", "master"): 3}
    brought_out(world, instrument, {2018: finest})
    assert few_found(list(known(sign_in(sato), 2018, finest)), finest) == {(0, 1)}
