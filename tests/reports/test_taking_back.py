"""Moves, undoings, takings back, voids and restorings in any order: figures of every as-of date equal a recount of what stands."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.refusals import Refused
from kanazawa_exchange.lib.states import Step
from mobility.models import Mobility
from mobility.queries import integrity
from mobility.services import moves, stages
from tests.factories import PersonFactory, World
from tests.mobility.paths import registered

from .by_hand import Cell
from .conftest import Tabulate, cells
from .retold import TAKES_BACK, Act, Retold, Told

WHY = {"reason_code": "other", "reason": "Because it is so"}
STEPS = 70
FORWARD = {
    "planned": (*["make_ready"] * 5, "cancel", "void"),
    "ready": (*["arrive"] * 6, "cancel", "void"),
    "on_site": (*["return"] * 3, "interrupt", "correct", "correct", "void"),
    "returned": ("complete", "correct", "void"),
    "interrupted": ("correct", "void"),
    "completed": ("close", "correct", "void"),
    "closed": ("void",),
    "cancelled": ("void",),
    "voided": (),
}


class Walk:
    """One walk over four people with up to three stays each, over three fiscal years; the portal and the retelling side by side."""

    def __init__(self, world: World, by: User, tabulate: Tabulate, seed: int) -> None:
        self.by, self.tabulate, self.luck = by, tabulate, random.Random(seed)
        self.told, self.stays = Retold(), list[Mobility]()
        self.made = self.seen = 0
        for number in range(4):
            person, outbound = PersonFactory(), number % 2 == 0
            for stay in range(3):
                start = date(2017, 11, 1) + timedelta(days=200 * stay + self.luck.randrange(100))
                planned = start, start + timedelta(days=self.luck.choice([20, 60, 85]))
                places = (world.kanazawa, world.kazan) if outbound else (world.kazan, world.kanazawa)
                record = registered(
                    world,
                    by,
                    person=person,
                    sending=places[0],
                    receiving=places[1],
                    run=world.outbound if outbound else world.inbound,
                    planned_starts_on=planned[0],
                    planned_ends_on=planned[1],
                )
                self.stays.append(record)
                self.told.records.append(Told(number, outbound, planned, (Act("register"),)))

    def go(self, steps: int) -> None:
        for _ in range(steps):
            if self.luck.random() < 0.2:
                self.link()
            else:
                self.move()
            self.compare(self.luck.choice(self.days()))
        for day in self.luck.sample(self.days(), 20):
            self.compare(day)

    def move(self) -> None:
        place = self.luck.randrange(len(self.stays))
        act = self.next_act(self.told.records[place])
        before, kept = self.told.copy(), self.stays[place]
        try:
            self.stays[place] = moves.move(kept, act.name, step_of(act), by=self.by, now=clock.now())
        except Refused:
            return
        self.made += 1
        self.told.do(place, act)
        if self.luck.random() < 0.25:
            self.stays[place] = moves.undo(self.stays[place], by=self.by, now=clock.now())
            self.told = before

    def next_act(self, record: Told) -> Act:
        state = record.state
        back = TAKES_BACK.get(state)
        if back and (self.luck.random() < 0.3 or not FORWARD[state]):
            return Act(back)
        name = self.luck.choice(FORWARD[state])
        start, end, _uncounted = record.days
        shift = timedelta(days=self.luck.randrange(-3, 4))
        if name == "arrive":
            return Act(name, record.planned[0] + shift)
        if name in ("return", "interrupt"):
            assert start
            day = self.luck.choice([record.planned[1], start + timedelta(days=self.luck.randrange(15))])
            return Act(name, day, counts=name == "return" or self.luck.random() < 0.5)
        if name == "correct":
            assert start
            return Act(name, start + shift, end and max(end, start + shift))
        return Act(name, record.planned[1])

    def link(self) -> None:
        first = self.luck.randrange(len(self.stays))
        second = first + self.luck.choice([1, 2])
        if second >= len(self.stays) or self.told.records[first].person != self.told.records[second].person:
            return
        try:
            stages.link_stages(self.stays[first], self.stays[second], by=self.by)
        except Refused:
            return
        assert self.told.may_link(first, second)
        self.told.links.append((first, second))

    def days(self) -> list[date]:
        """The days on which something begins or ends, those before them, and the ends of the fiscal years."""
        days = set(self.told.event_days()) | {date(year, 3, 31) for year in (2018, 2019, 2020)} | {date(2018, 4, 1)}
        return sorted(days | {day - timedelta(days=1) for day in days})

    def compare(self, as_of: date) -> None:
        by_hand = self.told.counted(as_of)
        expected: dict[Cell, int] = dict(by_hand.cells)
        self.seen += sum(expected.values())
        figures = self.tabulate(as_of)
        assert cells(figures) == expected, (as_of, self.told)
        continuing = {(row.fiscal_year, row.direction): row.continuing for row in figures.rows if row.continuing}
        assert continuing == dict(by_hand.continuing), (as_of, self.told)


def step_of(act: Act) -> Step:
    answers: dict[str, object] = {"correct": {"actual_ends_on": act.until}, "interrupt": {"counts": act.counts}}.get(
        act.name, {}
    )
    return Step(act.on, **WHY, answers=answers)


@pytest.fixture
def walk(world: World, sato: User, tabulate: Tabulate) -> Callable[[int], Walk]:
    return lambda seed: Walk(world, sato, tabulate, seed)


def several(walk: Callable[[int], Walk]) -> None:
    """The walks that meet a fault of the controls soonest come first."""
    for seed in (1, 3, 0, 2):
        walk(seed).go(STEPS)


@pytest.mark.parametrize("seed", range(3))
def test_figures_of_every_date_are_those_of_what_stands(walk: Callable[[int], Walk], seed: int) -> None:
    one = walk(seed)
    one.go(STEPS)
    assert one.made > STEPS / 2
    assert one.seen > STEPS
    assert integrity.findings() == ()


def test_a_void_that_did_not_reach_back_would_be_seen(
    walk: Callable[[int], Walk], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: as an event of today the void would leave the figures of earlier dates as they were."""
    monkeypatch.setattr(moves, "MACHINE", replace(moves.MACHINE, first_day=lambda _stay, today: today))
    with pytest.raises(AssertionError):
        several(walk)


def test_an_undoing_that_forgot_the_links_would_be_seen(
    walk: Callable[[int], Walk], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moves, "MACHINE", replace(moves.MACHINE, links=lambda _stay: ()))
    with pytest.raises(AssertionError):
        several(walk)


def test_a_figure_of_another_date_would_be_seen(walk: Callable[[int], Walk], tabulate: Tabulate) -> None:
    one = walk(0)
    one.tabulate = lambda as_of, **filters: tabulate(as_of + timedelta(days=1), **filters)
    with pytest.raises(AssertionError):
        one.go(STEPS)
