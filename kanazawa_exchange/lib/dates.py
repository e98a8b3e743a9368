"""Days as people type them, by Japanese, Russian and ISO habits; never guessed."""

import re
import unicodedata
from datetime import date

from django.utils.translation import gettext as _

from kanazawa_exchange.lib.languages import active_language
from kanazawa_exchange.lib.period import ERAS, FIRST_YEAR, LAST_YEAR, Era, era_date, era_of


class InvalidDate(ValueError):
    """What was typed is no date; the message is fit for the user."""


class UnreadableDate(InvalidDate):
    """Written in no form that is known."""


class ImpossibleDate(InvalidDate):
    """Such a day does not exist."""


class DateOutOfRange(InvalidDate):
    """The day exists, but nobody here can mean it."""


class AmbiguousDate(InvalidDate):
    """Two days could be meant."""


class WrongEra(InvalidDate):
    """The day exists, but not in that era; `suggestion` is the day that was probably meant."""

    def __init__(self, message: str, suggestion: date | None) -> None:
        super().__init__(message)
        self.suggestion = suggestion


_YEAR_FIRST = re.compile(r"([0-9]{4}) ?(?:[-/.]|年) ?([0-9]{1,2}) ?(?:[-/.]|月) ?([0-9]{1,2})日?")
_DAY_FIRST = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})(?: ?г\.?)?")
_EITHER = re.compile(r"([0-9]{1,2})[/-]([0-9]{1,2})[/-]([0-9]{4})")
_COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_IN_ERA = re.compile(
    rf"({'|'.join(f'{era.name}|{era.letter}' for era in ERAS)})[ .]?(元|[0-9]{{1,3}}) ?(?:[-/.]|年) ?"
    r"([0-9]{1,2}) ?(?:[-/.]|月) ?([0-9]{1,2})日?",
    re.IGNORECASE,
)
_DASHES = str.maketrans(dict.fromkeys("‐‒–—―−", "-"))


def parse(text: str) -> date:
    """Read 2019-07-16, 2019/7/16, 2019年7月16日, 16.07.2019, 20190716, R1.7.16 or 令和元年7月16日; digits of any width.

    Raises an InvalidDate whose message tells what is wrong.
    """
    plain = " ".join(unicodedata.normalize("NFKC", text).translate(_DASHES).split())
    if len(plain) > 40:
        raise _unreadable()
    if match := _YEAR_FIRST.fullmatch(plain) or _COMPACT.fullmatch(plain):
        return _day(int(match[1]), int(match[2]), int(match[3]))
    if match := _DAY_FIRST.fullmatch(plain):
        return _day(int(match[3]), int(match[2]), int(match[1]))
    if match := _IN_ERA.fullmatch(plain):
        return _day_in_era(match)
    if match := _EITHER.fullmatch(plain):
        return _day_or_month_first(int(match[1]), int(match[2]), int(match[3]))
    if re.fullmatch(r"[0-9]{5}", plain):
        raise UnreadableDate(
            _("This looks like the day number of a spreadsheet. Enter the date itself, for example 2019-07-16.")
        )
    raise _unreadable()


def numeric(day: date, language: str | None = None) -> str:
    """A date for tables and text boxes: 2019/07/16 in Japanese, 16.07.2019 in Russian, 2019-07-16 else."""
    return day.strftime({"ja": "%Y/%m/%d", "ru": "%d.%m.%Y"}.get(active_language(language), "%Y-%m-%d"))


def _unreadable() -> UnreadableDate:
    return UnreadableDate(_("Enter a date, for example 2019-07-16, 2019/7/16, 16.07.2019 or 令和元年7月16日."))


def _day(year: int, month: int, day: int) -> date:
    try:
        result = date(year, month, day)
    except ValueError:
        raise ImpossibleDate(_impossible(year, month, day)) from None
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise DateOutOfRange(_("Enter a year from %(first)d to %(last)d.") % {"first": FIRST_YEAR, "last": LAST_YEAR})
    return result


def _impossible(year: int, month: int, day: int) -> str:
    if not 1 <= month <= 12:
        return _("There is no month %(month)d.") % {"month": month}
    if (month, day) == (2, 29):
        return _("There is no 29 February in %(year)d.") % {"year": year}
    return _("There is no day %(day)d in month %(month)d of %(year)d.") % {"day": day, "month": month, "year": year}


def _day_in_era(match: re.Match[str]) -> date:
    era = next(era for era in ERAS if match[1].upper() in (era.name, era.letter))
    number = 1 if match[2] == "元" else int(match[2])
    if number < 1:
        raise WrongEra(_("The years of an era begin with 1 (元年)."), None)
    day = _day(era.starts_on.year + number - 1, int(match[3]), int(match[4]))
    if era_of(day) != era:
        raise WrongEra(_outside(era, day), day)
    return day


def _outside(era: Era, day: date) -> str:
    values = {"era": era.name, "right": era_date(day), "iso": day.isoformat()}
    if day < era.starts_on:
        return _("%(era)s had not begun on that day. Did you mean %(right)s (%(iso)s)?") % values
    return _("%(era)s had ended by that day. Did you mean %(right)s (%(iso)s)?") % values


def _day_or_month_first(first: int, second: int, year: int) -> date:
    if first > 12 or first == second:
        return _day(year, second, first)
    if second > 12:
        return _day(year, first, second)
    one, other = _day(year, second, first), _day(year, first, second)
    raise AmbiguousDate(
        _("This could be %(one)s or %(other)s. Enter the year first, for example %(one)s.")
        % {"one": one.isoformat(), "other": other.isoformat()}
    )
