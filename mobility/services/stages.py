"""Two mobilities linked as stages of one stay, which then counts once, and unlinked again."""

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.services.editing import delete, lock_for_edit, write, write_many
from kanazawa_exchange.accounts.services.permits import refuse_unless
from kanazawa_exchange.accounts.services.retries import retried
from kanazawa_exchange.lib.refusals import explained
from kanazawa_exchange.lib.states import MoveRefused

from .. import permissions
from ..facts import NewStay
from ..models import Mobility, StageLink
from ..moves import StageOrder
from ..queries.days import bounds
from ..queries.stages import Links, are_joined, joined, links_of, place
from ..states import NOT_LIVE
from .checks import clashing_stay, shared_days
from .clashes import clash_sentence
from .known import Known, known_about
from .refusals import GUARDS, CannotLink


@retried
def link_stages(first: Mobility, second: Mobility, *, by: User) -> StageLink:
    """Declare that `second` continues `first`. Errors: CannotLink, PermissionDenied."""
    with explained(GUARDS, CannotLink), transaction.atomic():
        one, two = _locked(first, second)
        refuse_unless(permissions.may_edit, by, one)
        refuse_unless(permissions.may_edit, by, two)
        if sentence := link_fault(one, two, links_of({one.person_id})):
            raise CannotLink(sentence)
        link = StageLink(first=one, second=two)
        write(link, by=by)
    return link


def link_fault(one: Mobility, two: Mobility, links: Links) -> str:
    """Why two stays cannot be linked in this order, in words, or nothing. `links`: those of the person."""
    if one == two or one.person_id != two.person_id:
        return _("Two stages of one stay belong to the same person.")
    if {one.status, two.status} & set(NOT_LIVE):
        return _("A cancelled or voided record is no stage of a stay.")
    if one.run.direction != two.run.direction:
        return _("Two stages of one stay go the same way: both outbound or both inbound.")
    starts = bounds(one)[0], bounds(two)[0]
    if starts[0] is None or starts[1] is None or starts[1] < starts[0]:
        return _("The second stage begins after the first.")
    if any(one.pk == first or two.pk == second for first, second in links):
        return _("One of these mobilities is already linked.")
    if are_joined(joined(links), one, two):
        return _("These two are stages of one stay already.")
    return ""


@retried
def unlink_stages(link: StageLink, *, by: User) -> None:
    """Take a link back; both records count by themselves again. Errors: CannotLink, Gone, PermissionDenied."""
    with transaction.atomic():
        one, two = _locked(link.first, link.second)
        refuse_unless(permissions.may_edit, by, one)
        refuse_unless(permissions.may_edit, by, two)
        delete(lock_for_edit(StageLink.objects.all(), link.pk, None), by=by)
        if sentence := _lonely_day(one):
            raise CannotLink(sentence)


# --- What registering does --------------------------------------------------------------------------------------------
def stage_faults(new: Mobility, known: Known, *, by: User | None) -> dict[str, str]:
    """Why a new stay cannot be linked with those it shares the day of a change of place with, by field."""
    pairs = shared_days(new, known)
    if not pairs:
        return {"is_stage": _("No other stay of this person ends on its first day or begins on its last one.")}
    for one, two in pairs:
        if not (permissions.may_edit(by, one) and permissions.may_edit(by, two)):
            return {"is_stage": _("The other stay belongs to a programme of others: the office can link the two.")}
        if sentence := link_fault(one, two, known.links):
            return {"is_stage": sentence}
    return {}


def write_links(records: Sequence[Mobility], stays: Sequence[NewStay], known: Known, *, by: User | None) -> None:
    """The links of the new stays that were declared stages; two queries whatever their number."""
    pairs = {
        pair: None
        for record, new in zip(records, stays, strict=True)
        if new.confirmed.is_stage
        for pair in shared_days(record, known)
    }
    write_many([StageLink(first=first, second=second) for first, second in pairs], by=by)


