"""What the records tell of people who may be the one that is registered: where they study, and when they travelled last."""

from collections import defaultdict
from collections.abc import Collection

from kanazawa_exchange.accounts.queries.namesakes import Beside
from kanazawa_exchange.lib.localized import localized
from kanazawa_exchange.lib.viewer import Viewer
from partners.models import Enrolment

from ..models import Mobility
from .days import period_of


def beside(user: Viewer) -> Beside:
    """For this reader: stays that the reader may not see are not told."""
    return Beside(studies_at, lambda ids: _last_stays(user, ids))


def studies_at(people: Collection[int]) -> dict[int, set[int]]:
    """Person → the universities that may have given the number: those of enrolments, and those that sent."""
    places: dict[int, set[int]] = defaultdict(set)
    for rows, column in ((Enrolment.objects.all(), "institution_id"), (Mobility.objects.all(), "sending_id")):
        for person, place in rows.filter(person_id__in=people).values_list("person_id", column):
            places[person].add(place)
    return places


def _last_stays(user: Viewer, people: Collection[int]) -> dict[int, str]:
    """Person → host and days of the last stay that this user may see."""
    stays = Mobility.objects.visible_to(user).filter(person_id__in=people).select_related("receiving")
    return {
        stay.person_id: f"{localized(stay.receiving, 'name')}, {period_of(stay)}"
        for stay in stays.order_by("starts_on", "pk")
    }
