"""Who waits for which place, in which order, and what number somebody has in that line."""

from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Exists, OuterRef, Q, QuerySet

from programs.models import CallPlace

from ...application_states import ApplicationStatus
from ...models import Application, Choice
from .periods import overlapping

ORDER = ("waitlist_rank", "submitted_at", "pk")


def waiting_for(place: CallPlace) -> QuerySet[Application]:
    """Who is told to wait for this place, the first in line first: for it alone, or for any of the wished destinations."""
    wishes = Choice.objects.filter(application=OuterRef("pk")).order_by()
    anywhere = Exists(wishes.filter(place=place)) | ~Exists(wishes)
    rows: QuerySet[Application] = Application.objects.filter(call=place.call_id, status=ApplicationStatus.WAITLISTED)
    return rows.filter(Q(place=place) | Q(place=None) & Q(anywhere)).order_by(*ORDER)


def can_take(place: CallPlace) -> QuerySet[Application]:
    """Those of them who hold no other place in the same period: they could not accept this one."""
    held = Application.objects.filter(
        overlapping(place.call.run, "call__run__"), person=OuterRef("person"), status=ApplicationStatus.CONFIRMED
    )
    return waiting_for(place).exclude(Exists(held.order_by()))


def numbers(applications: Iterable[Application]) -> Mapping[int, int]:
    """By key: what number each of those who wait has among all who may be given a place before; one query, none for nobody."""
    waiting = [one for one in applications if one.status == ApplicationStatus.WAITLISTED]
    if not waiting:
        return {}
    rows = Application.objects.filter(call__in={one.call_id for one in waiting}, status=ApplicationStatus.WAITLISTED)
    lines: dict[int, list[tuple[int, int | None]]] = {}
    for pk, call, place in rows.order_by(*ORDER).values_list("pk", "call", "place"):
        lines.setdefault(call, []).append((pk, place))
    return {one.pk: _number(one, lines.get(one.call_id, [])) for one in waiting}


def _number(application: Application, line: Sequence[tuple[int, int | None]]) -> int:
    """Those before it in line who wait for the same place, or one of the two for any."""
    before = 0
    for pk, place in line:
        if pk == application.pk:
            break
        before += None in (place, application.place_id) or place == application.place_id
    return before + 1
