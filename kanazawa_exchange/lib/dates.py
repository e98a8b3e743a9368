"""Days as people type them, by Japanese, Russian and ISO habits; never guessed."""

import calendar
import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import cache

from django.utils.translation import gettext as _

from kanazawa_exchange.lib.dashes import HYPHENS
from kanazawa_exchange.lib.day_words import month_pattern, months, weekday_name, weekday_patterns, weekdays
from kanazawa_exchange.lib.languages import active_language
from kanazawa_exchange.lib.period import (
    ERA_PATTERN,
    FIRST_YEAR,
    LAST_YEAR,
    Era,
    calendar_year,
    era_called,
    era_date,
    era_of,
)


class InvalidDate(ValueError):
    """What was typed is no date; the message is fit for the user. `nearest`: the days that may have been meant."""

    def __init__(self, message: str, *nearest: date) -> None:
        super().__init__(message)
        self.nearest = nearest


class UnreadableDate(InvalidDate):
    """Written in no form that is known."""


class YearMissing(UnreadableDate):
    """A month and a day, and nobody knows of which year."""


class ImpossibleDate(InvalidDate):
    """Such a day does not exist."""


class DateOutOfRange(InvalidDate):
    """The day exists, but nobody here can mean it."""


class AmbiguousDate(InvalidDate):
    """Two days could be meant."""


class WrongEra(InvalidDate):
    """The day exists, but not in that era; `suggestion` is the day that was probably meant."""

    @property
    def suggestion(self) -> date | None:
        return next(iter(self.nearest), None)


class WrongWeekday(InvalidDate):
    """The day exists, but it is another day of the week."""


YEAR_FIRST, COMPACT, DAY_FIRST, MONTH_FIRST = "year_first", "compact", "day_first", "month_first"
ERA, NAMED_MONTH, YEAR_LEFT_OUT = "era", "named_month", "year_left_out"


Found = tuple[date, str]
"""A day and its form."""


@dataclass(frozen=True)
class Read:
    """A day with the form it was written in, one of those above, and the time that stood behind it."""

    day: date
    form: str
    time: str = ""


_YEAR_FIRST = re.compile(r"([0-9]{4}) ?(?:[-/.]|年) ?([0-9]{1,2}) ?(?:[-/.]|月) ?([0-9]{1,2}) ?日?")
_DAY_FIRST = re.compile(r"([0-9]{1,2})\. ?([0-9]{1,2})\. ?([0-9]{4})(?: ?г\.?| года?)?")
_EITHER = re.compile(r"([0-9]{1,2})[/-]([0-9]{1,2})[/-]([0-9]{4})")
_COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_SHORT_YEAR = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{2})(?: ?г\.?)?")
_IN_ERA = re.compile(
    rf"({ERA_PATTERN})[ .]?(元|[0-9]{{1,3}}) ?(?:[-/.]|年) ?([0-9]{{1,2}}) ?(?:[-/.]|月) ?([0-9]{{1,2}}) ?日?",
    re.IGNORECASE,
)
_MONTH_DAY = re.compile(r"([0-9]{1,2}) ?月 ?([0-9]{1,2}) ?日?")
_TWO_NUMBERS = re.compile(r"([0-9]{1,2}) ?[-/.] ?([0-9]{1,2})\.?")
_TIME = re.compile(r"[ T](?:[01]?[0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]+)?)?")
LONGEST = 60


@cache
def _named_months() -> tuple[re.Pattern[str], ...]:
    """20 August 2018, August 20, 2018 and 2018 Aug 20, with or without a year of two or four digits."""
    month, day = rf"(?P<month>{month_pattern()})\.?", r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?"
    year = r"(?P<year>[0-9]{4}|[0-9]{2})(?: ?г\.?| года?)?"
    forms = (
        rf"{day}[-. ]? ?{month}(?:,? ?[- ] ?{year})?",
        rf"{month} {day}(?:,? {year})?",
        rf"(?P<year>[0-9]{{4}}),?[- ]{month}[- ]{day}",
    )
    return tuple(re.compile(form, re.IGNORECASE) for form in forms)


