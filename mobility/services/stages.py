"""Two mobilities linked as stages of one stay, which then counts once, and unlinked again."""

from datetime import date
from itertools import pairwise

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.services.editing import delete, write
from kanazawa_exchange.accounts.services.retries import retried
from kanazawa_exchange.lib.refusals import explained
from kanazawa_exchange.lib.states import MoveRefused

from .. import permissions
from ..models import Mobility, StageLink
from ..moves import StageOrder
from ..queries.days import bounds
from ..states import NOT_LIVE
from .refusals import GUARDS, CannotLink


@retried
def link_stages(first: Mobility, second: Mobility, *, by: User) -> StageLink:
    """Declare that `second` continues `first`. Errors: CannotLink, PermissionDenied."""
    with explained(GUARDS, CannotLink), transaction.atomic():
        # all stays of the person, so that of two links at once one sees the other and no circle closes
        stays = {
            stay.pk: stay
            for stay in Mobility.objects.select_for_update(of=("self",))
            .select_related("run")
            .filter(Q(person=first.person_id) | Q(pk=second.pk))
            .order_by("pk")
        }
        one, two = stays[first.pk], stays[second.pk]
        if not (permissions.may_edit(by, one) and permissions.may_edit(by, two)):
            raise PermissionDenied
        if sentence := _fault(one, two):
            raise CannotLink({"": sentence})
        link = StageLink(first=one, second=two)
        write(link, by=by)
    return link


def _fault(one: Mobility, two: Mobility) -> str:
    if one.pk == two.pk or one.person_id != two.person_id:
        return _("Two stages of one stay belong to the same person.")
    if {one.status, two.status} & set(NOT_LIVE):
        return _("A cancelled or voided record is no stage of a stay.")
    if one.run.direction != two.run.direction:
        return _("Two stages of one stay go the same way: both outbound or both inbound.")
    starts = bounds(one)[0], bounds(two)[0]
    if starts[0] is None or starts[1] is None or starts[1] < starts[0]:
        return _("The second stage begins after the first.")
    taken = Q(first_id=one.pk) | Q(second_id=two.pk)
    if StageLink.objects.filter(taken).exists():
        return _("One of these mobilities is already linked.")
    if two in _stay_of(one):
        return _("These two are stages of one stay already.")
    return ""


@retried
def unlink_stages(link: StageLink, *, by: User) -> None:
    """Take a link back; both records count by themselves again. Errors: PermissionDenied."""
    with transaction.atomic():
        current = (
            StageLink.objects.select_for_update(of=("self",))
            .select_related("first__run", "second__run")
            .get(pk=link.pk)
        )
        if not (permissions.may_edit(by, current.first) and permissions.may_edit(by, current.second)):
            raise PermissionDenied
        _delete(current, by=by)


# --- What moves do to links -------------------------------------------------------------------------------------------
def follow_days(stay: Mobility, *, by: User | None, order: str = StageOrder.TURN) -> None:
    """After the days of a stage have changed: links whose second stage begins before the first are turned or taken back.

    Without an `order` to follow it is asked for. Errors: MoveRefused.
    """
    stages = _stay_of(stay, lock=True)
    links = list(StageLink.objects.filter(first__in=stages).select_related("first", "second"))
    turned = [link for link in links if _place(link.second)[0] < _place(link.first)[0]]
    if not turned:
        return
    if order == StageOrder.TURN:
        pairs = list(pairwise(sorted(stages, key=_place)))
        for link in links:
            if (link.first, link.second) not in pairs:
                _delete(link, by=by)
        known = {(link.first_id, link.second_id) for link in links}
        for first, second in pairs:
            if (first.pk, second.pk) not in known:
                write(StageLink(first=first, second=second), by=by)
    elif order == StageOrder.TAKE_BACK:
        for link in turned:
            _delete(link, by=by)
    else:
        sentence = _("The first of two linked stages would begin after the second. What becomes of the link?")
        raise MoveRefused(sentence, field="order")


def _stay_of(stay: Mobility, *, lock: bool = False) -> list[Mobility]:
    """All stages that links join to this one, itself included."""
    pairs = StageLink.objects.filter(first__person_id=stay.person_id).values_list("first_id", "second_id")
    joined = {stay.pk}
    while more := {pk for pair in pairs if joined & set(pair) for pk in pair} - joined:
        joined |= more
    stages = Mobility.objects.select_for_update(of=("self",)) if lock and len(joined) > 1 else Mobility.objects.all()
    return list(stages.filter(pk__in=joined).order_by("pk"))


def _place(stay: Mobility) -> tuple[date, date, int]:
    """Its place among the stages of one stay: by first day, then by last day, then by number."""
    start, end = bounds(stay)
    return start or date.max, end or date.max, stay.pk


def dissolve(stay: Mobility, *, by: User | None) -> None:
    """A record that counts no more leaves its chain, so that the other stage counts by itself."""
    for link in StageLink.objects.filter(Q(first=stay) | Q(second=stay)):
        _delete(link, by=by)


def _delete(link: StageLink, *, by: User | None) -> None:
    delete(link, by=by)
