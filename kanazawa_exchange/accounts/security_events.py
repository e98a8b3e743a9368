"""Security events of the sign-in library, and their way into the audit log."""

from collections.abc import Callable

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from django.contrib.auth import signals as auth
from django.http import HttpRequest

from kanazawa_exchange.lib import clock

from .middleware import FACTOR_AT, note_sign_in
from .models import User
from .services.ledger import audit


def _connect() -> None:
    auth.user_logged_in.connect(signed_in, dispatch_uid="audit_signed_in")
    auth.user_logged_out.connect(signed_out, dispatch_uid="audit_signed_out")
    mfa.authenticator_added.connect(factor_proved, dispatch_uid="factor_proved")
    auth.user_login_failed.connect(sign_in_failed, dispatch_uid="audit_sign_in_failed")
    for signal, event in (
        (account.password_set, "password_set"),
        (account.password_changed, "password_changed"),
        (account.password_reset, "password_reset"),
        (account.email_changed, "email_changed"),
        (account.email_added, "email_added"),
        (account.email_removed, "email_removed"),
        (account.user_signed_up, "account_opened"),
        (mfa.authenticator_added, "second_factor_added"),
        (mfa.authenticator_removed, "second_factor_removed"),
        (mfa.authenticator_reset, "recovery_codes_renewed"),
        (mfa.authentication_failed, "second_factor_failed"),
    ):
        signal.connect(_writer(event), weak=False, dispatch_uid=f"audit_{event}")


def factor_proved(sender: object, *, request: HttpRequest, authenticator: Authenticator, **kwargs: object) -> None:
    """A code or a key has just been shown: its recovery codes may be seen without asking for it again."""
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        request.session[FACTOR_AT] = clock.now().timestamp()


def _writer(event: str) -> Callable[..., None]:
    def write(sender: object, *, user: User | None = None, authenticator: object = None, **kwargs: object) -> None:
        kind = getattr(authenticator, "type", "")
        audit(event, by=user, now=clock.now(), record=user, detail=str(kind))

    return write


def signed_in(sender: object, *, request: HttpRequest, user: User, **kwargs: object) -> None:
    note_sign_in(request)
    audit("signed_in", by=user, now=clock.now(), record=user)


def signed_out(sender: object, *, user: User | None, **kwargs: object) -> None:
    if user is not None:
        audit("signed_out", by=user, now=clock.now(), record=user)


def sign_in_failed(sender: object, *, credentials: dict[str, object], **kwargs: object) -> None:
    """Names the account that was tried, if there is one; never what was typed."""
    email = str(credentials.get("email") or "")
    user = User.objects.at(email).first() if email and "\x00" not in email else None
    audit("sign_in_failed", by=None, now=clock.now(), record=user)


_connect()
