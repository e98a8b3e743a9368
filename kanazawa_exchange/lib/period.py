"""Fiscal years, eras, lengths in days and months."""

import calendar
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import get_language
from django.utils.translation import gettext as _

FIRST_YEAR, LAST_YEAR = 1900, 2199  # the years that anything here may carry; wider ones are slips of the keyboard


# --- Days and months -----------------------------------------------------------------------------------------------


def days(start: date, end: date) -> int:
    """The length in days; both the first and the last day count."""
    return (end - start).days + 1


def covers(start: date, end: date | None, day: date) -> bool:
    """Whether a term from its first to its last day, both included, holds on a day; without an end it holds on."""
    return start <= day and (end is None or day <= end)


def add_months(day: date, months: int) -> date:
    """The same day so many months later; the end of a shorter month where that day does not exist."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


# --- Eras ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Era:
    """A Japanese era; its first year runs from `starts_on` to the end of that calendar year."""

    name: str
    letter: str
    starts_on: date


ERAS = (
    Era("大正", "T", date(1912, 7, 30)),
    Era("昭和", "S", date(1926, 12, 25)),
    Era("平成", "H", date(1989, 1, 8)),
    Era("令和", "R", date(2019, 5, 1)),
)


ERA_PATTERN = "|".join(f"{era.name}|{era.name[0]}|{era.letter}" for era in ERAS)
"""An era as people write it: 平成, 平 or H."""


def era_called(text: str) -> Era:
    """The era of that name, sign or letter. Errors: StopIteration for another text."""
    return next(era for era in ERAS if text.upper() in (era.name, era.name[0], era.letter))


def era_of(day: date) -> Era | None:
    """The era of a day; None before Taisho."""
    return next((era for era in reversed(ERAS) if era.starts_on <= day), None)


def era_year(day: date) -> str:
    """The year of a day in its era, as official papers write it: 平成31年, 令和元年."""
    era = era_of(day)
    if era is None:
        return f"{day.year}年"
    number = day.year - era.starts_on.year + 1
    return f"{era.name}{'元' if number == 1 else number}年"


def era_date(day: date) -> str:
    """A day in full with its era: 平成31年4月30日."""
    return f"{era_year(day)}{day.month}月{day.day}日"


# --- Fiscal years: named by the year in which their first month falls ----------------------------------------------

FIRST_MONTH = 4  # April; the database computes with it too, in a stored column (mobility.models.FiscalYear)


def fiscal_year(day: date) -> int:
    """The fiscal year of a day of the Japanese calendar: 2018-03-31 is in 2017, 2018-04-01 in 2018."""
    return day.year if day.month >= FIRST_MONTH else day.year - 1


def calendar_year(fiscal_year: int, month: int) -> int:
    """The calendar year of a month of a fiscal year: January of 2018年度 is in 2019."""
    return fiscal_year if month >= FIRST_MONTH else fiscal_year + 1


def fiscal_year_bounds(year: int) -> tuple[date, date]:
    """The first and the last day of a fiscal year."""
    first = date(year, FIRST_MONTH, 1)
    return first, add_months(first, 12) - timedelta(days=1)


def fiscal_year_eras(year: int) -> str:
    """The eras of a fiscal year until December of the year that names it: 平成30, and 平成31／令和元 for 2019."""
    eras = [era_year(date(year, FIRST_MONTH, 1)), era_year(date(year, 12, 31))]
    return "／".join(dict.fromkeys(text.removesuffix("年") for text in eras))


def two_years(fiscal_year: int) -> str:
    """A fiscal year by both calendar years in which it runs: 2019/20."""
    return f"{fiscal_year}/{(fiscal_year + 1) % 100:02}"


def fiscal_year_label(year: int, *, era: bool = False) -> str:
    """A fiscal year in the language of the screen: 2019年度, FY2019, «2019/20 фин. год».

    With `era` the Japanese label adds the eras, 2019年度（平成31／令和元年度）; the other languages have none.
    """
    if (get_language() or "").startswith("ru"):  # the reader's own fiscal year is that of the calendar
        return f"{two_years(year)}\u00a0фин.\u00a0год"
    label = _("FY%(year)d") % {"year": year}
    if era and (get_language() or "").startswith("ja"):
        return f"{label}（{fiscal_year_eras(year)}年度）"
    return label


class UnknownYear(ValueError):
    """What was typed names no fiscal year; the message is fit for the user."""


_YEAR = re.compile(r"(?:FY ?)?([0-9]{4})(?:/([0-9]{2}))? ?(?:年度?|фин\. ?год|финансовый год)?", re.IGNORECASE)
_ERA_YEAR = re.compile(rf"({ERA_PATTERN}) ?(元|[0-9]{{1,3}}) ?(?:年度?)?", re.IGNORECASE)


def parse_fiscal_year(text: str) -> int:
    """Read 2019, 2019年度, FY2019, 2019/20, 平成31年度 or 令和元年度; digits of any width. Raises UnknownYear."""
    plain = unicodedata.normalize("NFKC", text).strip()
    match = _YEAR.fullmatch(plain)
    if match and match[2] in (None, f"{(int(match[1]) + 1) % 100:02}"):
        year = int(match[1])
    elif match := _ERA_YEAR.fullmatch(plain):
        era = era_called(match[1])
        number = 1 if match[2] == "元" else int(match[2])
        year = era.starts_on.year + number - 1
        if number < 1 or f"{era.name}{'元' if number == 1 else number}" not in fiscal_year_eras(year).split("／"):
            raise UnknownYear(_("The era %(era)s has no such fiscal year.") % {"era": era.name})
    else:
        raise UnknownYear(_("Enter a fiscal year, for example 2019 or 令和元年度."))
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise UnknownYear(_("Enter a year from %(first)d to %(last)d.") % {"first": FIRST_YEAR, "last": LAST_YEAR})
    return year
