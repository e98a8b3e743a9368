"""Figures: their parts, their rates and the findings in them. Keys and numbers only, no sentences."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from kanazawa_exchange.lib.localized import Localized
from kanazawa_exchange.lib.named import Named
from kanazawa_exchange.lib.period import fiscal_year, fiscal_year_bounds
from programs.queries.targets import Plan

OUTBOUND, INBOUND = "outbound", "inbound"
DIRECTIONS = (OUTBOUND, INBOUND)
UNKNOWN_BAND = "unknown"  # neither an end nor a planned end is recorded
UNKNOWN_LEVEL = "none"  # no level is recorded


def rate(actual: int, plan: int | None, decimals: int = 1) -> Decimal | None:
    """計画比: actual ÷ plan in percent, rounded half up; None where the plan is missing or 0."""
    if not plan:
        return None
    step = Decimal(1).scaleb(-decimals)
    return (Decimal(actual) * 100 / Decimal(plan)).quantize(step, rounding=ROUND_HALF_UP)


class By(StrEnum):
    """Into what each figure may be broken down."""

    DIRECTION = "direction"
    PROGRAM = "program"
    MODE = "mode"
    BAND = "band"
    LEVEL = "level"


@dataclass(frozen=True)
class Filters:
    """What is asked for. Empty means all; `by` breaks each figure down."""

    first_year: int | None = None
    last_year: int | None = None
    direction: str = ""
    program: Named | None = None
    partner: Named | None = None
    level: str = ""
    mode: str = ""
    band: str = ""
    by: By = By.DIRECTION

    @property
    def directions(self) -> tuple[str, ...]:
        return (self.direction,) if self.direction else DIRECTIONS

    @property
    def narrows(self) -> bool:
        """True when people are left out by something the plan knows nothing of; then no plan stands beside them."""
        return bool(self.partner or self.level or self.mode or self.band)


def open_year(as_of: date) -> int | None:
    """The fiscal year that still runs on that day; None on its last day, on which it can be judged."""
    year = fiscal_year(as_of)
    return year if as_of < fiscal_year_bounds(year)[1] else None


@dataclass(frozen=True)
class Figure:
    """A plan and the people counted against it. `plan_base` is None where there is no plan.

    While its year runs (`is_open`) a figure is not judged: it has neither difference nor rate. `ahead` are the stays that are
    planned for the rest of it; they are never part of `actual`. `persons` is None where nobody counted the heads. `notes` are
    the numbers of the ※ at the plan; `split_unknown` says that nobody knows how much of it is base and how much increase.
    """

    plan_base: int | None = None
    plan_increase: int = 0
    actual: int = 0
    persons: int | None = 0
    provisional: int = 0
    is_open: bool = False
    ahead: int = 0
    notes: tuple[int, ...] = ()
    split_unknown: bool = False

    @property
    def plan(self) -> int | None:
        return None if self.plan_base is None else self.plan_base + self.plan_increase

    @property
    def is_judged(self) -> bool:
        """Whether actual and plan may be held against each other."""
        return self.plan is not None and not self.is_open

    @property
    def difference(self) -> int | None:
        return self.actual - self.plan if self.plan is not None and self.is_judged else None

    @property
    def rate(self) -> Decimal | None:
        """In percent with one decimal, for tables and exports."""
        return rate(self.actual, self.plan) if self.is_judged else None

    @property
    def whole_rate(self) -> Decimal | None:
        """In whole percent, for the screen."""
        return rate(self.actual, self.plan, 0) if self.is_judged else None


@dataclass(frozen=True, kw_only=True)
class Part(Figure):
    """A figure's share of one programme, mode, level or band. `provisional`: so many whose end is only planned."""

    key: str
    program: Named | None = None


