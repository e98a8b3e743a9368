"""What figures say about their plans: a verdict for each direction over the years that have ended, and the year that runs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from .figures import INBOUND, OUTBOUND, PlanActual, Row, open_year


class Verdict(StrEnum):
    """How a direction did against its plan over the years that have one and have ended."""

    ABOVE = "above"  # more than planned in every year
    REACHED = "reached"  # as many as planned or more in every year
    BELOW = "below"  # fewer in every year
    MIXED = "mixed"
    NONE = "none"  # nothing to compare


@dataclass(frozen=True)
class Compared:
    """One direction: its verdict, in how many years it reached its plan, and which years were compared."""

    verdict: Verdict = Verdict.NONE
    reached: int = 0
    years: tuple[int, ...] = ()


@dataclass(frozen=True)
class Running:
    """The year that runs on the as-of date: who was counted so far, the plan (None without one), the stays still ahead."""

    fiscal_year: int
    actual: int
    plan: int | None
    ahead: int


@dataclass(frozen=True)
class Finding:
    """What the figures say, for the title. `unplanned`: the years that have ended without a plan, if anybody came in one."""

    outbound: Compared
    inbound: Compared
    actual: int
    people: str = "student"  # whom the rule counts
    running: Running | None = None
    unplanned: tuple[int, ...] = ()


def compared(rows: Iterable[Row]) -> Compared:
    """The verdict on the rows of one direction."""
    found = {row.fiscal_year: row.difference for row in rows if row.difference is not None}
    differences = list(found.values())
    reached = sum(difference >= 0 for difference in differences)
    return Compared(_verdict(differences, reached), reached, tuple(found))


def _verdict(differences: Sequence[int], reached: int) -> Verdict:
    if not differences:
        return Verdict.NONE
    if reached < len(differences):
        return Verdict.MIXED if reached else Verdict.BELOW
    return Verdict.ABOVE if all(difference > 0 for difference in differences) else Verdict.REACHED


def find(table: PlanActual) -> Finding:
    """The finding of a table. A year that has not ended by the as-of date is told of, and not judged."""
    rows = table.rows
    return Finding(
        outbound=compared(row for row in rows if row.direction == OUTBOUND),
        inbound=compared(row for row in rows if row.direction == INBOUND),
        actual=table.total.actual,
        people=table.rule.people,
        running=_running([row for row in rows if row.is_open]),
        unplanned=_unplanned(table),
    )


def _unplanned(table: PlanActual) -> tuple[int, ...]:
    """All of them, also those without anybody: a reader takes a year that is not named for one that has a plan."""
    found = [year for year in table.years if year.total.plan is None and not year.total.is_open]
    if not any(year.total.actual for year in found):
        return ()
    silent = (year for year in table.silent_years if year != open_year(table.as_of))
    return (*(year.fiscal_year for year in found), *silent)


def _running(rows: Sequence[Row]) -> Running | None:
    """People of a direction without a plan are not held against the plan of the other."""
    planned = [row for row in rows if row.plan is not None]
    told = planned or rows
    if not told:
        return None
    plan = sum(row.plan or 0 for row in planned) if planned else None
    return Running(told[0].fiscal_year, sum(row.actual for row in told), plan, sum(row.ahead for row in told))
