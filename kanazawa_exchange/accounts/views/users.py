"""Screens of accounts: one's own settings; closing, opening and signing out for administrators."""

from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override
from django.views.decorators.http import require_http_methods, require_POST

from kanazawa_exchange.lib import clock

from ..entrance import acting, requires
from ..forms.invitations import LanguageForm
from ..models import User
from ..permissions import is_signed_in, may_grant_roles
from ..services import users
from .saving import acted, bound


@require_http_methods(["GET", "HEAD", "POST"])
@requires(is_signed_in)
def account_settings(request: HttpRequest) -> HttpResponse:
    """One's own account: its language, and the ways to password, second factor and sessions."""
    user = acting(request)
    form = bound(LanguageForm, request, initial={"language": user.language})
    if request.method == "POST" and form.is_valid():
        users.choose_language(user, form.cleaned_data["language"], by=user)
        with override(user.language):
            messages.success(request, _("Pages and mails now come in this language."))
            return redirect("accounts:settings")
    return render(request, "accounts/account_settings.html", {"form": form})


@require_POST
@requires(may_grant_roles)
@reauthentication_required
def account_disable(request: HttpRequest, uid: UUID) -> HttpResponse:
    user = get_object_or_404(User.objects.visible_to(request.user).select_related("person"), uid=uid)
    return acted(
        request,
        lambda: users.disable(user, by=acting(request), now=clock.now(), on=clock.today()),
        message=_("The account is closed and signed out everywhere."),
        redirect_to=_page(user),
    )


@require_POST
@requires(may_grant_roles)
@reauthentication_required
def account_enable(request: HttpRequest, uid: UUID) -> HttpResponse:
    user = get_object_or_404(User.objects.visible_to(request.user).select_related("person"), uid=uid)
    return acted(
        request,
        lambda: users.enable(user, by=acting(request), now=clock.now()),
        message=_("The account is open again."),
        redirect_to=_page(user),
    )


@require_POST
@requires(may_grant_roles)
def account_sign_out(request: HttpRequest, uid: UUID) -> HttpResponse:
    user = get_object_or_404(User.objects.visible_to(request.user).select_related("person"), uid=uid)
    count = users.end_sessions(user, by=acting(request), now=clock.now())
    messages.success(
        request, ngettext("%(count)d session has ended.", "%(count)d sessions have ended.", count) % {"count": count}
    )
    return redirect(_page(user))


def _page(user: User) -> str:
    if user.person is None:
        return reverse("accounts:role_list")
    return reverse("programs:authority_person", args=[user.person.uid])
