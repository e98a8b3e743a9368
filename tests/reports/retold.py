"""What was done with some stays, told as a list of acts; what still stands of it is folded into stages, without the portal's code."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple

from .by_hand import ByHand, Stage

LEADS_TO = {
    "register": "planned",
    "make_ready": "ready",
    "arrive": "on_site",
    "return": "returned",
    "interrupt": "interrupted",
    "complete": "completed",
    "close": "closed",
    "cancel": "cancelled",
    "void": "voided",
}
TAKES_BACK = {
    "ready": "take_back_ready",
    "on_site": "take_back_arrival",
    "returned": "take_back_return",
    "interrupted": "take_back_early_end",
    "completed": "take_back_completion",
    "closed": "reopen",
    "cancelled": "take_back_cancellation",
    "voided": "restore",
}
GONE = ("cancelled", "voided")


class Act(NamedTuple):
    """One thing that was done with a stay; `on` is its day, `until` the last day of a correction."""

    name: str
    on: date | None = None
    until: date | None = None
    counts: bool = True


@dataclass(frozen=True)
class Told:
    """One record: whose, where to, when planned, and the acts that stand."""

    person: int
    outbound: bool
    planned: tuple[date, date]
    acts: tuple[Act, ...] = ()

    @property
    def state(self) -> str:
        return next(LEADS_TO[act.name] for act in reversed(self.acts) if act.name in LEADS_TO)

    def after(self, act: Act) -> "Told":
        """A move that takes back removes the act that led into the state, and that one alone; others are added."""
        if act.name not in TAKES_BACK.values():
            return replace(self, acts=(*self.acts, act))
        led = max(place for place, one in enumerate(self.acts) if LEADS_TO.get(one.name) == self.state)
        return replace(self, acts=(*self.acts[:led], *self.acts[led + 1 :]))

    @property
    def days(self) -> tuple[date | None, date | None, date | None]:
        """First day, last day, and the day from which an interrupted stay does not count."""
        start = end = None
        counts = True
        for act in self.acts:
            if act.name == "arrive":
                start = act.on
            elif act.name in ("return", "interrupt"):
                end, counts = act.on, act.counts
            elif act.name == "correct" and start:
                start, end = act.on, act.until if end else None
        return start, end, None if counts else end

    @property
    def stage(self) -> Stage:
        start, end, uncounted = self.days
        there = None if self.state in GONE else start
        return Stage(self.person, self.outbound, there, end, self.planned[1], uncounted_from=uncounted)


@dataclass
class Retold:
    """All records and the links between them; `left` keeps the links that a record had when it was taken out."""

    records: list[Told] = field(default_factory=list)
    links: list[tuple[int, int]] = field(default_factory=list)
    left: dict[int, list[tuple[int, int]]] = field(default_factory=dict)

    def copy(self) -> "Retold":
        return Retold(list(self.records), list(self.links), dict(self.left))

    def do(self, place: int, act: Act) -> None:
        was = self.records[place].state
        self.records[place] = self.records[place].after(act)
        state = self.records[place].state
        if was not in GONE and state in GONE:
            self.left[place] = [pair for pair in self.links if place in pair]
            self.links = [pair for pair in self.links if place not in pair]
        if was in GONE and state not in GONE:
            self.links += [pair for pair in self.left.get(place, []) if self.may_link(*pair)]

    def may_link(self, first: int, second: int) -> bool:
        free = all(first != one and second != two for one, two in self.links)
        return free and not {self.records[first].state, self.records[second].state} & set(GONE)

    def counted(self, as_of: date) -> ByHand:
        return ByHand([record.stage for record in self.records], self.links, as_of)

    def event_days(self) -> Iterator[date]:
        for record in self.records:
            yield from (day for act in record.acts for day in (act.on, act.until) if day)
