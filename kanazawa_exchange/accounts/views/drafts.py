"""Where the browser keeps a form that its reader is about to leave; the answer is the form's page, in another language if asked."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_POST

from kanazawa_exchange.lib.languages import LANGUAGES

from .keeping import is_ours, keep
from .marks import address, sent_mark


@require_POST
@login_not_required
def form_keep(request: HttpRequest) -> JsonResponse:
    """Also for a session that has just ended: the mark says for whom it is kept, and nobody else is shown it.

    Status 409 without a mark of ours, for a form that is too large or of another account than the one that has signed in,
    and for the pages of the sign-in library: they ask for secrets.
    """
    mark = sent_mark(request)
    if mark is not None and not is_ours(mark):
        mark = None
    page = "" if mark is None else keep(request, mark)
    if mark is None or page == mark.page:
        return JsonResponse({}, status=409)
    language = request.GET.get("language", "")
    return JsonResponse({"page": f"/{language}/{address(page)}" if language in LANGUAGES else page})