def _locked(one: Mobility, other: Mobility) -> tuple[Mobility, Mobility]:
    """Both records among all stays of the person, so that of two links at once one sees the other and no circle closes."""
    rows = Mobility.objects.select_for_update(of=("self",)).select_related("run")
    stays = rows.filter(Q(person=one.person_id) | Q(pk=other.pk)).order_by("pk").in_bulk()
    return stays[one.pk], stays[other.pk]


def _lonely_day(stay: Mobility) -> str:
    """A sentence when a day is shared with a stay that is no stage of the same one any more."""
    known = known_about(stay)
    for other in (stay, *known.others_of(stay)):
        if clash := clashing_stay(other, known):
            return clash_sentence(other, clash, None)
    return ""


# --- What moves do to links -------------------------------------------------------------------------------------------
def follow_days(stay: Mobility, *, by: User | None, order: str = StageOrder.TURN) -> None:
    """After the days of a stage have changed: links whose second stage begins before the first are turned or taken back.

    Without an `order` to follow it is asked for. Errors: MoveRefused.
    """
    stages = _stay_of(stay)
    links = list(StageLink.objects.filter(first__in=stages).select_related("first", "second"))
    turned = [link for link in links if place(link.second)[0] < place(link.first)[0]]
    if not turned:
        return
    if order == StageOrder.TURN:
        pairs = list(pairwise(sorted(stages, key=place)))
        for link in links:
            if (link.first, link.second) not in pairs:
                delete(link, by=by)
        linked = {(link.first_id, link.second_id) for link in links}
        for first, second in pairs:
            if (first.pk, second.pk) not in linked:
                write(StageLink(first=first, second=second), by=by)
    elif order == StageOrder.TAKE_BACK:
        for link in turned:
            delete(link, by=by)
        if sentence := _lonely_day(stay):
            raise MoveRefused(sentence, field="order")
    else:
        sentence = _("The first of two linked stages would begin after the second. What becomes of the link?")
        raise MoveRefused(sentence, field="order")


def _stay_of(stay: Mobility) -> list[Mobility]:
    """All stages that links join to this one, itself included; several are locked."""
    stages = joined(links_of({stay.person_id})).get(stay.pk, frozenset({stay.pk}))
    rows = Mobility.objects.select_for_update(of=("self",)) if len(stages) > 1 else Mobility.objects.all()
    return list(rows.filter(pk__in=stages).order_by("pk"))


def relink(stay: Mobility, *, since: datetime, by: User | None) -> None:
    """A record that lives again takes its place between the stages from which it was taken out, as far as they still fit."""
    gone = StageLink.history.filter(Q(first=stay) | Q(second=stay), history_type="-", history_date__gte=since)  # type: ignore[attr-defined]
    pairs = list(gone.values_list("first_id", "second_id"))
    before = [first for first, second in pairs if second == stay.pk]
    after = [second for first, second in pairs if first == stay.pk]
    for link in StageLink.objects.filter(first__in=before, second__in=after):
        delete(link, by=by)
    others = Mobility.objects.select_related("run").in_bulk({*before, *after})
    for first, second in dict.fromkeys(pairs):
        one, two = (stay if pk == stay.pk else others[pk] for pk in (first, second))
        if not link_fault(one, two, links_of({stay.person_id})):
            write(StageLink(first=one, second=two), by=by)


def unlink_all(stay: Mobility, *, by: User | None) -> None:
    """A record that counts no more leaves its chain, so that the other stage counts by itself.

    Where it stood between stages that share a day these stay linked.
    """
    links = list(StageLink.objects.filter(Q(first=stay) | Q(second=stay)).select_related("first", "second"))
    for link in links:
        delete(link, by=by)
    before = next((link.first for link in links if link.second_id == stay.pk), None)
    after = next((link.second for link in links if link.first_id == stay.pk), None)
    if before is not None and after is not None and _lonely_day(before):
        write(StageLink(first=before, second=after), by=by)
