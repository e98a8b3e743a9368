"""Accounts closed and opened again, and their sessions ended."""

from datetime import date, datetime

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils.translation import gettext as _

from kanazawa_exchange.lib.refusals import Refused

from ..models import User
from ..permissions import is_own_account, may_grant_roles
from .ledger import audit
from .permits import refuse_unless
from .retries import retried
from .roles import lasting_administrators


class CannotDisable(Refused):
    """The portal would be left without an administrator, or one would lock oneself out."""


@retried
@transaction.atomic
def disable(user: User, *, by: User, now: datetime, on: date) -> None:
    """No sign-in any more; every open session ends. Errors: CannotDisable."""
    refuse_unless(may_grant_roles, by)
    if user.pk == by.pk:
        raise CannotDisable(_("You cannot close your own account. Ask another administrator."))
    lasting = lasting_administrators(on)
    current = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    if lasting and all(grant.person_id == current.person_id for grant in lasting):
        raise CannotDisable(
            _("This is the only administrator with an account and without a last day. Appoint another one first.")
        )
    current.is_active = False
    current.save(update_fields=["is_active"])
    end_sessions(current, by=by, now=now)
    audit("account_disabled", by=by, now=now, record=current)


@transaction.atomic
def enable(user: User, *, by: User, now: datetime) -> None:
    """Sign-in is possible again, with the same password and second factor."""
    refuse_unless(may_grant_roles, by)
    current = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    current.is_active = True
    current.save(update_fields=["is_active"])
    audit("account_enabled", by=by, now=now, record=current)


@transaction.atomic
def end_sessions(user: User, *, by: User | None, now: datetime) -> int:
    """End every open session of an account; returns how many there were."""
    refuse_unless(may_grant_roles, by)
    open_sessions = UserSession.objects.filter(user=user)
    keys = list(open_sessions.values_list("session_key", flat=True))
    # a session the list does not know of (it began elsewhere) is found by whom it belongs to
    for session in Session.objects.filter(expire_date__gt=now).exclude(session_key__in=keys).iterator():
        if session.get_decoded().get("_auth_user_id") == str(user.pk):
            keys.append(session.session_key)
    Session.objects.filter(session_key__in=keys).delete()
    open_sessions.delete()
    audit("sessions_ended", by=by, now=now, record=user)
    return len(keys)


def choose_language(user: User, language: str, *, by: User) -> None:
    """The language of this account's pages and mails."""
    refuse_unless(is_own_account, by, user)
    user.language = language
    user.save(update_fields=["language"])
