"""Which account opens an entry of a person, and who has invited there: what a merge gives to whom."""

from dataclasses import dataclass

from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.names import ShownName

from ..models import Invitation, Person, RoleGrant, User
from ..permissions import OFFICE
from .names import shown_names


@dataclass(frozen=True)
class EntryAccount:
    """`invited_by`: who has sent the invitation by which it was opened, unless that was the office."""

    email: str
    invited_by: ShownName | None = None


def account_of(entry: Person) -> EntryAccount | None:
    account = User.objects.filter(person=entry).first()
    if account is None:
        return None
    used = Invitation.objects.filter(person=entry, accepted_at__isnull=False).select_related("invited_by")
    last = used.order_by("accepted_at", "pk").last()
    return EntryAccount(account.email, _outside(last) if last else None)


def _outside(invitation: Invitation) -> ShownName | None:
    """The sender of an invitation, unless the portal has sent it, or somebody who worked in the office on that day."""
    sender = invitation.invited_by
    if sender is None:
        return None
    roles = RoleGrant.objects.on(clock.tokyo_date(invitation.created_at)).filter(role__in=OFFICE)
    if sender.person_id is None or roles.filter(person=sender.person_id).exists():
        return None
    return shown_names([sender.person_id], reading=False)[sender.person_id]
