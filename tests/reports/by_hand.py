"""The counting rule once more in plain Python, over invented stages and links: the second opinion of the tests."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta

from kanazawa_exchange.lib.period import add_months, fiscal_year

Cell = tuple[int, str]


def band_of(start: date, end: date) -> str:
    """2018-09-01 to 11-30 reaches three months, 2018-09-01 to 11-29 does not."""
    return "from_3" if add_months(start, 3) <= end + timedelta(days=1) else "under_3"


@dataclass(frozen=True)
class Stage:
    """One record. Without a first day nobody has arrived."""

    person: int
    outbound: bool
    starts_on: date | None
    ends_on: date | None = None
    planned_ends_on: date | None = None
    uncounted_from: date | None = None
    category: str = "student"
    mode: str = "in_person"
    level: str = ""
    program: int = 0

    @property
    def year(self) -> int:
        assert self.starts_on
        return fiscal_year(self.starts_on)

    @property
    def direction(self) -> str:
        return "outbound" if self.outbound else "inbound"


@dataclass(frozen=True)
class Stay:
    """Stages that count and are linked, in the order of their days; the first one speaks for all."""

    stages: tuple[Stage, ...]

    @property
    def first(self) -> Stage:
        return self.stages[0]

    @property
    def cell(self) -> Cell:
        return self.first.year, self.first.direction

    @property
    def mode(self) -> str:
        modes = {stage.mode for stage in self.stages}
        return modes.pop() if len(modes) == 1 else "hybrid"

    def band(self, as_of: date) -> str:
        last = self.stages[-1]
        assert self.first.starts_on
        assert last.starts_on
        end = last.ends_on
        if last.planned_ends_on and not (end and end <= as_of):
            end = max(last.planned_ends_on, last.starts_on)
        return "unknown" if end is None else band_of(self.first.starts_on, end)

    def goes_on_in(self, year: int) -> bool:
        """Somebody was there on 1 April, or comes back in this year."""
        if year <= self.first.year:
            return False
        return any(
            (stage.year < year and (stage.ends_on is None or fiscal_year(stage.ends_on) >= year)) or stage.year == year
            for stage in self.stages
        )


@dataclass
class ByHand:
    """What counts of these stages on a day; `links` are pairs of places in the list."""

    stages: list[Stage]
    links: list[tuple[int, int]]
    as_of: date
    categories: frozenset[str] = frozenset({"student"})
    stays: list[Stay] = field(init=False)

    def __post_init__(self) -> None:
        counting = [place for place, stage in enumerate(self.stages) if self.counts(stage)]
        group = {place: {place} for place in counting}
        for one, other in self.links:
            if one in group and other in group and group[one] is not group[other]:
                group[one] |= group[other]
                for place in group[other]:
                    group[place] = group[one]
        groups = {min(places): places for places in group.values()}.values()
        self.stays = [Stay(tuple(self.stages[place] for place in sorted(places, key=self.rank))) for places in groups]

    def counts(self, stage: Stage) -> bool:
        if stage.category not in self.categories or stage.starts_on is None or stage.starts_on > self.as_of:
            return False
        return stage.uncounted_from is None or stage.uncounted_from > self.as_of

    def rank(self, place: int) -> tuple[date, date, int]:
        stage = self.stages[place]
        assert stage.starts_on
        return stage.starts_on, stage.ends_on or date.max, place

    @property
    def cells(self) -> Counter[Cell]:
        return Counter(stay.cell for stay in self.stays)

    @property
    def continuing(self) -> Counter[Cell]:
        last = fiscal_year(self.as_of)
        return Counter(
            (year, stay.first.direction)
            for stay in self.stays
            for year in range(stay.first.year + 1, last + 1)
            if stay.goes_on_in(year)
        )
