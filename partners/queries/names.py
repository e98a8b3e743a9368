"""The words by which an institution is known: its names in every language, short ones, further ones, its address part."""

from kanazawa_exchange.lib.gazetteer import Gazetteer
from kanazawa_exchange.lib.languages import columns
from kanazawa_exchange.lib.localized import Localized, localized

from ..models import City, Institution


def short_name(place: Institution) -> Localized:
    """The short name where there is one in the language of the screen, else the whole one: a row stays a row."""
    short = localized(place, "short_name")
    return short if short and not short.is_fallback else localized(place, "name")


def names_of(thing: Institution) -> list[str]:
    return [getattr(thing, name) or "" for name in columns("name", "short_name")] + [
        thing.slug,
        *thing.aliases.splitlines(),
    ]


def institutions_by_name() -> Gazetteer[Institution]:
    """Every institution with its city; one query."""
    return Gazetteer.of(Institution.objects.select_related("city").order_by("pk"), names_of)


def cities_by_name() -> Gazetteer[City]:
    """Every city; one query."""
    return Gazetteer.of(City.objects.order_by("pk"), _names_of_city)


def _names_of_city(city: City) -> list[str]:
    return [*(getattr(city, column) or "" for column in columns("name")), city.slug]