def parse(text: str, *, fiscal_year: int | None = None) -> date:
    """Read 2019-07-16, 2019/7/16 0:00, 2019年7月16日（火）, 16.07.2019, 16 июля 2019 г., 16 Jul 2019, 20190716, R1.7.16 or
    令和元年7月16日; digits of any width. With a fiscal year 7/16 is a day of it.

    Raises an InvalidDate whose message tells what is wrong.
    """
    return read(text, fiscal_year=fiscal_year).day


def read(text: str, *, fiscal_year: int | None = None) -> Read:
    """The same, and how it was written. Errors: InvalidDate."""
    plain = " ".join(unicodedata.normalize("NFKC", " ".join(text.split())[: LONGEST * 4]).translate(HYPHENS).split())
    if len(plain) > LONGEST:
        raise _unreadable()
    time = re.search(rf"{_TIME.pattern}$", plain)
    if time:
        plain = plain[: time.start()]
    day, form = _with_weekday(plain, fiscal_year)
    return Read(day, form, time.group()[1:] if time else "")


def _with_weekday(plain: str, fiscal_year: int | None) -> Found:
    for pattern in weekday_patterns():
        if match := pattern.fullmatch(plain):
            day, form = _read(match["day"], fiscal_year)
            return _on_weekday(day, weekdays()[match["weekday"].casefold()]), form
    return _read(plain, fiscal_year)


def _read(plain: str, fiscal_year: int | None) -> Found:
    """A date without a weekday or a time."""
    for pattern, form in ((_YEAR_FIRST, YEAR_FIRST), (_COMPACT, COMPACT)):
        if match := pattern.fullmatch(plain):
            return _day(int(match[1]), int(match[2]), int(match[3])), form
    if match := _DAY_FIRST.fullmatch(plain):
        return _day(int(match[3]), int(match[2]), int(match[1])), DAY_FIRST
    if match := _IN_ERA.fullmatch(plain):
        return _day_in_era(match), ERA
    if match := _EITHER.fullmatch(plain):
        return _day_or_month_first(int(match[1]), int(match[2]), int(match[3]))
    if match := _SHORT_YEAR.fullmatch(plain):
        raise _short_year(int(match[1]), int(match[3]), int(match[4]))
    for pattern in _named_months():
        if match := pattern.fullmatch(plain):
            return _with_named_month(match, fiscal_year)
    if match := _MONTH_DAY.fullmatch(plain):
        return _in_year(int(match[1]), int(match[2]), fiscal_year)
    if match := _TWO_NUMBERS.fullmatch(plain):
        return _month_and_day(int(match[1]), int(match[2]), fiscal_year)
    raise _serial_number() if re.fullmatch(r"[0-9]{5}", plain) else _unreadable()


def numeric(day: date, language: str | None = None) -> str:
    """A date for tables and text boxes: 2019/07/16 in Japanese, 16.07.2019 in Russian, 2019-07-16 else."""
    return day.strftime({"ja": "%Y/%m/%d", "ru": "%d.%m.%Y"}.get(active_language(language), "%Y-%m-%d"))


def _unreadable() -> UnreadableDate:
    return UnreadableDate(_("Enter a date, for example 2019-07-16, 2019/7/16, 16.07.2019 or 令和元年7月16日."))


def _serial_number() -> UnreadableDate:
    return UnreadableDate(
        _("This looks like the day number of a spreadsheet. Enter the date itself, for example 2019-07-16.")
    )


def _on_weekday(day: date, weekday: int) -> date:
    if day.weekday() != weekday:
        raise WrongWeekday(
            _("%(day)s is a %(right)s, not a %(wrong)s. Check the date.")
            % {"day": numeric(day), "right": weekday_name(day.weekday()), "wrong": weekday_name(weekday)},
            day,
        )
    return day


def _day(year: int, month: int, day: int) -> date:
    try:
        result = date(year, month, day)
    except ValueError:
        raise ImpossibleDate(_impossible(year, month, day), *_end_of_month(year, month, day)) from None
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise DateOutOfRange(_("Enter a year from %(first)d to %(last)d.") % {"first": FIRST_YEAR, "last": LAST_YEAR})
    return result


