"""The runs to choose from before a stay is registered, by fiscal year."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from uuid import UUID

from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.localized import Localized, localized
from kanazawa_exchange.lib.period import fiscal_year
from programs.models import ProgramRun


@dataclass(frozen=True)
class RunLine:
    """One run: its programme and direction, and what tells it from others of the same."""

    uid: UUID
    program: Localized
    direction: str
    theme: str
    period: str


@dataclass(frozen=True)
class YearOfRuns:
    """The runs of one fiscal year; the year people register in most stands open."""

    fiscal_year: int
    is_open: bool
    runs: tuple[RunLine, ...]


def run_choices(runs: Iterable[ProgramRun], today: date) -> tuple[YearOfRuns, ...]:
    """Runs that come newest year first, with their programmes. The present year stands open, else the newest before it."""
    years = [(year, tuple(map(_line, rows))) for year, rows in groupby(runs, key=lambda run: run.fiscal_year)]
    now = fiscal_year(today)
    opened = next((year for year, _rows in years if year <= now), years[0][0] if years else None)
    return tuple(YearOfRuns(year, year == opened, rows) for year, rows in years)


def _line(run: ProgramRun) -> RunLine:
    theme = str(localized(run, "theme")) or (run.get_term_display() if run.term != ProgramRun.Term.YEAR else "")
    period = formats.period(run.starts_on, run.ends_on)
    return RunLine(run.uid, localized(run.program, "name"), run.direction, theme, period)
