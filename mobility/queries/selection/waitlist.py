"""Who waits for which place, in which order, and what number somebody has in that line."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping

from django.db.models import Exists, OuterRef, Q, QuerySet

from programs.models import Call, CallPlace

from ...application_states import ApplicationStatus, Decision
from ...models import Application, Choice
from ..stopped import rests
from .periods import confirmed_in

ORDER = ("waitlist_rank", "submitted_at", "pk")


def waiting_for(place: CallPlace) -> QuerySet[Application]:
    """Who is told to wait for this place, the first in line first: for it alone, or for any of the wished destinations."""
    wishes = Choice.objects.filter(application=OuterRef("pk")).order_by()
    anywhere = Exists(wishes.filter(place=place)) | ~Exists(wishes)
    rows: QuerySet[Application] = Application.objects.filter(call=place.call_id, status=ApplicationStatus.WAITLISTED)
    return rows.filter(Q(place=place) | Q(place=None) & Q(anywhere)).order_by(*ORDER)


def waits_at(application: Application, wishes: Iterable[int], places: Collection[int]) -> tuple[int, ...]:
    """The same of one of them: the keys of the destinations for which it waits, its wishes in their order; `places`: all of the call."""
    if application.place_id:
        return (application.place_id,)
    return tuple(pk for pk in wishes if pk in places) or tuple(places)


def can_take(place: CallPlace) -> QuerySet[Application]:
    """Those of them who hold no other place in the same period, and who agree to the handling of their data: others could not
    accept this one."""
    held = confirmed_in(place.call.run).filter(person=OuterRef("person"))
    return waiting_for(place).exclude(Exists(held)).exclude(rests())


def holding_another(call: Call, applications: Iterable[Application]) -> frozenset[int]:
    """The keys of the people behind these applications who have accepted another place in the period of this call; one query."""
    held = confirmed_in(call.run).filter(person__in=[one.person_id for one in applications])
    return frozenset(held.values_list("person_id", flat=True))


def numbers(applications: Iterable[Application]) -> Mapping[int, int]:
    """By key: what number each of those who wait has among all who may be given a place before; one query, none for nobody."""
    waiting = [one for one in applications if one.status == ApplicationStatus.WAITLISTED]
    if not waiting:
        return {}
    rows = Application.objects.filter(call__in={one.call_id for one in waiting}, status=ApplicationStatus.WAITLISTED)
    lines: dict[int, list[tuple[int, int | None]]] = {}
    for pk, call, place in rows.order_by(*ORDER).values_list("pk", "call", "place"):
        lines.setdefault(call, []).append((pk, place))
    found = {call: numbered(line) for call, line in lines.items()}
    return {one.pk: found.get(one.call_id, {}).get(one.pk, 1) for one in waiting}


def numbered(line: Iterable[tuple[int, int | None]]) -> Mapping[int, int]:
    """By key the number of each in this line of applications, each with the place it waits for alone, or None for any.

    Counted are those before it who wait for the same place, and those of whom one of the two waits for any. It is the one number
    that is told: to applicants, in letters, and on the pages of the office.
    """
    found: dict[int, int] = {}
    before: Counter[int | None] = Counter()
    for pk, place in line:
        found[pk] = 1 + (before.total() if place is None else before[place] + before[None])
        before[place] += 1
    return found


def numbers_when_told(line: Iterable[Application]) -> Mapping[int, int]:
    """The same among these applications of one call, whoever of them was told; no query."""
    waiting = in_line(one for one in line if one.decision == Decision.WAITLIST)
    return numbered((one.pk, one.place_id) for one in waiting)


def in_line(applications: Iterable[Application]) -> list[Application]:
    """Those who wait, the first in line first; no query."""
    return sorted(applications, key=lambda one: tuple(getattr(one, name) for name in ORDER))
