"""A first and a last day in one cell: 2018/8/20〜9/3, 20.08.2018–03.09.2018, с 20.08.2018 по 03.09.2018."""

import datetime
import re
from collections.abc import Iterator

from kanazawa_exchange.lib import dates as written
from kanazawa_exchange.lib.fields.characters import cut
from kanazawa_exchange.lib.period import fiscal_year as fiscal_year_of

from .dates import date
from .said import Said, Unread, Value, noted, unfilled

Day = datetime.date
Days = tuple[Day | None, Day | None]
PeriodSaid = Said[Days] | Unread
_LONGEST = 120
_BETWEEN = re.compile(r"[〜～~→]|から|より|[-–—―−‐－]|(?<=\s)(?:по|to|until)(?=\s)", re.IGNORECASE)
_LENGTH = re.compile(
    r"\s*[(（【]\s*約?\s*[0-9０-９]+\s*(?:泊[0-9０-９]+)?(?:日間?|週間|[かヶカケ箇]月間?|年間?|days?|weeks?|months?|дн\w*|день|недел\w*|мес\w*)\s*[)）】]\s*$",
    re.IGNORECASE,
)
_TO_BOTH_SIDES = re.compile(r"^\s*(?:с|from)\s+|\s*まで\s*$", re.IGNORECASE)
_MONTH_DAY = re.compile(r"\s*([0-9０-９]{1,2})\s*[/／.．]\s*([0-9０-９]{1,2})\s*")


def period(value: Value, *, fiscal_year: int | None = None) -> PeriodSaid:
    """The two days; one of them None where the cell leaves it open, as 2018/8/20〜, and both for an empty cell."""
    if (nothing := unfilled(value)) is not None:
        return nothing if isinstance(nothing, Unread) else Said((None, None), nothing.note)
    text = cut(value, _LONGEST) if isinstance(value, str) else ""
    without_length = _LENGTH.sub("", text)
    length = "length" if without_length != text else ""
    found: dict[Days, str] = {}
    for first, last in _sides(without_length):
        read = _read(first, last, fiscal_year)
        if read is not None:
            found.setdefault(read.value, noted(read.note, length))
    if len(found) == 1:
        days, note = next(iter(found.items()))
        if days[0] and days[1] and days[1] < days[0]:
            return Unread("period.turned", (), (("text", text),))
        return Said(days, note)
    return Unread("period.unreadable", _nearest(value, fiscal_year), (("text", text or str(value)),))


def _sides(text: str) -> Iterator[tuple[str, str]]:
    """What stands before and behind each sign that may part two days."""
    for between in _BETWEEN.finditer(text):
        yield _TO_BOTH_SIDES.sub("", text[: between.start()]), _TO_BOTH_SIDES.sub("", text[between.end() :])


def _read(first: str, last: str, fiscal_year: int | None) -> Said[Days] | None:
    begin = date(first, fiscal_year=fiscal_year)
    if isinstance(begin, Unread):
        return None
    end = _end(last, begin, fiscal_year)
    if isinstance(end, Unread) or (begin.value is None and end.value is None):
        return None
    return Said((begin.value, end.value), noted(begin.note, end.note))


def _end(text: str, begin: Said[Day | None], fiscal_year: int | None) -> Said[Day | None] | Unread:
    """The last day; without a year of its own it is the first such day from the first one on, in the order of the first one."""
    alone = date(text)
    if begin.value is None or isinstance(alone, Said) or alone.code != "date.year_missing":
        return date(text, fiscal_year=fiscal_year)
    month_first = not {written.DAY_FIRST, written.NAMED_MONTH} & set(begin.notes)
    spelled = _MONTH_DAY.sub(r"\1月\2日", text) if month_first else text
    order = "" if month_first else written.DAY_FIRST
    for year in (fiscal_year_of(begin.value), fiscal_year_of(begin.value) + 1):
        read = date(spelled, fiscal_year=year, order=order)
        if isinstance(read, Said) and read.value and read.value >= begin.value:
            return Said(read.value, "year_of_start")
    return alone


def _nearest(value: Value, fiscal_year: int | None) -> tuple[str, ...]:
    """A single day as a stay of that day."""
    day = date(value, fiscal_year=fiscal_year)
    return (f"{day.value} – {day.value}",) if isinstance(day, Said) and day.value else ()
