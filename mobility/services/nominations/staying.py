"""The stay that comes of a nomination which both sides stand behind: registered once, with what the nomination says."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.services.editing import lock_for_edit, lock_person, save_edit
from kanazawa_exchange.accounts.services.permits import refuse_unless
from kanazawa_exchange.accounts.services.retries import retried
from kanazawa_exchange.lib.refusals import Refused

from ... import permissions
from ...facts import Facts, NewStay, Places
from ...models import Mobility, Nomination, ReceiverStatus, SenderStatus
from ...queries.stopped import why_and_what_helps
from .. import mobilities
from ..refusals import CannotRegister
from ..stopped import lock_stopped
from .preparing import rows


@retried
@transaction.atomic
def register_stay(nomination: Nomination, *, by: User | None, now: datetime) -> Mobility:
    """The planned stay of a verified nomination whose stay could not be registered when the host accepted; the same one if it is
    there. Errors: CannotRegister, Refused, PermissionDenied."""
    current: Nomination = lock_for_edit(rows(), nomination.pk, None)
    refuse_unless(permissions.may_register_stay_of, by, current)
    if current.mobility is not None:
        return current.mobility
    if (current.sender_status, current.receiver_status) != (SenderStatus.SENT, ReceiverStatus.VERIFIED):
        raise Refused(_("The host has not accepted this nomination."))
    return _registered(current, by, now)


def follow(current: Nomination, *, by: User | None, now: datetime) -> bool:
    """Register the stay of a locked nomination that was just verified; whether that could be done.

    Where the host is the partner, the portal does it itself: both institutions have agreed. What stands against it is no fault of
    the host's answer: the nomination stays verified, and the office reads the reason when it registers the stay.
    """
    if current.mobility is not None:
        return True
    try:
        with transaction.atomic():
            _registered(current, by, now)
    except CannotRegister:
        current.mobility = None
        return False
    return True


def _registered(current: Nomination, by: User | None, now: datetime) -> Mobility:
    lock_person(current.person_id)
    if lock_stopped([current.person_id]):
        raise CannotRegister(why_and_what_helps())
    new = new_stay(current)
    if by is not None and permissions.may_register_in(by, current.run.program_id):
        stay = mobilities.register(new.person, new.places, new.facts, by=by, now=now)
    else:
        stay = mobilities.register_agreed(new, now=now)
    current.mobility = stay
    save_edit(current, by=by, reason="register_stay")
    return stay


def new_stay(nomination: Nomination) -> NewStay:
    """The stay as the nomination says it."""
    facts = Facts(
        run=nomination.run,
        category=nomination.category,
        level=nomination.level,
        planned_starts_on=nomination.planned_starts_on,
        planned_ends_on=nomination.planned_ends_on,
        agreement=nomination.agreement,
    )
    return NewStay(nomination.person, Places(nomination.sending, nomination.receiving), facts)
