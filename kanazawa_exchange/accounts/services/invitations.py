"""Invitations: a known person gets an account by a letter with a link that works once, for INVITATION_HOURS."""

import hashlib
import secrets
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from kanazawa_exchange.lib import mail
from kanazawa_exchange.lib.refusals import Refused

from ..models import Invitation, Person, User
from ..permissions import may_invite, may_list_roles
from .ledger import audit
from .permits import refuse_unless


class CannotInvite(Refused):
    """The person or the address already has an account; the message is fit for the user."""


class CannotAccept(Refused):
    """The link is unknown, used, withdrawn or too old: one answer for all four."""

    def __init__(self) -> None:
        super().__init__(_("This link is no longer valid. Ask whoever invited you for a new one."))


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def link(token: str, language: str) -> str:
    """The address in the letter, in the reader's language."""
    with translation.override(language):
        return settings.PORTAL_URL.rstrip("/") + reverse("accounts:invitation_open", kwargs={"token": token})


@transaction.atomic
def invite(person: Person, *, email: str, language: str, by: User | None, now: datetime) -> tuple[Invitation, str]:
    """Invite a person; earlier open invitations of the person die. Returns the invitation and its link, which is stored nowhere.

    Errors: CannotInvite.
    """
    refuse_unless(may_invite, by, person)
    Person.objects.select_for_update().get(pk=person.pk)
    if User.objects.filter(person=person).exists():
        raise CannotInvite(_("This person already has an account."))
    if _has_account(email):
        raise CannotInvite(_("This address already belongs to an account."))
    Invitation.objects.pending().filter(person=person).update(withdrawn_at=now)
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
    mail.send(
        "invitation",
        {"link": address, "hours": settings.INVITATION_HOURS, "portal": settings.PORTAL_URL},
        to=email,
        lang=language,
    )
    audit("invitation_sent", by=by, now=now, record=invitation)
    return invitation, address


@transaction.atomic
def withdraw(invitation: Invitation, *, by: User, now: datetime) -> None:
    """The link stops working; one that was used or withdrawn before stays as it is."""
    refuse_unless(may_list_roles, by)
    current = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    if current.accepted_at or current.withdrawn_at:
        return
    current.withdrawn_at = now
    current.save(update_fields=["withdrawn_at"])
    audit("invitation_withdrawn", by=by, now=now, record=current)


def resend(invitation: Invitation, *, by: User, now: datetime) -> tuple[Invitation, str]:
    """A new letter with a new link to the same address. Errors: CannotInvite."""
    return invite(invitation.person, email=invitation.email, language=invitation.language, by=by, now=now)


def find(token: str, *, now: datetime) -> Invitation:
    """The open invitation behind a link. Errors: CannotAccept."""
    invitation = (
        Invitation.objects.filter(
            token_hash=token_hash(token), accepted_at=None, withdrawn_at=None, expires_at__gt=now, person__user=None
        )
        .select_related("person")
        .first()
    )
    if invitation is None:
        raise CannotAccept
    return invitation


@transaction.atomic
def accept(token: str, *, password: str, language: str, now: datetime) -> User:
    """Open the account; the address is proved by the link itself. Errors: CannotAccept."""
    unlocked = find(token, now=now)
    Person.objects.select_for_update().get(pk=unlocked.person_id)
    invitation = Invitation.objects.select_for_update(of=("self",)).get(pk=unlocked.pk)
    if invitation.accepted_at or invitation.withdrawn_at or _has_account(invitation.email):
        raise CannotAccept
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


def _has_account(email: str) -> bool:
    return (
        User.objects.filter(email__iexact=email).exists() or EmailAddress.objects.filter(email__iexact=email).exists()
    )
