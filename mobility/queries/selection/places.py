"""How many places of a call are taken: decided and still hidden, offered, or confirmed."""

from collections.abc import Collection, Mapping

from django.db.models import Count, Q

from ...application_states import TAKING, Decision
from ...models import Application


def is_taking() -> Q:
    """The applications that take a place: also one that was decided and that nobody is told of."""
    return Q(status__in=TAKING, decision=Decision.OFFER)


def taken(places: Collection[int]) -> Mapping[int, int]:
    """By the keys of places: how many are taken, in one query."""
    rows = Application.objects.filter(is_taking(), place__in=places).order_by().values("place")
    found = dict(rows.annotate(number=Count("pk")).values_list("place", "number"))
    return {pk: found.get(pk, 0) for pk in places}
