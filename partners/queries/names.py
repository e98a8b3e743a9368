"""The words by which an institution is known: its names in every language, short ones, further ones, its address part."""

from kanazawa_exchange.lib.gazetteer import Gazetteer
from kanazawa_exchange.lib.languages import columns

from ..models import Institution


def names_of(thing: Institution) -> list[str]:
    return [getattr(thing, name) or "" for name in columns("name", "short_name")] + [
        thing.slug,
        *thing.aliases.splitlines(),
    ]


def institutions_by_name() -> Gazetteer[Institution]:
    """Every institution with its city; one query."""
    return Gazetteer.of(Institution.objects.select_related("city").order_by("pk"), names_of)
