"""What is possible for a stay but hardly meant: days far from its run or its plan, a very long stay, a student of no level."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta

from django.utils.translation import gettext as _

from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.period import add_months, fiscal_year, fiscal_year_label
from kanazawa_exchange.lib.refusals import Doubt

from ..models import Category, Mobility
from .days import bounds, far_from_plan, far_words, plan_code

LONGEST_MONTHS = 24
NEAR_THE_RUN = timedelta(days=31)


def doubts_of(stay: Mobility) -> tuple[Doubt, ...]:
    """The doubts about a stay in memory or stored; it comes with its run. Asks the database nothing."""
    return tuple(Doubt(code, in_words(code)) for find in (_year, _run, _length, _plan, _level) for code in find(stay))


def in_words(code: str) -> str:
    """A doubt in the words of the screen, from its code alone: it is told as it was, whatever has changed since."""
    kind, *parts = code.split(":")
    try:
        return WORDS[kind](*parts)
    except (KeyError, TypeError, ValueError):
        return code


# --- What is doubtful ------------------------------------------------------------------------------------------------
def _year(stay: Mobility) -> Iterator[str]:
    first = bounds(stay)[0]
    if first is not None and fiscal_year(first) != stay.run.fiscal_year:
        yield f"year:{first}:{stay.run.fiscal_year}"


def _run(stay: Mobility) -> Iterator[str]:
    """The days of the run itself; another fiscal year is told already."""
    first, last = bounds(stay)
    start, end = stay.run.starts_on, stay.run.ends_on
    if first is None or start is None or fiscal_year(first) != stay.run.fiscal_year:
        return
    if (last or first) < start - NEAR_THE_RUN or first > (end or start) + NEAR_THE_RUN:
        yield f"run:{first}:{last or ''}:{start}:{end or ''}"


def _length(stay: Mobility) -> Iterator[str]:
    for first, last in {_planned(stay), _actual(stay)}:
        if first is not None and last is not None and last >= add_months(first, LONGEST_MONTHS):
            yield f"length:{first}:{last}"


def _planned(stay: Mobility) -> tuple[date | None, date | None]:
    return stay.planned_starts_on, stay.planned_ends_on


def _actual(stay: Mobility) -> tuple[date | None, date | None]:
    return stay.actual_starts_on, stay.actual_ends_on


def _plan(stay: Mobility) -> Iterator[str]:
    """Confirmed days weeks from the planned ones. A stay that is not stored yet has no name, so that the doubt is named by its days."""
    for move, day in (("arrive", stay.actual_starts_on), ("return", stay.actual_ends_on)):
        if day is not None and far_from_plan(stay, move, day):
            yield plan_code(stay, move, day)


def _level(stay: Mobility) -> Iterator[str]:
    if stay.category == Category.STUDENT and not stay.level:
        yield "level"


# --- In words --------------------------------------------------------------------------------------------------------
def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _year_words(first: str, year: str) -> str:
    day = date.fromisoformat(first)
    text = _("The stay begins on %(day)s, which lies in %(year)s; the run is of %(run_year)s.")
    years = {"year": fiscal_year_label(fiscal_year(day)), "run_year": fiscal_year_label(int(year))}
    return text % {"day": formats.table_date(day), **years}


def _run_words(first: str, last: str, start: str, end: str) -> str:
    text = _("The stay (%(stay)s) lies far from the days of the run (%(run)s).")
    return text % {"stay": formats.period(_day(first), _day(last)), "run": formats.period(_day(start), _day(end))}


def _length_words(first: str, last: str) -> str:
    days = {"first": date.fromisoformat(first), "last": date.fromisoformat(last)}
    words = {name: formats.table_date(day) for name, day in days.items()}
    return _("From %(first)s to %(last)s is longer than two years.") % words


def _level_words() -> str:
    return _("A student without a level: some figures are told by level, and leave this stay out.")


def _plan_words(planned: str, day: str, _record: str = "") -> str:
    return far_words(date.fromisoformat(planned), date.fromisoformat(day))


WORDS: Mapping[str, Callable[..., str]] = {
    "year": _year_words,
    "run": _run_words,
    "length": _length_words,
    "level": _level_words,
    "arrive": _plan_words,
    "return": _plan_words,
}
"""The kind of a doubt → what its code tells."""
