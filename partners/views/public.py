"""The partners as everybody sees them: the map with its table, the three sets, one page for each institution."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kanazawa_exchange.lib.languages import active_language

from ..models import Institution
from ..queries.groups import group_pages
from ..queries.institutions import partner_page
from ..queries.places import partner_map


@require_safe
@login_not_required
def partner_list(request: HttpRequest) -> HttpResponse:
    context = {"map": partner_map(), "groups": group_pages()}
    return render(request, "partners/partner_list.html", context)


@require_safe
@login_not_required
def partner_detail(request: HttpRequest, slug: str) -> HttpResponse:
    try:
        partner = partner_page(slug)
    except Institution.DoesNotExist:
        raise Http404 from None
    context = {
        "partner": partner,
        "page_languages": list(partner.languages),
        "is_written": active_language() in partner.languages,
    }
    return render(request, "partners/partner_detail.html", context)
