"""The public pages of what the office publishes: the lists of news, events and pages, and the page of one of them."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from kanazawa_exchange.accounts.views.lists import listed
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.chosen import chosen
from kanazawa_exchange.lib.paging import place_in

from ..forms.publications import NewsFilter
from ..models import Event, News, Page
from ..permissions import may_publish
from ..queries import public_events, public_news, public_pages
from .publication_kinds import KINDS


@require_safe
@login_not_required
@listed
def news_list(request: HttpRequest) -> HttpResponse:
    public = News.objects.public(clock.now())
    form = NewsFilter(request.GET, news=public)
    page = public_news.page(public.filter(form.condition), place_in(request.GET))
    context = {"page": page, "form": form, "chosen": chosen(form), "may_publish": may_publish(request.user)}
    return render(request, "programs/news_list.html", context)


@require_safe
@login_not_required
@listed
def event_list(request: HttpRequest) -> HttpResponse:
    now = clock.now()
    public = Event.objects.public(now)
    page = public_events.past(public, place_in(request.GET), now)
    context = {"to_come": public_events.to_come(public, now), "page": page, "may_publish": may_publish(request.user)}
    return render(request, "programs/event_list.html", context)


@require_safe
@login_not_required
def page_list(request: HttpRequest) -> HttpResponse:
    pages = public_pages.listed(Page.objects.public(clock.now()))
    return render(request, "programs/page_list.html", {"pages": pages, "may_publish": may_publish(request.user)})


@require_safe
@login_not_required
def publication_detail(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """What is public; a draft and what is planned are seen in their preview only."""
    shown, now = KINDS[kind], clock.now()
    record = get_object_or_404(shown.model.objects.public(now).select_related(*shown.joined), slug=slug)
    page = shown.page(record, now)
    context = {"kind": shown, "record": record, "page": page, "page_languages": page.written_in}
    return render(request, "programs/publication_detail.html", {**context, "may_publish": may_publish(request.user)})
