"""What is possible for a stay but hardly meant: days far from its run or its plan, a very long stay, a student of no level."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from django.utils.translation import gettext as _

from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.period import add_months, fiscal_year, fiscal_year_label
from kanazawa_exchange.lib.refusals import Doubt

from ..models import Category, Mobility
from .days import bounds, far_from_plan

LONGEST_MONTHS = 24
NEAR_THE_RUN = timedelta(days=31)


def doubts_of(stay: Mobility) -> tuple[Doubt, ...]:
    """The doubts about a stay in memory or stored; it comes with its run. Asks the database nothing."""
    return tuple(doubt for find in (_year, _run, _length, _plan, _level) for doubt in find(stay))


def _year(stay: Mobility) -> Iterator[Doubt]:
    first = bounds(stay)[0]
    if first is not None and fiscal_year(first) != stay.run.fiscal_year:
        text = _("The stay begins on %(day)s, which lies in %(year)s; the run is of %(run_year)s.")
        years = {"year": fiscal_year_label(fiscal_year(first)), "run_year": fiscal_year_label(stay.run.fiscal_year)}
        yield Doubt(f"year:{first}:{stay.run.fiscal_year}", text % {"day": formats.table_date(first), **years})


def _run(stay: Mobility) -> Iterator[Doubt]:
    """The days of the run itself; another fiscal year is told already."""
    first, last = bounds(stay)
    start, end = stay.run.starts_on, stay.run.ends_on
    if first is None or start is None or fiscal_year(first) != stay.run.fiscal_year:
        return
    if (last or first) < start - NEAR_THE_RUN or first > (end or start) + NEAR_THE_RUN:
        text = _("The stay (%(stay)s) lies far from the days of the run (%(run)s).")
        days = {"stay": formats.period(first, last), "run": formats.period(start, end)}
        yield Doubt(f"run:{first}:{start}", text % days)


def _length(stay: Mobility) -> Iterator[Doubt]:
    for first, last in {_planned(stay), _actual(stay)}:
        if first is not None and last is not None and last >= add_months(first, LONGEST_MONTHS):
            text = _("From %(first)s to %(last)s is longer than two years.")
            days = {"first": formats.table_date(first), "last": formats.table_date(last)}
            yield Doubt(f"length:{first}:{last}", text % days)


def _planned(stay: Mobility) -> tuple[date | None, date | None]:
    return stay.planned_starts_on, stay.planned_ends_on


def _actual(stay: Mobility) -> tuple[date | None, date | None]:
    return stay.actual_starts_on, stay.actual_ends_on


def _plan(stay: Mobility) -> Iterator[Doubt]:
    """Confirmed days weeks from the planned ones. A stay that is not stored yet has no name, so that the doubt is named by its days."""
    for move, day in (("arrive", stay.actual_starts_on), ("return", stay.actual_ends_on)):
        if day is not None and (doubt := far_from_plan(stay, move, day)):
            yield replace(doubt, code=":".join(map(str, (move, *_planned(stay), day))))


def _level(stay: Mobility) -> Iterator[Doubt]:
    if stay.category == Category.STUDENT and not stay.level:
        yield Doubt("level", _("A student without a level: some figures are told by level, and leave this stay out."))
