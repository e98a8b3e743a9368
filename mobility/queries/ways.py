"""Directions in the words of places, for a partner's office: what we send is what arrives there."""

from collections.abc import Iterable, Mapping

from django.db.models import Q

from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.localized import localized
from kanazawa_exchange.lib.viewer import Viewer
from partners.models import City, Institution
from partners.permissions import represented_institution_ids
from programs.models import Direction, ProjectHome

from .. import permissions


def from_to(sending: Institution, receiving: Institution) -> str:
    """Kazan → Kanazawa"""
    return _way([sending.city], [receiving.city])


def in_places(user: Viewer) -> Mapping[str, str]:
    """By direction: from where to where; empty for whoever reads directions as our university names them."""
    if not permissions.reads_for_a_partner(user):
        return {}
    ours = _cities(Q(institutions__in=ProjectHome.objects.values("institution")))
    theirs = _cities(Q(institutions__in=represented_institution_ids(user)))
    return {Direction.OUTBOUND: _way(ours, theirs), Direction.INBOUND: _way(theirs, ours)}


def _cities(condition: Q) -> list[City]:
    return list(City.objects.filter(condition).distinct().order_by("pk"))


def _way(starts: Iterable[City], ends: Iterable[City]) -> str:
    return " → ".join(formats.listed(localized(city, "name") for city in side) for side in (starts, ends))
