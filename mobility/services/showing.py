"""What a partner's representative is shown of our people is handed over: each page and file passes the gate, and is logged.

Of one person a kind of pages leaves one line a day at each institution, however often they are read, and a file likewise; the rows
themselves are chosen by the gate (`gates.incoming`). A request for the head of a page hands over nothing: its view names no reader.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import BooleanField, ExpressionWrapper, QuerySet

from kanazawa_exchange.accounts.models import Person, User
from kanazawa_exchange.lib import clock
from partners.models import Handover, HandoverKind, Institution
from partners.permissions import represented_institution_ids
from partners.queries.gates import incoming
from partners.services.handovers import CannotHandOver, Parcel, hand_over_once

from .. import permissions
from ..models import Mobility, Nomination
from .nominations.moving import SENT_FIELDS

T = TypeVar("T")
ATTEMPTS = 3


@dataclass(frozen=True)
class Pages:
    """Pages and files that show the same people: their name in the log, and which fields they show at most."""

    name: str
    fields: tuple[str, ...]


RECORDS = Pages(
    "records",
    (
        *("name", "status", "run", "places", "category", "level", "activity", "mode", "planned_starts_on"),
        *("planned_ends_on", "actual_starts_on", "actual_ends_on", "leads_to_degree", "enrolled_on", "legs"),
    ),
)
NOMINATIONS = Pages("nominations", (*SENT_FIELDS, "status", "places"))


def shown(
    read: Callable[[], T],
    rows: Callable[[T], QuerySet[Any]],
    pages: Pages,
    *,
    by: User | None,
    now: datetime,
    file: str = "",
) -> T:
    """What `read` gives, once it is logged; `rows`: the records in it. What somebody withdraws meanwhile is read anew, without it.

    `file`: as which kind of file it leaves. `by` is nobody where nothing is
    shown. Errors: PermissionDenied, where somebody withdraws each time.
    """
    for _attempt in range(ATTEMPTS):
        found = read()
        if by is None or not permissions.reads_for_a_partner(by):
            return found
        try:
            _note(rows(found), pages, by, now, file)
        except (CannotHandOver, _Withdrawn):
            continue
        return found
    raise PermissionDenied


def records(uids: Iterable[UUID]) -> QuerySet[Mobility]:
    """The stays on a page that was read, whoever may read them now."""
    return Mobility.objects.filter(uid__in=list(uids))


def nominations(uids: Iterable[UUID]) -> QuerySet[Nomination]:
    """The same of nominations."""
    return Nomination.objects.filter(uid__in=list(uids))


class _Withdrawn(Exception):
    """Something was read that may not be shown any more."""


def _note(rows: QuerySet[Any], pages: Pages, by: User, now: datetime, file: str) -> None:
    """A line for each of our people in these rows who has none yet; two queries where all have."""
    mine = represented_institution_ids(by)
    ours = rows.filter(receiving_id__in=mine).exclude(sending_id__in=mine).order_by()
    passing = ExpressionWrapper(incoming(by), BooleanField())
    told = set(ours.annotate(passes=passing).values_list("person_id", "receiving_id", "passes"))
    pairs = {(person, place) for person, place, passes in told if passes}
    if len(pairs) < len(told) and ours.exclude(pk__in=rows.model.objects.visible_to(by).values("pk")).exists():
        raise _Withdrawn
    ref = " ".join(filter(None, (pages.name, file, clock.tokyo_date(now).isoformat())))
    kind = HandoverKind.EXPORT if file else HandoverKind.READING
    fresh = pairs - _logged(pairs, ref, kind) if pairs else pairs
    if not fresh:
        return
    places = Institution.objects.select_related("city").in_bulk({place for _person, place in fresh})
    people = Person.objects.in_bulk({person for person, _place in fresh})
    parcel = Parcel(kind, pages.fields, ref)
    for pk in sorted(places):
        hand_over_once([people[who] for who, to in fresh if to == pk], places[pk], parcel, by=by, now=now)


def _logged(pairs: set[tuple[int, int]], ref: str, kind: str) -> set[tuple[int, int]]:
    lines = Handover.objects.filter(ref=ref, kind=kind, institution__in={place for _person, place in pairs})
    return set(lines.values_list("person_id", "institution_id"))
