"""Balance, table and a count by hand agree on two thousand invented records."""

import random
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from kanazawa_exchange.lib.copy import insert_rows
from kanazawa_exchange.lib.localized import localized
from mobility.queries.reciprocity import reciprocity
from partners.models import Agreement
from reports.figures import By, Filters
from reports.models import CountingRule
from reports.queries.scope import scope_of
from tests.factories import World

from .by_hand import ByHand, Stage
from .conftest import Tabulate, cells

D = date
FIRST, LAST = D(2017, 4, 1), D(2021, 3, 31)


@dataclass
class Records:
    """Invented stages in the order of their entry, and the links between them as pairs of places."""

    stages: list[Stage] = field(default_factory=list)
    links: list[tuple[int, int]] = field(default_factory=list)

    @property
    def event_days(self) -> list[date]:
        days = {day for stage in self.stages for day in (stage.starts_on, stage.ends_on, stage.uncounted_from) if day}
        return sorted(days)


def invented(seed: int, number: int) -> Records:
    """Chains of up to four stages: interrupted, voided, corrected into another order, overlapping online, never back."""
    luck, records = random.Random(seed), Records()
    for person in range(number):
        day, outbound = FIRST + timedelta(days=luck.randrange(900)), luck.random() < 0.6
        online, last = luck.random() < 0.3, None
        for _ in range(luck.choice([1, 1, 2, 2, 3, 4])):
            stage = a_stage(luck, person, outbound, day, online)
            records.stages.append(stage)
            place = len(records.stages) - 1
            if last is not None and luck.random() < 0.8:
                records.links.append((last, place))
            last = place
            end = stage.ends_on or stage.planned_ends_on
            assert end
            day = (
                day + timedelta(days=luck.randrange(1, 300)) if online else end + timedelta(days=luck.randrange(1, 200))
            )
        if len(records.stages) >= number:
            break
    ends = Counter(place for pair in records.links for place in pair)
    records.links = [
        pair[::-1] if ends[pair[0]] == ends[pair[1]] == 1 and luck.random() < 0.3 else pair for pair in records.links
    ]
    return replace(
        records, stages=records.stages[:number], links=[pair for pair in records.links if max(pair) < number]
    )


def a_stage(luck: random.Random, person: int, outbound: bool, day: date, online: bool) -> Stage:
    end = day + timedelta(days=luck.choice([0, 6, 13, 59, 90, 181, 364]))
    kind = luck.choice(["planned", "on_site", "returned", "returned", "returned", "interrupted", "voided"])
    stage = Stage(
        person,
        outbound,
        starts_on=None if kind == "planned" else day,
        ends_on=None if kind in ("planned", "on_site") else end,
        planned_ends_on=end,
        category=luck.choice(["student"] * 6 + ["researcher"]),
        mode=luck.choice(["online"] if online else ["in_person", "hybrid"]),
        level=luck.choice(["bachelor", "master", ""]),
    )
    uncounted = {"voided": day, "interrupted": luck.choice([end, None])}
    return replace(stage, uncounted_from=uncounted.get(kind))


def status_of(stage: Stage) -> dict[str, Any]:
    if stage.starts_on is None:
        return {"status": "planned"}
    if stage.uncounted_from == stage.starts_on:
        return {"status": "voided"}
    if stage.uncounted_from:
        return {"status": "interrupted", "interruption_counts": False}
    return {"status": "returned" if stage.ends_on else "on_site"}


