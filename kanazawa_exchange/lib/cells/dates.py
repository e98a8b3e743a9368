"""A day in a cell: of a date, of the day number of a spreadsheet, or in any of the ways people write one; never guessed."""

import datetime
import math
import re
from collections.abc import Iterable
from functools import lru_cache

from django.utils.translation import gettext_lazy as _

from kanazawa_exchange.lib import dates
from kanazawa_exchange.lib.fields.characters import cut, plain
from kanazawa_exchange.lib.period import ERA_PATTERN, FIRST_YEAR, LAST_YEAR
from kanazawa_exchange.lib.tables.values import Number1904

from .said import Said, Unread, Value, noted, unfilled, width

Day = datetime.date

FEWEST, MOST = 10_000, 99_999
"""Day numbers of five digits, 1927 to 2173, are read; a smaller one is a year, a month with its day, or a slip."""
_MISSING_DAY = 60  # Excel counts a 29 February 1900, for the sake of older spreadsheets
_SERIAL = re.compile(r"([0-9]{5})(?:\.0*)?")
_MONTH = re.compile(
    rf"((?:[0-9]{{4}}|(?:{ERA_PATTERN})[ .]?(?:元|[0-9]{{1,2}})) ?[-/.年] ?[0-9]{{1,2}})月?", re.IGNORECASE
)
_TWO_ORDERS = re.compile(r"([0-9]{1,2}) ?[-/.] ?([0-9]{1,2})(?:[-/.]([0-9]{4}))?")
_BEGINS = re.compile(r"\s*[0-9０-９]{1,2} ?[-/.．－／]")
_YEAR = re.compile(r"[0-9]{4} ?年?")
_BESIDE = re.compile(
    r"(.+?) ?(?:\((?:予定|仮|見込み?|頃|planned|tentative|tbc|план)\.?\)|予定|見込み?|頃|ごろ|ころ|以降|より|から|まで|付け?|着|発|\?)+",
    re.IGNORECASE,
)
_CODES: dict[type[dates.InvalidDate], str] = {
    dates.UnreadableDate: "date.unreadable",
    dates.YearMissing: "date.year_missing",
    dates.ImpossibleDate: "date.impossible",
    dates.DateOutOfRange: "date.out_of_range",
    dates.AmbiguousDate: "date.ambiguous",
    dates.WrongEra: "date.era",
    dates.WrongWeekday: "date.weekday",
}
_NOTES = {dates.YEAR_FIRST: "", dates.YEAR_LEFT_OUT: "fiscal_year"}
REASONS = {
    "date.time": _("“%(text)s” is a moment of a day. Enter the day alone: %(day)s."),
    "date.number": _("The number %(text)s is no date. Enter the date itself, for example 2019-07-16."),
    "date.day_missing": _("The day of the month is missing. Write it as well, for example %(day)s."),
    "date.only_year": _("“%(text)s” is a year. Enter the whole date, for example 2018-08-20."),
    "date.more": _("“%(text)s” says more than a day. Enter the day alone: %(day)s."),
}


def date(
    value: Value, *, fiscal_year: int | None = None, from_1904: bool = False, order: str = ""
) -> Said[Day | None] | Unread:
    """The day that a cell says; 8/20 with the fiscal year that the sheet is about.

    `from_1904`: how the workbook counts days; `order`: in which order the other cells of the column write day and month
    (`order_of`), for those that could be read in two.
    """
    if isinstance(value, datetime.datetime):
        known = _known(value.date())
        if value.time() == datetime.time() or isinstance(known, Unread):
            return known
        return _meant("date.time", value.date(), f"{value:%Y-%m-%d %H:%M}")
    if isinstance(value, Day):
        return _known(value)
    if isinstance(value, bool | datetime.time):
        return Unread("date.unreadable", words=(("text", str(value)),))
    if (nothing := unfilled(value)) is not None:
        return nothing
    if isinstance(value, int | float):
        return _numbered(value, from_1904 or isinstance(value, Number1904))
    text = cut(str(value), dates.LONGEST * 4)
    read = _written(text, fiscal_year, from_1904)
    return _in_order(read, text, order) if order and isinstance(read, Unread) else read


def order_of(cells: Iterable[Value]) -> str:
    """Whether the cells of a column put the month first or the day: 8/20 shows it, 8/5 does not; nothing for both, or neither."""
    orders = Orders()
    for cell in cells:
        orders.look((cell,))
    return orders.found().get(0, "")


class Orders:
    """In which order the columns of a table put day and month, found while its rows pass by.

    Days with dots and days with slashes in one column are of two writers: one says nothing of the other.
    """

    def __init__(self) -> None:
        self._seen: dict[int, set[str]] = {}
        self._dots: dict[int, set[bool]] = {}

    def look(self, cells: Iterable[Value]) -> None:
        """One row more."""
        for place, cell in enumerate(cells):
            if isinstance(cell, str) and _BEGINS.match(cell) and (match := _TWO_ORDERS.fullmatch(plain(cell[:40]))):
                first, second = int(match[1]), int(match[2])
                self._dots.setdefault(place, set()).add("." in match[0])
                if first > 12 >= second:
                    self._seen.setdefault(place, set()).add(dates.DAY_FIRST)
                elif second > 12 >= first:
                    self._seen.setdefault(place, set()).add(dates.MONTH_FIRST)

    def found(self) -> dict[int, str]:
        """Place of a column → its order, of those that show one and no other."""
        return {
            place: next(iter(seen))
            for place, seen in self._seen.items()
            if len(seen) == 1 and len(self._dots[place]) == 1
        }


