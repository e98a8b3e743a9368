"""Which side of a nomination acts next."""

from django.db.models import Q
from django.utils.translation import pgettext

from kanazawa_exchange.lib.viewer import Viewer, member
from partners.permissions import represented_institution_ids
from programs.models import Direction
from programs.queries import coordinated_program_ids

from ... import permissions
from ...models import ReceiverStatus, SenderStatus
from ...nomination_moves import UNDECIDED, WRITABLE

SENDER, RECEIVER, HOME, NOBODY = "sender", "receiver", "home", ""


def turn_of(sender_status: str, receiver_status: str, *, asks: bool, has_stay: bool) -> str:
    """Which side acts next: the sender, the receiver, our office (a stay to be registered), or nobody."""
    if sender_status in WRITABLE:
        return SENDER
    if sender_status == SenderStatus.CANCELLED or receiver_status == ReceiverStatus.REJECTED:
        return NOBODY
    if asks or receiver_status in UNDECIDED:
        return RECEIVER
    return NOBODY if has_stay else HOME


def waiting_for(user: Viewer) -> Q:
    """The nominations in which this user acts next: for a side of which it is the turn, and that the user may speak for."""
    sender = Q(sender_status__in=WRITABLE)
    receiver = Q(sender_status=SenderStatus.SENT) & (
        Q(unlock_asked_at__isnull=False) | Q(receiver_status__in=UNDECIDED)
    )
    home = Q(sender_status=SenderStatus.SENT, receiver_status=ReceiverStatus.VERIFIED, mobility=None)
    mine = represented_institution_ids(user)
    from_mine, to_mine = (
        Q(sending_id__in=mine, run__direction=Direction.INBOUND),
        Q(receiving_id__in=mine, run__direction=Direction.OUTBOUND),
    )
    as_partner = from_mine & sender | to_mine & receiver
    if not permissions.may_register(user):
        return as_partner & ~_barred(user)
    ours = Q(run__direction=Direction.OUTBOUND) & sender | Q(run__direction=Direction.INBOUND) & receiver | home
    here = Q() if permissions.is_office(user) else Q(run__program_id__in=coordinated_program_ids(user))
    both = here & (from_mine | to_mine)
    return (ours & here | as_partner) & ~both & ~_barred(user)


def _barred(user: Viewer) -> Q:
    """The own one, and those whose application competes with the own one, or about which a conflict of interest was declared."""
    account = member(user)
    if account is None:
        return Q(pk__in=[])
    barred = Q(person_id=account.person_id) | Q(application__call__in=permissions.calls_applied_to(user))
    conflicts = permissions.conflicts_of(user)
    return barred | Q(application__in=conflicts) if conflicts else barred


def turn_words(turn: str, direction: str, *, is_mine: bool) -> str:
    if turn == NOBODY:
        return ""
    if is_mine:
        return pgettext("turn", "You")
    is_ours = turn == HOME or (turn == SENDER) == (direction == Direction.OUTBOUND)
    return pgettext("turn", "Kanazawa") if is_ours else pgettext("turn", "Partner institution")