def enter(world: World, records: Records, agreement: Agreement) -> None:
    """All records in three statements, and the numbers about them that a server gathers of rows which stay.

    Without those it takes the tables for empty and joins row by row, for minutes.
    """
    now = timezone.now()
    tracked = {"version": 1, "created_at": now, "updated_at": now}
    people = sorted({stage.person for stage in records.stages})
    person = {**tracked, "student_number": "", "nationality": "JP", "sort_ja": "", "sort_ru": "", "sort_en": ""}
    offset = 1_000_000
    insert_rows("accounts_person", ["id", "uid", *person], ([offset + n, uuid4(), *person.values()] for n in people))
    rows = [row_of(world, stage, agreement) | tracked for stage in records.stages]
    insert_rows(
        "mobility_mobility",
        ["id", "uid", "person_id", *rows[0]],
        ([offset + n, uuid4(), offset + records.stages[n].person, *row.values()] for n, row in enumerate(rows)),
    )
    insert_rows(
        "mobility_stagelink",
        ["uid", "first_id", "second_id", *tracked],
        ([uuid4(), offset + one, offset + two, *tracked.values()] for one, two in records.links),
    )
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def row_of(world: World, stage: Stage, agreement: Agreement) -> dict[str, Any]:
    home, away = world.kanazawa.pk, world.kazan.pk
    first = stage.starts_on or D(2017, 4, 1)
    return {
        "sending_id": home if stage.outbound else away,
        "receiving_id": away if stage.outbound else home,
        "run_id": (world.outbound if stage.outbound else world.inbound).pk,
        "agreement_id": agreement.pk,
        "activity": "studies",
        "mode": stage.mode,
        "category": stage.category,
        "level": stage.level,
        "planned_starts_on": first if stage.starts_on else D(2017, 4, 1),
        "planned_ends_on": max(stage.planned_ends_on or first, first),
        "actual_starts_on": stage.starts_on,
        "actual_ends_on": stage.ends_on,
        "uncounted_from": stage.uncounted_from,
        "interruption_counts": None,
        "leads_to_degree": False,
        "residence_status": "",
        "note": "",
    } | status_of(stage)


def telling(records: Records, step: int) -> list[date]:
    """Every so many of the days on which something happened, and each around the turn of a year or on which a stay stops to count."""
    turns = {date(year, 4, 1) + timedelta(days=n) for year in range(2017, 2024) for n in range(-3, 4)}
    turns |= {stage.uncounted_from for stage in records.stages if stage.uncounted_from}
    days = records.event_days
    return sorted({*days[::step], *turns.intersection(days)})


def balanced(agreement: Agreement, world: World, as_of: date) -> dict[tuple[int, str], int]:
    """The balance of the agreement as the cells of a table."""
    home = str(localized(world.kanazawa, "name"))
    flows = [
        (year.fiscal_year, flow)
        for year in reciprocity(agreement, as_of).years
        for pair in year.pairs
        for flow in (pair.there, pair.back)
    ]
    return {
        (year, "outbound" if str(flow.sending) == home else "inbound"): flow.count for year, flow in flows if flow.count
    }


@pytest.mark.parametrize("seed", range(4))
def test_balance_table_and_a_count_by_hand_agree(world: World, tabulate: Tabulate, seed: int) -> None:
    records = invented(seed, 500)
    agreement = Agreement.objects.create(title_en="Exchange", type="exchange", scope="university")
    enter(world, records, agreement)
    days = records.event_days
    for as_of in [*random.Random(seed).sample(days, 3), D(2019, 3, 31), days[-1]]:
        compare(world, tabulate, records, agreement, as_of, By.MODE if as_of.day % 2 else By.BAND)


@pytest.mark.faults
def test_they_agree_on_days_of_every_kind_on_which_something_happened(world: World, tabulate: Tabulate) -> None:
    records = invented(9, 500)
    agreement = Agreement.objects.create(title_en="Exchange", type="exchange", scope="university")
    enter(world, records, agreement)
    for as_of in telling(records, step=5):
        compare(world, tabulate, records, agreement, as_of, By.MODE if as_of.day % 2 else By.BAND)


def compare(world: World, tabulate: Tabulate, records: Records, agreement: Agreement, as_of: date, by: By) -> None:
    mine = ByHand(records.stages, records.links, as_of)
    table = tabulate(as_of, by=by)
    assert cells(table) == mine.cells, as_of
    assert balanced(agreement, world, as_of) == mine.cells, as_of
    continuing = {(row.fiscal_year, row.direction): row.continuing for row in table.rows if row.continuing}
    shown = {year.fiscal_year for year in table.years}
    assert continuing == {cell: number for cell, number in mine.continuing.items() if cell[0] in shown}, as_of
    counting = CountingRule.objects.get(code="mext")
    for row in table.rows:
        behind = scope_of(world.project, counting, as_of, Filters(direction=row.direction))
        assert behind.going_on(row.fiscal_year).count() == row.continuing, as_of
        here = [stay for stay in mine.stays if stay.cell == (row.fiscal_year, row.direction)]
        parts = Counter(stay.mode if by == By.MODE else stay.band(as_of) for stay in here)
        assert {part.key: part.actual for part in row.parts} == parts, as_of
