"""How two mobilities are declared to be stages of one stay, which then counts once, and how that is taken back."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.services.editing import write
from kanazawa_exchange.accounts.services.retries import retried

from .. import permissions
from ..models import Mobility, StageLink
from ..moves import NOT_LIVE
from ..queries.days import bounds
from .refusals import CannotLink, explained


@retried
def link_stages(first: Mobility, second: Mobility, *, by: User) -> StageLink:
    """Declare that `second` continues `first`. Errors: CannotLink, PermissionDenied."""
    with explained(CannotLink), transaction.atomic():
        ids = [first.pk, second.pk]
        stays = {
            stay.pk: stay
            for stay in Mobility.objects.select_for_update(of=("self",))
            .select_related("run")
            .filter(pk__in=ids)
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


def dissolve(stay: Mobility, *, by: User | None) -> None:
    """A record that counts no more leaves its chain, so that the other stage counts by itself."""
    for link in StageLink.objects.filter(Q(first=stay) | Q(second=stay)):
        _delete(link, by=by)


def _delete(link: StageLink, *, by: User | None) -> None:
    link._history_user = by  # type: ignore[attr-defined]
    link.delete()
