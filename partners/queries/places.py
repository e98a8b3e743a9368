"""Cities in the order along the drawn route, with institutions, offices, time difference and distance."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from kanazawa_exchange.lib import clock, formats, prepared
from kanazawa_exchange.lib.localized import Localized, localized

from .. import map as drawing
from ..models import City, Institution, Office


@dataclass(frozen=True)
class PlacedInstitution:
    slug: str
    name: Localized
    is_confirmed: bool
    is_hub: bool


@dataclass(frozen=True)
class PlaceRow:
    """One line of the table below the map."""

    number: int
    slug: str
    name: Localized
    region: Localized
    is_home: bool
    institutions: tuple[PlacedInstitution, ...]
    offices: tuple[Localized, ...]
    time_difference: str
    distance: str


@dataclass(frozen=True)
class PartnerMap:
    """The picture as SVG text and the same stops as rows, in one order."""

    svg: str
    rows: tuple[PlaceRow, ...]


def partner_map(on: date | None = None) -> PartnerMap:
    """The map and its table in the active language; two queries, however many partners there are."""
    day = on or clock.today()
    housed, offices = _institutions_by_city(), _offices_by_city(day)
    home_country = next((city.country for city, members in housed.items() if any(i.is_home for i in members)), None)
    cities = sorted(housed, key=lambda city: _place_in_line(city, housed[city], home_country))
    stops = [_stop(city, housed[city], home_country) for city in cities]
    rows = tuple(
        PlaceRow(
            number=number,
            slug=city.slug,
            name=localized(city, "name"),
            region=localized(city, "region"),
            is_home=stop.kind == "home",
            institutions=tuple(_placed(institution) for institution in housed[city]),
            offices=tuple(localized(office, "name") for office in offices[city.pk]),
            time_difference=drawing.time_from_japan(stop, day),
            distance=drawing.distance_words(drawing.distance_km(stops[0], stop)),
        )
        for number, (city, stop) in enumerate(zip(cities, stops, strict=True), start=1)
    )
    svg = drawing.draw(stops, title=_("Map of the partners"), description=_describe(rows), on=day) if stops else ""
    return PartnerMap(svg, rows)


@dataclass(frozen=True)
class Mark:
    """What a map of something else says under the name of a city, and where that leads."""

    words: str
    url: str


@dataclass(frozen=True)
class MarkedMap:
    """The picture, and the numbers that its cities have on a telephone, by their slugs."""

    svg: str
    numbers: Mapping[str, int]


def marked_map(marks: Mapping[str, Mark], *, title: str, description: str, on: date) -> MarkedMap:
    """The cities of the partners on their road, and further ones that have a mark; those without one are named only. Two queries."""
    housed = _institutions_by_city()
    known = {city.slug for city in housed}
    housed |= {city: [] for city in City.objects.filter(slug__in=marks.keys() - known)}
    home_country = next((city.country for city, members in housed.items() if any(i.is_home for i in members)), None)
    cities = sorted(housed, key=lambda city: _place_in_line(city, housed[city], home_country))
    stops = [_marked(_stop(city, housed[city], home_country), marks.get(city.slug)) for city in cities]
    svg = drawing.draw(stops, title=title, description=description, on=on) if stops else ""
    return MarkedMap(svg, {stop.slug: number for number, stop in enumerate(stops, 1)})


def _marked(stop: drawing.Stop, mark: Mark | None) -> drawing.Stop:
    return replace(stop, note=mark.words if mark else "", url=mark.url if mark else "")


def _institutions_by_city() -> dict[City, list[Institution]]:
    housed: dict[City, list[Institution]] = defaultdict(list)
    for institution in prepared.rows(_institutions):
        housed[institution.city].append(institution)
    return housed


def _institutions() -> QuerySet[Institution]:
    return Institution.objects.select_related("city").order_by("-is_home", "-is_hub", "-is_confirmed", "slug")


def _offices_by_city(day: date) -> dict[int, list[Office]]:
    """Those that are open on the day, by the row number of the city where they stand."""
    offices: dict[int, list[Office]] = defaultdict(list)
    for office in prepared.rows(_offices, day):
        offices[office.located_at.city_id].append(office)
    return offices


def _offices(day: date) -> QuerySet[Office]:
    return Office.objects.on(day).select_related("located_at").order_by("opened_on", "pk")


def _placed(institution: Institution) -> PlacedInstitution:
    return PlacedInstitution(
        institution.slug, localized(institution, "name"), institution.is_confirmed, institution.is_hub
    )


def _place_in_line(city: City, members: list[Institution], home_country: str | None) -> tuple[int, float, str]:
    """Home first, then from east to west; other cities of the home country stand last, off the route."""
    if any(institution.is_home for institution in members):
        return 0, 0.0, city.slug
    return (2 if city.country == home_country else 1), -float(city.longitude), city.slug


def _stop(city: City, members: list[Institution], home_country: str | None) -> drawing.Stop:
    kind = "stop"
    if any(institution.is_hub for institution in members):
        kind = "hub"
    if any(institution.is_home for institution in members):
        kind = "home"
    return drawing.Stop(
        slug=city.slug,
        name=str(localized(city, "name")),
        latitude=float(city.latitude),
        longitude=float(city.longitude),
        time_zone=city.time_zone,
        kind=kind,
        on_route=kind == "home" or city.country != home_country,
        url=f"{reverse('partners:partner_list')}#{city.slug}",
    )


def _describe(rows: tuple[PlaceRow, ...]) -> str:
    cities = formats.dash().join(str(row.name) for row in rows)
    return _("Land without borders and one thread through the cities: %(cities)s. The table below holds the same.") % {
        "cities": cities
    }
