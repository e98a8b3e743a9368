"""The sign-in page that was open in a second tab: it leads on instead of refusing."""

from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from ..models import User
from .marks import TOKEN, posted


def signed_in_elsewhere(request: HttpRequest) -> HttpResponse | None:
    """The answer to a sign-in form with an outdated token: on, for whoever is signed in already; else the form anew."""
    match = request.resolver_match
    if match is None or match.view_name != "account_login" or TOKEN not in posted(request):
        return None
    wanted = posted(request).get("next") or request.GET.get("next", "")
    onward = wanted if wanted and get_adapter().is_safe_url(wanted) else ""
    if isinstance(request.user, User):
        messages.info(request, _("You are already signed in as %(account)s.") % {"account": request.user.email})
        return redirect(onward or "start")
    messages.info(request, _("The sign-in page had been open too long. Enter address and password once more."))
    return redirect(reverse("account_login") + (f"?{urlencode({'next': onward})}" if onward else ""))
