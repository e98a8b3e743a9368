"""The portal's rules for allauth: sign-up, the address a request comes from, second factors."""

from functools import partial
from types import SimpleNamespace
from typing import Any, ClassVar
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as context_of
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.fields import EmailField
from kanazawa_exchange.lib.languages import active_language
from kanazawa_exchange.lib.mail import CannotSend
from kanazawa_exchange.lib.mails import Text
from kanazawa_exchange.lib.sealing import seal, unseal

from .mail_kinds import SIGN_IN
from .middleware import leads_to_the_factor
from .models import LetterState, User
from .services import delivery, outbox

UNKNOWN_ADDRESS = "0.0.0.0"  # noqa: S104  what is counted when a socket names no address


SECRETS = ("password_reset_url", "activate_url", "code")
"""What the library puts into a letter for its reader alone."""


class AccountAdapter(DefaultAccountAdapter):
    error_messages: ClassVar = DefaultAccountAdapter.error_messages | {
        "too_many_login_attempts": gettext_lazy(
            "Too many attempts to sign in with this address. Wait a little, or set a new password by e-mail:"
            " that opens the account again at once."
        )
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """By invitation; without one only where the installation names the domains of its people."""
        return bool(settings.SIGNUP_EMAIL_DOMAINS)

    def clean_email(self, email: str) -> str:
        """An address as every form takes it; whether it may sign up says nothing about who has an account."""
        email = EmailField().clean(super().clean_email(email)).lower()
        request = self.request
        match = getattr(request, "resolver_match", None)
        if match is not None and match.url_name == "account_signup" and not may_sign_up(email):
            raise ValidationError(
                _("Sign-up is open to the addresses of some institutions only. Ask your coordinator for an invitation.")
            )
        return email

    def save_user(self, request: HttpRequest, user: Any, form: Any, commit: bool = True) -> Any:
        user.language = active_language()
        return super().save_user(request, user, form, commit=commit)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Into the outbox, and from there at once, without a worker: somebody waits for it at the screen.

        A letter's links lead to PORTAL_URL, whatever host the request named. Raises CannotSend; the letter then waits.
        """
        told = {name: at_home(value) if name.endswith("_url") else value for name, value in context.items()}
        home = urlsplit(settings.PORTAL_URL).netloc
        site = {"email": email, "request": context_of.request, "current_site": SimpleNamespace(name=home, domain=home)}
        message = self.render_mail(template_prefix, email, {**site, **told})
        account = User.objects.at(email).select_related("person").first()
        with transaction.atomic():
            letter = outbox.write_ready(
                SIGN_IN,
                to=outbox.Recipient(email, active_language(), account.person if account else None),
                text=Text(str(message.subject), str(message.body)),
                secrets=[str(told[name]) for name in SECRETS if told.get(name)],
                by=None,
                now=clock.now(),
            )
            transaction.on_commit(partial(_send_at_once, letter.pk))

    def send_notification_mail(self, *args: Any, **options: Any) -> None:
        """What it tells of is done and stored; a mail server that is down must not tell the user that it failed."""
        try:
            super().send_notification_mail(*args, **options)
        except CannotSend:
            pass  # it waits in the outbox

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """One count for an account: another port in the Host header opens no further one."""
        return f"portal:{credentials.get('email', '').lower()}"

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Where the second factor is asked for, the password is no alternative."""
        methods = super().get_reauthentication_methods(user)
        request = self.request or context_of.request
        if not leads_to_the_factor(request):
            return methods
        return [method for method in methods if method["id"] != "reauthenticate"]

    def is_safe_url(self, url: str) -> bool:
        """Only pages of this very host; an address that cannot even be read is none of them."""
        request = self.request or context_of.request
        try:
            return url_has_allowed_host_and_scheme(url, allowed_hosts={request.get_host()})
        except ValueError:
            return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address the limits count; a forwarded header that is missing or too short falls back to the connection's."""
        try:
            return super().get_client_ip(request)
        except (PermissionDenied, ImproperlyConfigured, ValueError):
            return request.META.get("REMOTE_ADDR") or UNKNOWN_ADDRESS


def _send_at_once(letter_pk: int) -> None:
    """Errors: CannotSend."""
    letter = delivery.send_at_once(letter_pk)
    if letter.state != LetterState.TAKEN and letter.lease is None:
        raise CannotSend(letter.reason)


def at_home(url: str) -> str:
    """The same page at PORTAL_URL."""
    parts = urlsplit(url)
    return settings.PORTAL_URL.rstrip("/") + parts._replace(scheme="", netloc="").geturl()


def may_sign_up(email: str) -> bool:
    """Whether the domain of this address, or one above it, is open for sign-up."""
    domain = email.rpartition("@")[2].lower()
    return any(
        domain == allowed.lower() or domain.endswith("." + allowed.lower()) for allowed in settings.SIGNUP_EMAIL_DOMAINS
    )


class MFAAdapter(DefaultMFAAdapter):
    """Secrets of second factors are sealed with FIELD_KEY."""

    def encrypt(self, text: str) -> str:
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text)
