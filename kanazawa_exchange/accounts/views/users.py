"""Screens of accounts: one's own settings; closing, opening and signing out for administrators."""

from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override
from django.views.decorators.http import require_http_methods, require_POST

from kanazawa_exchange.lib import clock

from ..entrance import acting, requires
from ..forms.invitations import LanguageForm
from ..models import User
from ..permissions import is_signed_in, may_grant_roles
from ..services import users


@require_http_methods(["GET", "HEAD", "POST"])
@requires(is_signed_in)
def account_settings(request: HttpRequest) -> HttpResponse:
    """One's own account: its language, and the ways to password, second factor and sessions."""
    user = acting(request)
    form = LanguageForm(request.POST or None, initial={"language": user.language})
    if request.method == "POST" and form.is_valid():
        users.choose_language(user, form.cleaned_data["language"])
        with override(user.language):
            messages.success(request, _("Pages and mails now come in this language."))
            return redirect("accounts:settings")
    return render(request, "accounts/account_settings.html", {"form": form})


@require_POST
@requires(may_grant_roles)
@reauthentication_required
def account_disable(request: HttpRequest, uid: UUID) -> HttpResponse:
    user = get_object_or_404(User.objects.visible_to(request.user).select_related("person"), uid=uid)
    try:
        users.disable(user, by=acting(request), now=clock.now(), on=clock.today())
    except users.CannotDisable as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The account is closed and signed out everywhere."))
    return _back(user)


@require_POST
@requires(may_grant_roles)
@reauthentication_required
def account_enable(request: HttpRequest, uid: UUID) -> HttpResponse:
    user = get_object_or_404(User.objects.visible_to(request.user).select_related("person"), uid=uid)
    users.enable(user, by=acting(request), now=clock.now())
    messages.success(request, _("The account is open again."))
    return _back(user)


@require_POST
@requires(may_grant_roles)
def account_sign_out(request: HttpRequest, uid: UUID) -> HttpResponse:
    user = get_object_or_404(User.objects.visible_to(request.user).select_related("person"), uid=uid)
    count = users.end_sessions(user, by=acting(request), now=clock.now())
    messages.success(
        request, ngettext("%(count)d session has ended.", "%(count)d sessions have ended.", count) % {"count": count}
    )
    return _back(user)


def _back(user: User) -> HttpResponse:
    if user.person is None:
        return redirect("accounts:role_list")
    return redirect("programs:authority_person", uid=user.person.uid)
