"""Where the browser keeps a form that its reader is about to leave; the answer is the form's page, in another language if asked."""

from urllib.parse import urlsplit, urlunsplit

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kanazawa_exchange.lib.languages import LANGUAGES

from .keeping import is_ours, keep
from .marks import address, sent_mark


@require_POST
@login_not_required
def form_keep(request: HttpRequest) -> HttpResponse:
    """Also for a session that has just ended: the mark says for whom it is kept, and nobody else is shown it.

    Status 409 without a mark of ours, for a form that is too large or of another account than the one that has signed in,
    and for the pages of the sign-in library: they ask for secrets. A browser without scripts sends the form itself (`lead`)
    and is led to its page, and told where nothing could be kept.
    """
    mark = sent_mark(request)
    shown_on = mark.page if mark is not None else _page_before(request)
    page = keep(request, mark) if mark is not None and is_ours(mark) else shown_on
    is_kept = page != shown_on
    language = request.GET.get("language", "")
    led_to = f"/{language}/{address(page)}" if language in LANGUAGES else page
    if "lead" in request.GET:
        return _led(request, led_to, is_kept=is_kept)
    return JsonResponse({"page": led_to}) if is_kept else JsonResponse({}, status=409)


def _page_before(request: HttpRequest) -> str:
    """Where the browser says that it comes from, when that is a page of the portal; else the page at which everybody starts."""
    referer = request.headers.get("Referer", "")
    if not get_adapter(request).is_safe_url(referer):
        return reverse("start")
    place = urlsplit(referer)
    return urlunsplit(("", "", f"/{place.path.lstrip('/')}", place.query, ""))


def _led(request: HttpRequest, page: str, *, is_kept: bool) -> HttpResponse:
    if not is_kept:
        messages.error(request, _("What was typed could not be kept. Go back with your browser: it is still there."))
    return redirect(page)
