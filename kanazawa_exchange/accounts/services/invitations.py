"""Invitations: a known person gets an account by a letter with a link that works once, for INVITATION_HOURS."""

import hashlib
import secrets
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.fields import EmailField
from kanazawa_exchange.lib.names import display
from kanazawa_exchange.lib.refusals import Refused

from ..mail_kinds import INVITATION
from ..models import Invitation, Letter, Person, User
from ..permissions import may_have_invited, may_list_roles, may_still_invite
from ..queries.names import spellings_of
from . import outbox
from .editing import lock_person
from .ledger import audit
from .permits import refuse_unless


class CannotInvite(Refused):
    """The person or the address already has an account; the message is fit for the user."""


class SharedMailbox(CannotInvite):
    """Somebody else has an open invitation to the same address; who invites may say that this is meant."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Another person has an open invitation to this address. One address opens one account only: whoever"
                " accepts first has it, and the other one needs an address of their own."
            ),
            field="shared",
        )


class CannotAccept(Refused):
    """The link is unknown, used, withdrawn or too old, or who sent it may no longer invite: one answer for all of them."""

    def __init__(self) -> None:
        super().__init__(_("This link is no longer valid. Ask whoever invited you for a new one."))


class AddressTaken(CannotAccept):
    """The link is good, but its mailbox opens somebody else's account: told to whoever reads that mailbox."""

    def __init__(self) -> None:
        Refused.__init__(
            self,
            _(
                "Somebody else has opened an account with this address, so it cannot open a second one. Ask whoever"
                " invited you to invite you to an address of your own."
            ),
        )


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def link(token: str, language: str) -> str:
    """The address in the letter, in the reader's language."""
    with translation.override(language):
        return settings.PORTAL_URL.rstrip("/") + reverse("accounts:invitation_open", kwargs={"token": token})


@transaction.atomic
def invite(
    person: Person, *, email: str, language: str, shared: bool = False, by: User | None, now: datetime
) -> tuple[Invitation, str]:
    """Invite a person; earlier open invitations of the person die. Returns the invitation and its link, which is stored nowhere.

    `shared`: it is known that another person is invited to this address. Errors: CannotInvite, SharedMailbox.
    """
    refuse_unless(may_have_invited, by, person)
    email = _possible(email)
    lock_person(person.pk)
    if User.objects.filter(person=person).exists():
        raise CannotInvite(_("This person already has an account."))
    if _has_account(email):
        raise CannotInvite(_("This address already belongs to an account."))
    if not shared and Invitation.objects.open(now).filter(email=email).exclude(person=person).exists():
        raise SharedMailbox
    _withdraw_pending(person, "invitation_replaced", by=by, now=now)
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        email=email,
        person=person,
        language=language,
        token_hash=token_hash(token),
        invited_by=by,
        created_at=now,
        expires_at=now + timedelta(hours=settings.INVITATION_HOURS),
    )
    address = link(token, language)
    invitation.letter = _write(invitation, address, by=by, now=now)
    audit("invitation_sent", by=by, now=now, record=invitation)
    return invitation, address


def _write(invitation: Invitation, address: str, *, by: User | None, now: datetime) -> Letter:
    names = spellings_of([invitation.person_id])[invitation.person_id]
    return outbox.write(
        INVITATION,
        to=outbox.Recipient(invitation.email, invitation.language, invitation.person),
        ref=str(invitation.uid),
        values={
            "name": lambda: display(names, reading=False),
            "link": address,
            "until": lambda: formats.date_and_time(invitation.expires_at),
        },
        by=by,
        now=now,
        until=invitation.expires_at,
    )


@transaction.atomic
def withdraw(invitation: Invitation, *, by: User, now: datetime) -> None:
    """The link stops working; one that was used or withdrawn before stays as it is."""
    refuse_unless(may_list_roles, by)
    current = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    if current.accepted_at or current.withdrawn_at:
        return
    current.withdrawn_at = now
    current.save(update_fields=["withdrawn_at"])
    outbox.withdraw(INVITATION, [str(current.uid)], now=now)
    audit("invitation_withdrawn", by=by, now=now, record=current)


def withdraw_all(person: Person, *, by: User | None, now: datetime) -> int:
    """No link of this person works any more; returns how many did. Call with the person's row locked."""
    refuse_unless(may_list_roles, by)
    return _withdraw_pending(person, "invitation_withdrawn", by=by, now=now)


def _withdraw_pending(person: Person, event: str, *, by: User | None, now: datetime) -> int:
    rows = list(Invitation.objects.pending().filter(person=person))
    Invitation.objects.filter(pk__in=[row.pk for row in rows]).update(withdrawn_at=now)
    outbox.withdraw(INVITATION, [str(row.uid) for row in rows], now=now)
    for row in rows:
        audit(event, by=by, now=now, record=row)
    return len(rows)


def resend(invitation: Invitation, *, by: User, now: datetime) -> tuple[Invitation, str]:
    """A new letter with a new link to the same address. Errors: CannotInvite."""
    address, language = invitation.email, invitation.language
    return invite(invitation.person, email=address, language=language, shared=True, by=by, now=now)


def find(token: str, *, now: datetime) -> Invitation:
    """The open invitation behind a link. Errors: CannotAccept, AddressTaken."""
    rows = Invitation.objects.open(now).filter(token_hash=token_hash(token), person__user=None)
    invitation = rows.select_related("person", "invited_by").first()
    if invitation is None or not may_still_invite(invitation):
        raise CannotAccept
    if _has_account(invitation.email):
        raise AddressTaken
    return invitation


@transaction.atomic
def accept(token: str, *, password: str, language: str, now: datetime) -> User:
    """Open the account; the address is proved by the link itself. Errors: CannotAccept, AddressTaken."""
    unlocked = find(token, now=now)
    Person.objects.select_for_update().get(pk=unlocked.person_id)
    invitation = Invitation.objects.select_for_update(of=("self",)).get(pk=unlocked.pk)
    if invitation.accepted_at or invitation.withdrawn_at or not may_still_invite(invitation):
        raise CannotAccept
    if _has_account(invitation.email):
        raise AddressTaken
    try:
        with transaction.atomic():
            user = User.objects.create_user(
                email=invitation.email, password=password, person=invitation.person, language=language
            )
            EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    except IntegrityError as error:
        raise CannotAccept from error
    invitation.accepted_at = now
    invitation.save(update_fields=["accepted_at"])
    audit("account_opened", by=user, now=now, record=user)
    return user


def _possible(email: str) -> str:
    """The address as it is stored and compared, in lower case. Errors: CannotInvite, also for one of an older invitation."""
    try:
        return EmailField().clean(email).lower()
    except ValidationError as wrong:
        raise CannotInvite(" ".join(wrong.messages), field="email") from wrong


def _has_account(email: str) -> bool:
    """Both tables hold addresses in lower case."""
    known = EmailAddress.objects.filter(email=email.lower())
    return User.objects.at(email).exists() or known.exists()
