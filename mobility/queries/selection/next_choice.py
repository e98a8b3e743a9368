"""Which other places of the call can be offered to an applicant whose host has said no."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from programs.models import CallPlace

from ...application_states import ApplicationStatus
from ...models import Application
from ..applications.hosts import rejecting
from .places import taken


@dataclass(frozen=True)
class NextPlace:
    """A destination with so many free places; `wish`: as which wish the applicant has named it, 0 where not at all."""

    place: CallPlace
    wish: int
    free: int


def next_places(application: Application) -> tuple[NextPlace, ...]:
    """The wished ones first, in their order; without the place that is held and hosts that have rejected the applicant. Four queries."""
    rows = application.call.destinations.select_related("institution")
    others = rows.exclude(institution__in=rejecting(application))
    places = [place for place in others if place.pk != application.place_id]
    wishes = dict(application.choices.values_list("place", "order"))
    number = taken([place.pk for place in places])
    found = [NextPlace(place, wishes.get(place.pk, 0), place.places - number[place.pk]) for place in places]
    return tuple(sorted((one for one in found if one.free > 0), key=lambda one: (not one.wish, one.wish)))


def moved_on_from(place: CallPlace) -> QuerySet[Any, Any]:
    """The keys of the applications that had confirmed this place and have another one now, by their history."""
    history: Any = Application.history  # type: ignore[attr-defined]  # registered in `translation`
    holding = Application.objects.filter(place=place).order_by().values("pk")
    rows = history.filter(place=place, status=ApplicationStatus.CONFIRMED).exclude(id__in=holding)
    found: QuerySet[Any, Any] = rows.order_by().values("id")
    return found
