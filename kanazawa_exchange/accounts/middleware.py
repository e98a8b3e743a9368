"""Stops requests before any view: sessions past their time, staff without a second factor, forms that have had their result."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext as _

from kanazawa_exchange.lib import clock

from .permissions import is_staff
from .views.keeping import keep_if_asked, kept_for_sign_in
from .views.sending import earlier_answer

View = Callable[[HttpRequest], HttpResponse]

SIGNED_IN_AT, SEEN_AT = "signed_in_at", "seen_at"
NOTED_EVERY = 60  # seconds; a visit writes to the database at most this often

# What staff may reach on the way to a second factor, and nothing else.
WITHOUT_SECOND_FACTOR = frozenset(
    {
        "mfa_index",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_list_webauthn",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
        "mfa_download_recovery_codes",
        "mfa_authenticate",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "account_logout",
        "account_reauthenticate",
        "account_email",
        "account_change_password",
        "account_confirm_email",
        "usersessions_list",
        "accounts:totp_qr",
        "healthz",
    }
)


# What gives, shows or takes a second factor away: a known password is not enough where there is one already.
ASKS_FOR_FACTOR = frozenset(
    {
        "mfa_activate_totp",
        "mfa_deactivate_totp",
        "mfa_add_webauthn",
        "mfa_remove_webauthn",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
        "mfa_download_recovery_codes",
    }
)
BY_ITSELF = "X-By-Itself"
"""The header of a page that asks again without anybody: it keeps no session alive."""
FACTOR_AT = "second_factor_at"  # when a new one was proved in this session


def note_sign_in(request: HttpRequest) -> None:
    """Remember in the session when it began."""
    moment = clock.now().timestamp()
    request.session[SIGNED_IN_AT] = request.session[SEEN_AT] = moment


def session_limits(get_response: View) -> View:
    """End a session that was idle too long or is too old; staff have less time than others."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = clock.now().timestamp()
            if SIGNED_IN_AT not in request.session:
                note_sign_in(request)
            who = "staff" if is_staff(request.user) else "others"
            idle = now - request.session.get(SEEN_AT, 0)
            age = now - request.session[SIGNED_IN_AT]
            longest_idle, longest = settings.SESSION_IDLE[who], settings.SESSION_TOTAL[who]
            if idle > longest_idle.total_seconds() or age > longest.total_seconds():
                UserSession.objects.filter(session_key=request.session.session_key).delete()
                logout(request)
                messages.info(request, _("You were signed out because too much time had passed. Sign in again."))
            elif idle >= NOTED_EVERY and BY_ITSELF not in request.headers:
                request.session[SEEN_AT] = now
                UserSession.objects.filter(session_key=request.session.session_key).update(last_seen_at=clock.now())
        return get_response(request)

    return middleware


def staff_second_factor(get_response: View) -> View:
    """Where it is required, staff without a second factor reach only the pages that set one up."""

    def middleware(request: HttpRequest) -> HttpResponse:
        is_due = (
            settings.REQUIRE_STAFF_MFA
            and request.user.is_authenticated
            and is_staff(request.user)
            and not has_second_factor(request.user)
        )
        request.second_factor_is_due = is_due  # type: ignore[attr-defined]  # the pages that set one up say so
        if is_due and _name(request) not in WITHOUT_SECOND_FACTOR:
            target = reverse("mfa_index")
            if request.method == "GET":
                target += "?" + urlencode({"next": request.get_full_path()})
            return HttpResponseRedirect(target)
        return get_response(request)

    return middleware


ON_ITS_WAY = frozenset({301, 302, 303, 400, 413})


class SignInRequired(LoginRequiredMiddleware):
    """The sign-in page before everything that is not public; a form that meets it is kept until its sender has signed in."""

    def handle_no_permission(self, request: HttpRequest, view_func: Callable[..., Any]) -> HttpResponseRedirect:
        kept = kept_for_sign_in(request) if request.method == "POST" else None
        return kept or super().handle_no_permission(request, view_func)


class SentOnce:
    """Leads a form that arrives again to the result of its first arrival, and keeps what could not be saved.

    Before the view, which might find that the form would no longer be right; and after it, where the first arrival was
    saved while the view looked on.
    """

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method != "POST" or response.status_code in ON_ITS_WAY:
            return response
        again = earlier_answer(request)
        if again is None:
            keep_if_asked(request)
        return again or response

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponse | None:
        return earlier_answer(request) if request.method == "POST" else None


def ask_for_the_factor(get_response: View) -> View:
    """Whoever has a second factor proves it before it is removed, shown or joined by another one."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if (
            request.user.is_authenticated
            and _name(request) in ASKS_FOR_FACTOR
            and has_second_factor(request.user)
            and not _has_proved_factor(request)
        ):
            target = reverse("account_reauthenticate") + "?" + urlencode({"next": request.path})
            return HttpResponseRedirect(target)
        return get_response(request)

    return middleware


def _has_proved_factor(request: HttpRequest) -> bool:
    since = clock.now().timestamp() - settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
    proved = [request.session.get(FACTOR_AT, 0)]
    for record in get_authentication_records(request, request.user):
        if record.get("method") == "mfa" and record.get("reauthenticated"):
            proved.append(record["at"])
    return max(proved) > since


def leads_to_the_factor(request: HttpRequest) -> bool:
    """Whether the question that this request answers is one for the factor: the password would not do."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    return request.user.is_authenticated and name_of(target) in ASKS_FOR_FACTOR and has_second_factor(request.user)


def has_second_factor(user: object) -> bool:
    """An authenticator app or a passkey; recovery codes alone are none."""
    return Authenticator.objects.filter(
        user_id=user.pk,  # type: ignore[attr-defined]
        type__in=[Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN],
    ).exists()


def _name(request: HttpRequest) -> str:
    return name_of(request.path_info)


def name_of(path: str) -> str:
    """The name of the page at an address; an empty text where there is none."""
    try:
        return resolve(path).view_name
    except Resolver404:
        return ""
