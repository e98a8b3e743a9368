"""Each counted stay stands in exactly one cell: sums over every breakdown, any order of entry, and a second opinion in Python."""

import random
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kanazawa_exchange.lib.period import add_months
from mobility.models import Mobility
from reports.figures import By, PlanActual
from reports.queries import aggregate
from tests.factories import PersonFactory, RunFactory, StageLinkFactory, World

from .by_hand import ByHand, Stage, band_of
from .by_hand import Stay as LinkedStay
from .conftest import END_OF_2018, PUBLISHED, Tabulate, cells

D = date


@dataclass(frozen=True)
class Stay:
    """One invented record, before it is entered."""

    person: int
    outbound: bool
    program: int
    status: str
    category: str
    mode: str
    level: str
    start: date
    days: int
    counts: bool
    linked: bool

    @property
    def end(self) -> date:
        return self.start + timedelta(days=self.days)


def some_stays(seed: int, number: int) -> list[Stay]:
    """Stays of a few people, one after another in time, so that nobody is in two places at once."""
    luck = random.Random(seed)
    stays = []
    for person in range(max(1, number // 3)):
        day = D(2017, 4, 1) + timedelta(days=luck.randrange(200))
        for _ in range(luck.randrange(1, 6)):
            stays.append(
                Stay(
                    person=person,
                    outbound=luck.random() < 0.6,
                    program=luck.randrange(2),
                    status=luck.choice(
                        ["planned", "cancelled", "on_site", "returned", "closed", "voided", "interrupted"]
                    ),
                    category=luck.choice(["student", "student", "student", "physician"]),
                    mode=luck.choice(["in_person", "online", "hybrid"]),
                    level=luck.choice(["bachelor", "master", "doctor", ""]),
                    start=day,
                    days=luck.choice([0, 8, 13, 40, 89, 90, 91, 200]),
                    counts=luck.random() < 0.5,
                    linked=luck.random() < 0.25,
                )
            )
            day = stays[-1].end + timedelta(days=luck.randrange(1, 120))
            if stays[-1].status == "on_site":
                break  # still there
    return stays[:number]


def enter(world: World, stays: list[Stay], order: list[int]) -> None:
    people = {person: PersonFactory() for person in {stay.person for stay in stays}}
    runs = {
        (True, 0): world.outbound,
        (False, 0): world.inbound,
        (True, 1): world.basic_outbound,
        (False, 1): RunFactory(program=world.basic, direction="inbound"),
    }
    entered: dict[int, Mobility] = {}
    for place in order:
        entered[place] = _enter(world, stays[place], people[stays[place].person], runs)
    for place, stay in enumerate(stays):
        if stay.linked and place and stays[place - 1].person == stay.person:
            StageLinkFactory(first=entered[place - 1], second=entered[place])


def _enter(world: World, stay: Stay, person: object, runs: dict[tuple[bool, int], object]) -> Mobility:
    made: Callable[..., Mobility] = world.sent if stay.outbound else world.received
    arrived = stay.status not in ("planned", "cancelled")
    over = arrived and stay.status != "on_site"
    fields: dict[str, object] = {}
    if stay.status == "voided":
        fields["uncounted_from"] = stay.start
    if stay.status == "interrupted":
        fields = {"interruption_counts": stay.counts, "uncounted_from": None if stay.counts else stay.end}
    return made(
        person=person,
        run=runs[stay.outbound, stay.program],
        **{name: getattr(stay, name) for name in ("status", "category", "mode", "level")},
        planned_starts_on=stay.start,
        planned_ends_on=stay.end,
        actual_starts_on=stay.start if arrived else None,
        actual_ends_on=stay.end if over else None,
        **fields,
    )


# --- The second opinion: plain Python over the same records ---------------------------------------------------------------


def by_hand(stays: list[Stay], as_of: date) -> ByHand:
    links = [
        (place - 1, place)
        for place, stay in enumerate(stays)
        if stay.linked and place and stays[place - 1].person == stay.person
    ]
    return ByHand([stage_of(stay) for stay in stays], links, as_of)


def stage_of(stay: Stay) -> Stage:
    arrived = stay.status not in ("planned", "cancelled")
    uncounted = {"voided": stay.start, "interrupted": None if stay.counts else stay.end}
    return Stage(
        stay.person,
        stay.outbound,
        starts_on=stay.start if arrived else None,
        ends_on=stay.end if arrived and stay.status != "on_site" else None,
        planned_ends_on=stay.end,
        uncounted_from=uncounted.get(stay.status),
        category=stay.category,
        mode=stay.mode,
        level=stay.level,
        program=stay.program,
    )


def key_of(stay: LinkedStay, by: By, as_of: date) -> str:
    if by == By.BAND:
        return stay.band(as_of)
    return {
        By.PROGRAM: ("cultural", "basic")[stay.first.program],
        By.MODE: stay.mode,
        By.LEVEL: stay.first.level or "none",
    }[by]


def agree(table: PlanActual, stays: list[Stay], as_of: date) -> None:
    """The table says what Python says: cells, heads, sums and parts."""
    mine = by_hand(stays, as_of).stays
    assert cells(table) == Counter(stay.cell for stay in mine)
    assert table.total.actual == len(mine)
    assert table.total.persons == heads(mine)
    for row in table.rows:
        here = [stay for stay in mine if stay.cell == (row.fiscal_year, row.direction)]
        assert row.persons == heads(here) <= row.actual
        if table.filters.by != By.DIRECTION:
            parts = Counter(key_of(stay, table.filters.by, as_of) for stay in here)
            assert {part.key: part.actual for part in row.parts} == parts
    for year in table.years:
        assert year.total.persons == heads(stay for stay in mine if stay.first.year == year.fiscal_year)
    for side, total in table.totals.items():
        assert total.persons == heads(stay for stay in mine if stay.first.direction == side)


def heads(stays: Iterable[LinkedStay]) -> int:
    return len({stay.first.person for stay in stays})


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    seed=st.integers(0, 10_000),
    number=st.integers(1, 14),
    as_of=st.dates(D(2017, 3, 1), D(2021, 3, 31)),
    by=st.sampled_from(By),
)
def test_the_database_counts_what_python_counts(
    world: World, tabulate: Tabulate, seed: int, number: int, as_of: date, by: By
) -> None:
    from django.db import transaction

    stays = some_stays(seed, number)
    with transaction.atomic():
        enter(world, stays, random.Random(seed).sample(range(len(stays)), len(stays)))
        agree(tabulate(as_of, by=by), stays, as_of)
        transaction.set_rollback(True)


@pytest.mark.parametrize("by", [by for by in By if by != By.DIRECTION])
def test_the_parts_of_every_breakdown_add_up_to_the_figure(world: World, tabulate: Tabulate, by: By) -> None:
    stays = some_stays(7, 40)
    enter(world, stays, list(range(len(stays))))

    table = tabulate(D(2021, 3, 31), by=by)

    assert table.total.actual > 10
    for row in table.rows:
        assert sum(part.actual for part in row.parts) == row.actual
        assert all(part.persons <= part.actual for part in row.parts)


def test_a_stay_counted_twice_at_the_border_would_be_seen(
    world: World, tabulate: Tabulate, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: a count that puts a stay into both years it touches breaks the sum."""
    world.sent(actual_starts_on=D(2018, 3, 28), actual_ends_on=D(2018, 4, 10))
    stay = Stay(0, True, 0, "returned", "student", "in_person", "bachelor", D(2018, 3, 28), 13, True, False)
    agree(tabulate(), [stay], END_OF_2018)
    honest = aggregate._note

    def twice(table: aggregate.Aggregate, line: dict[str, int], last: int) -> None:
        honest(table, line, last)
        if line["kind"] == aggregate.CONTINUING:
            table.actual[line["until"], "outbound"] = line["outbound"]

    monkeypatch.setattr(aggregate, "_note", twice)

    with pytest.raises(AssertionError):
        agree(tabulate(), [stay], END_OF_2018)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_order_of_entry_does_not_matter(world: World, tabulate: Tabulate, seed: int) -> None:
    stays = [replace(stay, person=place) for place, stay in enumerate(some_stays(3, 15))]
    order = list(range(len(stays)))
    random.Random(seed).shuffle(order)
    enter(world, stays, order)

    agree(tabulate(D(2021, 3, 31)), stays, D(2021, 3, 31))


def test_the_published_table_comes_out_exactly(published: World, tabulate: Tabulate) -> None:
    table = tabulate()

    assert {(row.fiscal_year, row.direction): (row.plan, row.actual) for row in table.rows} == PUBLISHED
    assert [str(row.rate) for row in table.rows] == ["190.0", "120.0", "185.7", "217.6"]
    assert [str(total.rate) for total in table.totals.values()] == ["187.3", "195.5"]
    assert (table.total.plan, table.total.actual, str(table.total.rate)) == (77, 146, "189.6")


def test_a_year_earlier_nobody_of_the_second_year_is_counted(published: World, tabulate: Tabulate) -> None:
    table = tabulate(D(2018, 3, 31))

    assert {(row.fiscal_year, row.direction): row.actual for row in table.rows} == {
        (2017, "outbound"): 38,
        (2017, "inbound"): 6,
    }


def test_months_are_added_alike_in_python_and_in_the_database(world: World, tabulate: Tabulate) -> None:
    """Every first day of a quarter year whose third month ends early, with the last day that is too short and the next one."""
    bands = []
    for day in (D(2018, 11, 28) + timedelta(days=n) for n in range(4)):
        reaches = add_months(day, 3) - timedelta(days=1)
        for end in (reaches - timedelta(days=1), reaches):
            world.sent(actual_starts_on=day, actual_ends_on=end)
            bands.append(band_of(day, end))

    parts = tabulate(D(2019, 3, 31), by=By.BAND, first_year=2018, direction="outbound").rows[0].parts

    assert {part.key: part.actual for part in parts} == Counter(bands)
