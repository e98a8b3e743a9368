"""The map of the Activity Reports: how many of those that a filter leaves were written about each city."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from kanazawa_exchange.lib import clock, formats
from kanazawa_exchange.lib.chosen import without
from partners.queries.places import Mark, marked_map

from ..queries.activity_reports.feed import CityFacet, by_city
from ..queries.activity_reports.search import Found

VIEW, MAP = "view", "map"


@dataclass(frozen=True)
class CityLine:
    """A city of the table beside the map; `place` is its number on the map, `url` leads to its reports."""

    place: int
    city: CityFacet
    url: str


@dataclass(frozen=True)
class ReportMap:
    """`elsewhere`: reports that name no city."""

    svg: str
    lines: Sequence[CityLine]
    elsewhere: int


def wants_map(request: HttpRequest) -> bool:
    return request.GET.get(VIEW) == MAP


def report_map(request: HttpRequest, found: Found) -> ReportMap:
    """The numbers of what the filter of the address has found, which the links keep; four queries."""
    cities, elsewhere = by_city(found, clock.now())
    marks = {city.slug: Mark(formats.number(city.number), _address(request, city.slug)) for city in cities}
    told = formats.series(*(f"{city.name} {formats.number(city.number)}" for city in cities))
    words = {
        "title": _("Map of the Activity Reports"),
        "description": _("The table below says the same: %(cities)s") % {"cities": told},
    }
    drawn = marked_map(marks, **words, on=clock.today())
    lines = [CityLine(drawn.numbers[city.slug], city, marks[city.slug].url) for city in cities]
    return ReportMap(drawn.svg, sorted(lines, key=lambda line: line.place), elsewhere)


def _address(request: HttpRequest, city: str) -> str:
    """The list of the reports of a city under the same filter."""
    query = without(request.GET, VIEW, "city")
    return f"{reverse('mobility:activity_report_list')}{query}{'&' if query != '?' else ''}city={city}"