def _end_of_month(year: int, month: int, day: int) -> list[date]:
    """31 June is nearest to the last day there is."""
    known = FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12 and day > 0
    return [date(year, month, calendar.monthrange(year, month)[1])] if known else []


def _impossible(year: int, month: int, day: int) -> str:
    if not 1 <= month <= 12:
        return _("There is no month %(month)d.") % {"month": month}
    if (month, day) == (2, 29):
        return _("There is no 29 February in %(year)d.") % {"year": year}
    return _("There is no day %(day)d in month %(month)d of %(year)d.") % {"day": day, "month": month, "year": year}


def _day_in_era(match: re.Match[str]) -> date:
    era = era_called(match[1])
    number = 1 if match[2] == "元" else int(match[2])
    if number < 1:
        raise WrongEra(_("The years of an era begin with 1 (元年)."))
    day = _day(era.starts_on.year + number - 1, int(match[3]), int(match[4]))
    if era_of(day) != era:
        raise WrongEra(_outside(era, day), day)
    return day


def _outside(era: Era, day: date) -> str:
    values = {"era": era.name, "right": era_date(day), "iso": day.isoformat()}
    if day < era.starts_on:
        return _("%(era)s had not begun on that day. Did you mean %(right)s (%(iso)s)?") % values
    return _("%(era)s had ended by that day. Did you mean %(right)s (%(iso)s)?") % values


def _day_or_month_first(first: int, second: int, year: int) -> Found:
    if first > 12 or first == second:
        return _day(year, second, first), DAY_FIRST
    if second > 12:
        return _day(year, first, second), MONTH_FIRST
    raise _two_readings(_day(year, second, first), _day(year, first, second))


def _two_readings(one: date, other: date) -> AmbiguousDate:
    return AmbiguousDate(
        _("This could be %(one)s or %(other)s. Enter the year first, for example %(one)s.")
        % {"one": one.isoformat(), "other": other.isoformat()},
        one,
        other,
    )


# --- Years that are left out, or cut to two digits ---------------------------------------------------------------------


def _short_year(first: int, second: int, third: int) -> InvalidDate:
    """16.07.19 is 2019 or 2016, 20-Aug-18 the twentieth or the eighteenth: which, only the writer knows."""
    readings = [*_existing(2000 + third, second, first), *_existing(2000 + first, second, third)]
    return _two_readings(*readings) if len(readings) == 2 else _four_digits(readings)


def _existing(year: int, month: int, day: int) -> list[date]:
    try:
        return [date(year, month, day)]
    except ValueError:
        return []


def _four_digits(readings: list[date]) -> UnreadableDate:
    if not readings:
        return _unreadable()
    sentence = _("Write the year in four digits. Did you mean %(iso)s?")
    return UnreadableDate(sentence % {"iso": readings[0].isoformat()}, *readings)


def _with_named_month(match: re.Match[str], fiscal_year: int | None) -> Found:
    month, day, year = months()[match["month"].casefold()], int(match["day"]), match["year"]
    if year is None:
        return _in_year(month, day, fiscal_year)
    if len(year) == 2:
        raise _short_year(day, month, int(year))
    return _day(int(year), month, day), NAMED_MONTH


def _in_year(month: int, day: int, fiscal_year: int | None) -> Found:
    """The day of a fiscal year, which runs from April to March."""
    if fiscal_year is None:
        raise YearMissing(_("The year is missing. Write it as well, for example 2018-08-20."))
    return _day(calendar_year(fiscal_year, month), month, day), YEAR_LEFT_OUT


def _month_and_day(first: int, second: int, fiscal_year: int | None) -> Found:
    """8/20, or 20.08: the number that cannot be a month is the day."""
    if first > 12 or first == second:
        return _in_year(second, first, fiscal_year)
    if second > 12:
        return _in_year(first, second, fiscal_year)
    one, other = (_in_year(*both, fiscal_year)[0] for both in ((first, second), (second, first)))
    raise _two_readings(one, other)
