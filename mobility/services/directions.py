"""Stays that have the direction of their run, counted before and after the office changes a place or a home side."""

from collections import Counter
from collections.abc import Collection, Hashable

from django.db.models import Count, Q

from partners.models import Institution
from programs.models import ProgramRun

from ..models import Mobility
from ..queries.directions import derive, home_sides
from ..states import LIVE

JOURNEY = ("sending_id", "receiving_id", "run__program__project_id", "run__direction", "starts_on")


def directed(institutions: Collection[int]) -> Counter[Hashable]:
    """How many stays from or to these institutions agree with their run, by journey; cancelled and voided ones are left out.

    The runs are locked, which serialises this with entering in them.
    """
    list(ProgramRun.objects.select_for_update(of=("self",), no_key=True).order_by("pk").values_list("pk"))
    homes, places = home_sides(), Institution.objects.select_related("city").in_bulk()
    touched = Q(sending_id__in=institutions) | Q(receiving_id__in=institutions)
    journeys = Mobility.objects.filter(touched, status__in=LIVE).values_list(*JOURNEY).annotate(number=Count("pk"))
    counted: Counter[Hashable] = Counter()
    for sending, receiving, project, direction, day, number in journeys.order_by():
        if derive(places[sending], places[receiving], homes.on(project, day)) == direction:
            counted[sending, receiving, project, direction, day] = number
    return counted
