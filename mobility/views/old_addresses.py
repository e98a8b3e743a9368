"""Links to an earlier site lead on to the same report here, for good, in the language in which they asked."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import override
from django.views.decorators.http import require_safe

from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.languages import active_language

from ..old_addresses import FOLDER
from ..queries.activity_reports.old_addresses import way_from


@require_safe
@login_not_required
def old_address(request: HttpRequest, rest: str) -> HttpResponse:
    """`/ru/report/…`: the page in Russian; 410 for a report that was taken away, 404 for one that is not there (yet)."""
    return _led_on(request, rest, active_language())


@require_safe
@login_not_required
def old_address_at_the_root(request: HttpRequest, rest: str) -> HttpResponse:
    """`/report/…`, where the earlier site spoke Japanese."""
    return _led_on(request, rest, settings.LANGUAGE_CODE)


def _led_on(request: HttpRequest, rest: str, language: str) -> HttpResponse:
    """Only to a page of this portal, whatever was asked for: the address is made of what is stored."""
    way = way_from(f"{FOLDER}/{rest}", clock.now())
    if way is None:
        raise Http404
    if way.is_gone:
        return render(request, "404.html", status=410)
    with override(language):
        answer = HttpResponsePermanentRedirect(reverse("mobility:activity_report_detail", args=[way.slug]))
    patch_cache_control(answer, public=True, max_age=settings.PUBLIC_PAGE_SECONDS)
    return answer
