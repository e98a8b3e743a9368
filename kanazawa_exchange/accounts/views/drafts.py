"""Where the browser keeps a form that its reader is about to leave; the answer is the form's page, in another language if asked."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
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
    and is led to its page.
    """
    mark = sent_mark(request)
    if mark is not None and not is_ours(mark):
        mark = None
    page = "" if mark is None else keep(request, mark)
    language = request.GET.get("language", "")
    led_to = f"/{language}/{address(page)}" if language in LANGUAGES else page
    if "lead" in request.GET and mark is not None:
        return _led(request, led_to, is_kept=page != mark.page)
    if mark is None or page == mark.page:
        return JsonResponse({}, status=409)
    return JsonResponse({"page": led_to})


def _led(request: HttpRequest, page: str, *, is_kept: bool) -> HttpResponse:
    if not is_kept:
        messages.error(request, _("What was typed could not be kept. Go back with your browser: it is still there."))
    return redirect(page)
