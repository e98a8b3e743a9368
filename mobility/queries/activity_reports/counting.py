"""How many Activity Reports there are as of a day, and of what: the very reports that the feed lists up to that day."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncDate
from django.urls import reverse

from kanazawa_exchange.lib import clock, prepared
from kanazawa_exchange.lib.languages import LANGUAGES, active_language, language_name
from kanazawa_exchange.lib.localized import Localized, localized
from kanazawa_exchange.lib.period import fiscal_year_bounds

from ...models import ActivityReport
from ...models.mobilities import FiscalYear
from .feed import programs_of, published_by, reports


@dataclass(frozen=True)
class Share:
    """The reports of one part. `name` is None and `address` empty of those that name no programme."""

    name: Localized | None
    number: int
    address: str = ""


@dataclass(frozen=True)
class YearEnd:
    """As of the last day of a fiscal year, with those that came in that year."""

    day: date
    new: int
    number: int
    address: str


@dataclass(frozen=True)
class Published:
    """The reports published by the end of a day that can be read now. Each part adds up to `number`.

    `years`: fiscal years that have ended and in which one was first published, by this publication and not by what it tells of.
    """

    as_of: date
    number: int
    address: str
    years: tuple[YearEnd, ...]
    programs: tuple[Share, ...]
    languages: tuple[Share, ...]


def published(as_of: date, now: datetime) -> Published:
    """By two queries, whatever their number."""
    programs, languages, years = Counter[int | None](), Counter[str](), Counter[int]()
    for program, language, year, number in prepared.rows(_numbers, as_of, now):
        programs[program] += number
        languages[language] += number
        years[year] += number
    return Published(
        as_of=as_of,
        number=languages.total(),
        address=list_address(as_of),
        years=tuple(_year_ends(years, as_of)),
        programs=tuple(_programs(programs, as_of)),
        languages=tuple(
            Share(_language(code), languages[code], list_address(as_of, language=code))
            for code in LANGUAGES
            if languages[code]
        ),
    )


def _numbers(as_of: date, now: datetime) -> QuerySet[ActivityReport, Any]:
    year = FiscalYear(TruncDate("first_published_at", tzinfo=clock.TOKYO))
    rows = reports(published_by(as_of), now).order_by().values_list("program_id", "language", year)
    return rows.annotate(number=Count("pk"))


def number_published(as_of: date, now: datetime) -> int:
    """The number alone; one query."""
    return sum(number for *_part, number in prepared.rows(_numbers, as_of, now))


def list_address(until: date, **words: str) -> str:
    """Of the list of the reports that are counted."""
    return f"{reverse('mobility:activity_report_list')}?{urlencode({**words, 'until': until.isoformat()})}"


def _year_ends(numbers: Counter[int], as_of: date) -> Iterable[YearEnd]:
    number = 0
    for year in sorted(numbers):
        number += numbers[year]
        _first, last = fiscal_year_bounds(year)
        if last < as_of:
            yield YearEnd(last, numbers[year], number, list_address(last))


def _programs(numbers: Counter[int | None], as_of: date) -> Iterable[Share]:
    keys = prepared.Keys(pk for pk in numbers if pk)
    for program in prepared.rows(programs_of, keys) if keys else ():
        yield Share(localized(program, "name"), numbers[program.pk], list_address(as_of, program=program.slug))
    if numbers[None]:
        yield Share(None, numbers[None])


def _language(code: str) -> Localized:
    return Localized(language_name(code), active_language())
