"""The pages that belong to no app: the way in, and what is shown when something is wrong."""

import logging
import sys
from dataclasses import asdict

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import Error as DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import REASON_BAD_ORIGIN, REASON_BAD_REFERER
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from kanazawa_exchange import style_guide as sample_page
from kanazawa_exchange.accounts.entrance import requires
from kanazawa_exchange.accounts.permissions import is_administrator
from kanazawa_exchange.accounts.services.ledger import count_denied
from kanazawa_exchange.accounts.views.entering import signed_in_elsewhere
from kanazawa_exchange.accounts.views.keeping import kept_for_a_new_token
from kanazawa_exchange.accounts.views.marks import sent_mark
from kanazawa_exchange.accounts.views.sending import earlier_answer
from kanazawa_exchange.health import health, is_monitor
from kanazawa_exchange.lib import clock, rich_text
from kanazawa_exchange.lib.languages import endonyms
from kanazawa_exchange.lib.limits import is_within
from kanazawa_exchange.lib.outages import outage
from kanazawa_exchange.running import failures, running, without_database

logger = logging.getLogger(__name__)


@login_not_required
def choose_language(request: HttpRequest) -> HttpResponse:
    """`/` leads once to the reader's language: by cookie, else by the browser, else English (the x-default)."""
    with override(get_language()):
        return redirect(reverse("home"))


def start(request: HttpRequest) -> HttpResponse:
    """Where sign-in leads: the first page of the account's own language, which says in that language who has signed in."""
    with override(getattr(request.user, "language", None)):
        if request.user.is_authenticated:
            messages.success(request, _("You are signed in as %(address)s.") % {"address": request.user.email})
        return redirect(reverse("home"))


@login_not_required
def style_guide(request: HttpRequest) -> HttpResponse:
    return render(request, "style_guide.html", sample_page.context())


@never_cache
@require_POST
def rich_text_preview(request: HttpRequest) -> HttpResponse:
    """What a text with marks becomes, as a part of a page; 413 for one that no box takes, 429 for one too many. Nothing is kept."""
    if not is_within(request, "rich_text_preview"):
        return HttpResponse(status=429)
    source = request.POST.get("text", "")
    if len(source) > rich_text.MOST_CHARACTERS:
        return HttpResponse(status=413)
    return HttpResponse(rich_text.made(source))


@require_safe
@requires(is_administrator)
def what_runs(request: HttpRequest) -> HttpResponse:
    return render(request, "what_runs.html", {"state": running(clock.now()), "failures": failures()})


@login_not_required
@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when every part is well, else 503; says which, and nothing about anybody. `?full` tells a monitor more."""
    if "full" in request.GET and not is_monitor(request.headers.get("Authorization", "")):
        return JsonResponse({"status": "refused"}, status=403)
    now = clock.now()
    found = health(now)
    state: dict[str, object] = {"status": "ok" if found.is_well else "unwell", **found.parts}
    state["worker_heartbeat_seconds"] = found.age
    if not found.parts["worker"]:
        state["no_worker_since"] = found.heard_at and timezone.localtime(found.heard_at).isoformat(timespec="seconds")
    if "full" in request.GET:
        state |= asdict(running(now) if found.parts["database"] else without_database())
    answer = JsonResponse(state, status=200 if found.is_well else 503)
    answer._has_been_logged = True  # type: ignore[attr-defined]  # the watcher reports it; each look is no error of a page
    return answer


@login_not_required
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _plain(400)


@login_not_required
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Whoever may not gets this page, and the ledger counts the visit to the view, whether view or service refused."""
    match = request.resolver_match
    try:
        count_denied(match.view_name if match else "", by=request.user, on=clock.today())
    except DatabaseError:  # the answer is no all the same
        logger.exception("a denied visit could not be counted")
    return render(request, "403.html", status=403)


ELSEWHERE = (REASON_BAD_ORIGIN[:6], REASON_BAD_REFERER[:7])
"""The first words of the reasons for which a form comes from another site, and is led nowhere."""


@login_not_required
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form with an outdated token leads back to itself, filled in; the sign-in page in a second tab leads on."""
    if not reason.startswith(ELSEWHERE):
        answer = signed_in_elsewhere(request) or earlier_answer(request) or kept_for_a_new_token(request)
        if answer is not None:
            return answer
    is_of_another = request.user.is_authenticated and sent_mark(request) is not None
    return render(request, "403_csrf.html", {"is_of_another": is_of_another}, status=403)


@login_not_required
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "404.html", status=404)


@login_not_required
def too_large(request: HttpRequest) -> HttpResponse:
    return _plain(413)


@login_not_required
def server_error(request: HttpRequest) -> HttpResponse:
    """503 where something the portal stands on is missing, and which; 500 for a fault of our own."""
    missing = outage(sys.exc_info()[1])
    if not missing:
        return _plain(500)
    answer = _plain(503, missing=missing)
    answer["Retry-After"] = "60"
    return answer


def _plain(status: int, **context: object) -> HttpResponse:
    return HttpResponse(plain_page(status, **context), status=status)


def plain_page(status: int, **context: object) -> str:
    """Without the request, in every language: whatever failed, the session or the database, must not fail again here."""
    return render_to_string(f"{status}.html", {"status": status, "languages": endonyms(), **context})
