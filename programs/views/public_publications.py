"""The public pages of what the office publishes: the lists of news, events and pages, and the page of one of them."""

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from kanazawa_exchange.accounts.views.documents import public_document
from kanazawa_exchange.accounts.views.lists import listed
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.chosen import chosen
from kanazawa_exchange.lib.paging import place_in

from ..forms.publications import NewsFilter
from ..models import Download, Event, News, Page
from ..permissions import may_publish
from ..queries import public_events, public_news, public_pages
from .publication_kinds import KINDS
from .structured import of_publication


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
def download_list(request: HttpRequest) -> HttpResponse:
    lines = public_pages.downloads(Download.objects.public(clock.now()))
    return render(request, "programs/download_list.html", {"lines": lines, "may_publish": may_publish(request.user)})


@require_safe
@login_not_required
def download_file(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """The document, for whoever reads the public list; before, for those who keep it."""
    kept = Download.objects.kept_by(request.user) | Download.objects.public(clock.now())
    return public_document(get_object_or_404(kept.select_related("file"), uid=uid).file)


@require_safe
@login_not_required
def publication_detail(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """What is public; a draft and what is planned are seen in their preview only."""
    shown, now = KINDS[kind], clock.now()
    record = get_object_or_404(shown.model.objects.public(now).select_related(*shown.joined), slug=slug)
    page = shown.page(record, now)
    context = {"kind": shown, "record": record, "page": page, "page_languages": page.written_in}
    context["structured"] = of_publication(shown, record, page, request)
    context["preview_kind"] = "article" if kind == "news" else "website"
    return render(request, "programs/publication_detail.html", {**context, "may_publish": may_publish(request.user)})
