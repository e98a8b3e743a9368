"""The feed of Activity Reports: newest first by the day of their first publication, filtered, counted, and what one can filter by."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from kanazawa_exchange.lib import clock, prepared
from kanazawa_exchange.lib.localized import Localized, localized
from kanazawa_exchange.lib.paging import BEGINNING, Order, Page, Place
from partners.models import City
from programs.models import Program

from ...models import ActivityReport, ActivityReportTranslation
from ...models.mobilities import FiscalYear
from .cards import Card, cards_of
from .search import Found, all_of, find, on_page
from .shown_texts import readable

PAGE_SIZE = 24
NEWEST_FIRST = Order("first_published_at", descending=True)


def reports(condition: Q, now: datetime) -> QuerySet[ActivityReport]:
    """Those that everybody may read, with what a card needs."""
    return ActivityReport.objects.public(now).filter(condition).select_related("city", "program")


def page(found: Found, now: datetime, place: Place = BEGINNING, *, size: int = PAGE_SIZE) -> Page[Card]:
    """The cards at a place of the feed, by eight queries; one or two more of very many that hold some words."""
    public = ActivityReport.objects.public(now)
    near = NEWEST_FIRST.ordered(public, NEWEST_FIRST.opened(place.sealed), place.backwards)
    rows = NEWEST_FIRST.page(reports(on_page(found, near, size), now), place, size=size)
    return rows.of(cards_of(rows.rows, now, found.words))


def newest(now: datetime, count: int) -> list[Card]:
    """The cards of the newest ones, for another page; nine queries."""
    return cards_of(prepared.rows(_newest, now, count), now)


def _newest(now: datetime, count: int) -> QuerySet[ActivityReport]:
    return reports(Q(), now).order_by("-first_published_at", "-pk")[:count]


def total(condition: Q, now: datetime) -> int:
    return find(condition, (), now).number


def published_by(day: date) -> Q:
    """Published first by the end of this day in Japan."""
    return Q(first_published_at__lt=datetime.combine(day + timedelta(days=1), time(), clock.TOKYO))


def written_in(now: datetime) -> Mapping[str, Sequence[str]]:
    """Address of each public report, oldest first → the languages in which everybody may read it; one query."""
    rows = ActivityReportTranslation.objects.filter(readable(), report__in=ActivityReport.objects.public(now))
    found: dict[str, list[str]] = {}
    for slug, language in rows.order_by("report", "pk").values_list("report__slug", "language"):
        found.setdefault(str(slug), []).append(language)
    return found


# --- What one can filter by ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Facet:
    """A place or programme of which there are reports."""

    slug: str
    name: Localized
    number: int


@dataclass(frozen=True)
class CityFacet(Facet):
    """Where on the map it lies."""

    country: str
    latitude: float
    longitude: float
    time_zone: str


@dataclass(frozen=True)
class Facets:
    """What the reports are about that everybody may read; fiscal years with the last one first."""

    cities: tuple[CityFacet, ...]
    programs: tuple[Facet, ...]
    years: tuple[int, ...]
    languages: tuple[str, ...]
    countries: tuple[str, ...]


def facets(now: datetime) -> Facets:
    """All of it by three queries."""
    columns = [Counter[object]() for _column in range(5)]
    for *values, number in prepared.rows(_numbers, now):
        for column, value in zip(columns, values, strict=True):
            column[value] += number
    cities, programs, languages, countries, years = columns
    return Facets(
        cities=_cities(cities),
        programs=_programs(programs),
        years=tuple(sorted((year for year in years if isinstance(year, int)), reverse=True)),
        languages=tuple(sorted(map(str, languages))),
        countries=tuple(sorted(str(country) for country in countries if country)),
    )


def by_city(found: Found, now: datetime) -> tuple[tuple[CityFacet, ...], int]:
    """The cities of these reports with their numbers, from east to west, and how many name no city; two queries."""
    rows = ActivityReport.objects.public(now).filter(all_of(found)).order_by().values_list("city_id")
    numbers = Counter[object](dict(rows.annotate(number=Count("pk"))))
    return _cities(numbers), numbers[None]


def _numbers(now: datetime) -> QuerySet[ActivityReport, Any]:
    rows = ActivityReport.objects.public(now).order_by()
    columns = ("city_id", "program_id", "language", "country", FiscalYear("happened_on"))
    return rows.values_list(*columns).annotate(number=Count("pk"))


def _cities(numbers: Counter[object]) -> tuple[CityFacet, ...]:
    """From east to west, as the map has them."""
    keys = _keys_in(numbers)
    return tuple(
        CityFacet(
            city.slug,
            localized(city, "name"),
            numbers[city.pk],
            city.country,
            float(city.latitude),
            float(city.longitude),
            city.time_zone,
        )
        for city in (prepared.rows(_cities_of, keys) if keys else ())
    )


def _cities_of(keys: prepared.Keys) -> QuerySet[City]:
    return City.objects.filter(pk__in=keys).order_by("-longitude", "slug")


def _keys_in(numbers: Counter[object]) -> prepared.Keys:
    return prepared.Keys(pk for pk in numbers if isinstance(pk, int))


def _programs(numbers: Counter[object]) -> tuple[Facet, ...]:
    keys = _keys_in(numbers)
    rows = prepared.rows(programs_of, keys) if keys else []
    return tuple(Facet(program.slug, localized(program, "name"), numbers[program.pk]) for program in rows)


def programs_of(keys: prepared.Keys) -> QuerySet[Program]:
    """In the order of the office."""
    return Program.objects.filter(pk__in=keys).order_by("order", "pk")