@dataclass(frozen=True, kw_only=True)
class Row(Figure):
    """One fiscal year and direction. `continuing` came in an earlier year and is never part of `actual`."""

    fiscal_year: int
    direction: str
    continuing: int = 0
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Total(Figure):
    """A sum over rows; `persons` is counted anew, as one person may stand in several rows.

    Like is compared with like: a sum that holds people without a plan, or a year that runs, `is_mixed` and has neither
    difference nor rate. `judged` is then the sum of the rows that can be compared with their plan, if there are any.
    """

    is_mixed: bool = False
    judged: "Total | None" = None

    @property
    def is_judged(self) -> bool:
        return self.plan is not None and not self.is_mixed

    @property
    def comparable(self) -> "Total | None":
        """As much of the sum as can be compared with its plan."""
        return self if self.is_judged else self.judged


def total(rows: Iterable[Figure], persons: int, judged_persons: int | None = None) -> Total:
    """The sum of rows, with the head count of all of them together, and that of those that can be judged where it is known."""
    rows = list(rows)
    judged = [row for row in rows if row.is_judged]
    whole = _sum(rows, persons)
    part = _sum(judged, judged[0].persons if len(judged) == 1 else judged_persons)
    if (part.actual, part.plan) == (whole.actual, whole.plan):
        return whole
    return replace(whole, is_mixed=True, judged=part if judged else None)


def _sum(rows: list[Figure], persons: int | None) -> Total:
    planned = [row for row in rows if row.plan_base is not None]
    return Total(
        plan_base=sum(row.plan_base or 0 for row in planned) if planned else None,
        plan_increase=sum(row.plan_increase for row in planned),
        actual=sum(row.actual for row in rows),
        persons=persons,
        is_open=any(row.is_open for row in rows),
        ahead=sum(row.ahead for row in rows),
        split_unknown=any(row.split_unknown for row in planned),
    )


@dataclass(frozen=True)
class Year:
    """The rows of one fiscal year and their sum."""

    fiscal_year: int
    rows: tuple[Row, ...]
    total: Total

    @property
    def is_silent(self) -> bool:
        """No plan, nobody counted, nobody who goes on or is still to come: nothing to say."""
        return all(row.plan is None and not (row.actual or row.continuing or row.ahead) for row in self.rows)


@dataclass(frozen=True)
class Rule:
    """The counting rule a figure was made with; bands are (code, from months, below months).

    `people` is the one category that it counts, or “participant” where there are several.
    """

    code: str
    number: int
    name: Localized
    description: Localized
    people: str
    bands: tuple[tuple[str, int, int | None], ...]


@dataclass(frozen=True)
class PlanActual:
    """Plan against actual of one project at one date by one rule: what page, PDF, workbook and CSV all print."""

    project: Named
    rule: Rule
    as_of: date
    filters: Filters
    years: tuple[Year, ...]
    totals: Mapping[str, Total]  # by direction
    total: Total
    plan: Plan | None
    silent_years: tuple[int, ...] = ()  # of the project, left out: no plan and nobody counted
    earlier: int = 0  # of fiscal years before the project's first, which are not shown unless asked for
    undirected: int = 0  # both or neither side is ours: a fault of the data, never counted

    @property
    def rows(self) -> tuple[Row, ...]:
        return tuple(row for year in self.years for row in year.rows)

    @property
    def told_years(self) -> tuple[Year, ...]:
        """The years that say something; all, where none does."""
        return tuple(year for year in self.years if not year.is_silent) or self.years

    @property
    def untold_years(self) -> tuple[int, ...]:
        """The years that pictures leave out, and of which the notes say so."""
        told = {year.fiscal_year for year in self.told_years}
        return (*(year.fiscal_year for year in self.years if year.fiscal_year not in told), *self.silent_years)

    @property
    def judged_years(self) -> tuple[int, ...]:
        """The years in which at least one direction can be compared with its plan."""
        return tuple(dict.fromkeys(row.fiscal_year for row in self.rows if row.is_judged))

    @property
    def first_year(self) -> int | None:
        return self.years[0].fiscal_year if self.years else None

    @property
    def last_year(self) -> int | None:
        return self.years[-1].fiscal_year if self.years else None

    @property
    def largest(self) -> int:
        return max((max(row.actual + row.ahead, row.plan or 0) for row in self.rows), default=0)