def in_order(read: Unread, order: str) -> Said[Day | None] | Unread:
    """A day with two readings as the other cells of the column write theirs; what is unread for another reason stays so."""
    return _in_order(read, str(dict(read.words).get("text", "")), order) if order else read


def _in_order(read: Unread, text: str, order: str) -> Said[Day | None] | Unread:
    """Of the two readings that of the column."""
    match = _TWO_ORDERS.fullmatch(plain(text))
    if read.code != "date.ambiguous" or not match:
        return read
    days = [Day.fromisoformat(day) for day in read.nearest]
    first = int(match[1])
    day = next(day for day in days if (day.month if order == dates.MONTH_FIRST else day.day) == first)
    year = "" if match[3] else "fiscal_year"
    return Said(day, noted(width(text), order, year, "order_of_column"))


def serial_day(number: int, *, from_1904: bool = False) -> Day | None:
    """The day with that number in a spreadsheet; None for the 29 February 1900 that never was, and for what is no day."""
    if from_1904:
        first = Day(1904, 1, 1)
    else:
        first = Day(1899, 12, 31) if number < _MISSING_DAY else Day(1899, 12, 30)
        if number < 1 or number == _MISSING_DAY:
            return None
    try:
        return first + datetime.timedelta(days=number)
    except OverflowError:
        return None


def _known(day: Day) -> Said[Day | None] | Unread:
    if FIRST_YEAR <= day.year <= LAST_YEAR:
        return Said(day)
    return Unread("date.out_of_range", words=(("text", day.isoformat()),))


def _meant(code: str, day: Day, text: str) -> Unread:
    return Unread(code, (day.isoformat(),), (("text", text), ("day", day.isoformat())))


def _numbered(number: float, from_1904: bool) -> Said[Day | None] | Unread:
    """The number of a day, or the day in eight digits."""
    text = f"{number:.15g}"
    if not math.isfinite(number):
        return Unread("date.unreadable", words=(("text", text),))
    whole = int(number)
    if number == whole and 10**7 <= whole < 10**8:
        return _written(str(whole), None, from_1904)
    if number == whole and FIRST_YEAR <= whole <= LAST_YEAR:
        return Unread("date.only_year", words=(("text", text),))
    day = serial_day(whole, from_1904=from_1904)
    if day is None or not FEWEST <= whole <= MOST:
        return Unread("date.number", words=(("text", text),))
    return Said(day, "serial") if number == whole else _meant("date.time", day, text)


@lru_cache(maxsize=4096)
def _written(text: str, fiscal_year: int | None, from_1904: bool) -> Said[Day | None] | Unread:
    typed = plain(text[: dates.LONGEST * 4])
    if serial := _SERIAL.fullmatch(typed):
        day = serial_day(int(serial[1]), from_1904=from_1904)
        return (
            Said(day, noted(width(text), "serial")) if day and int(serial[1]) >= FEWEST else _unread(text, fiscal_year)
        )
    try:
        found = dates.read(text, fiscal_year=fiscal_year)
    except dates.InvalidDate as wrong:
        return _unread(text, fiscal_year, wrong)
    if any(digit in found.time for digit in "123456789"):
        return _meant("date.time", found.day, text.strip())
    return Said(found.day, noted(width(text), _NOTES.get(found.form, found.form), "midnight" if found.time else ""))


def _unread(text: str, fiscal_year: int | None, wrong: dates.InvalidDate | None = None) -> Unread:
    """Why, with the days that may have been meant."""
    typed = plain(text[: dates.LONGEST * 4])
    if (month := _MONTH.fullmatch(typed)) and (first := _tried(f"{month[1]}/1", fiscal_year)):
        return _meant("date.day_missing", first, text)
    if _YEAR.fullmatch(typed):
        return Unread("date.only_year", words=(("text", typed),))
    if (beside := _BESIDE.fullmatch(typed)) and (day := _tried(beside[1], fiscal_year)):
        return _meant("date.more", day, text.strip())
    code = _CODES[type(wrong)] if wrong else "date.unreadable"
    nearest = tuple(day.isoformat() for day in wrong.nearest) if wrong else ()
    year = (("fiscal_year", fiscal_year),) if fiscal_year is not None else ()
    return Unread(code, nearest, (("text", text[: dates.LONGEST * 4]), *year))


def _tried(text: str, fiscal_year: int | None) -> Day | None:
    try:
        return dates.parse(text, fiscal_year=fiscal_year)
    except dates.InvalidDate:
        return None


def why(unread: Unread) -> str:
    """The sentence of `lib.dates` for what stands in the cell, in the language of the screen."""
    words = dict(unread.words)
    year = words.get("fiscal_year")
    try:
        dates.parse(str(words["text"]), fiscal_year=year if isinstance(year, int) else None)
    except dates.InvalidDate as wrong:
        return str(wrong)
    return ""
