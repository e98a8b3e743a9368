"""Activity Reports as everybody reads them: the feed, and one page for each."""

from datetime import date

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_safe

from kanazawa_exchange.accounts.views.lists import short_address
from kanazawa_exchange.lib import clock, formats, schema_org
from kanazawa_exchange.lib.languages import active_language
from kanazawa_exchange.lib.paging import place_in

from ..forms.activity_report_feed import FeedFilter
from ..models import ActivityReport
from ..queries.activity_reports import feed
from ..queries.activity_reports.page import ReportPage, report_page
from ..queries.activity_reports.rule_of_total import rule_of_total
from ..queries.activity_reports.search import Found, find
from .activity_report_map import report_map, wants_map


@require_safe
@login_not_required
@short_address
def activity_report_list(request: HttpRequest) -> HttpResponse:
    now = clock.now()
    facets = feed.facets(now)
    form = FeedFilter(request.GET, facets=facets)
    found = find(form.condition, form.words, now)
    day = form.until_day or clock.tokyo_date(now)
    context: dict[str, object] = {
        "count": _count(found, day),
        "rule": rule_of_total(day),
        "form": form,
        "chosen": form.chosen(),
        "words": found.words,
    }
    if wants_map(request):
        context["map"] = report_map(request, found)
    else:
        context["page"] = feed.page(found, now, place_in(request.GET))
        context["cities"] = facets.cities
    return render(request, "mobility/activity_report_list.html", context)


def _count(found: Found, day: date) -> str:
    as_of = {"number": formats.number(found.number), "day": formats.plain_date(day)}
    if found.are_more:
        return _("More than %(number)s Activity Reports as of %(day)s") % as_of
    words = ngettext(
        "%(number)s Activity Report as of %(day)s", "%(number)s Activity Reports as of %(day)s", found.number
    )
    return words % as_of


@require_safe
@login_not_required
def activity_report_detail(request: HttpRequest, slug: str) -> HttpResponse:
    try:
        page = report_page(slug, clock.now())
    except ActivityReport.DoesNotExist:
        raise Http404 from None
    context = {
        "report": page,
        "card": page.card,
        "cover": page.photos[0].picture if page.photos else None,
        "page_languages": page.languages,
        "is_written": active_language() in page.languages,
        "structured": _structured(page, request),
    }
    return render(request, "mobility/activity_report_detail.html", context)


def _structured(page: ReportPage, request: HttpRequest) -> schema_org.Thing:
    """The report as schema.org describes an article; nobody is named who is not on the page."""
    card, above = page.card, (pgettext("heading", "Activity Reports"), reverse("mobility:activity_report_list"))
    article = schema_org.article(
        "Article",
        title=card.title,
        description=card.beginning,
        language=card.title.language,
        page=schema_org.web_page(request, (_("Home"), reverse("home")), above, (card.title, "")),
        at=card.published_at,
    )
    article["dateModified"] = max(card.published_at, page.changed_at).isoformat()
    if named := [{"@type": "Person", "name": author.name} for author in card.authors if author.is_named]:
        article["author"] = named
    if card.city:
        article["contentLocation"] = {"@type": "Place", "name": str(card.city)}
    return article
