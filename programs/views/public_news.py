"""The public pages of the news."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from kanazawa_exchange.accounts.views.lists import listed
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.chosen import chosen
from kanazawa_exchange.lib.paging import place_in

from ..forms.publications import NewsFilter
from ..models import News
from ..permissions import may_publish
from ..queries import public_news as queries


@require_safe
@login_not_required
@listed
def news_list(request: HttpRequest) -> HttpResponse:
    public = News.objects.public(clock.now())
    form = NewsFilter(request.GET, news=public)
    page = queries.page(public.filter(form.condition), place_in(request.GET))
    context = {"page": page, "form": form, "chosen": chosen(form), "may_publish": may_publish(request.user)}
    return render(request, "programs/news_list.html", context)


@require_safe
@login_not_required
def news_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """An item that is public; a draft and a planned one are seen in their preview only."""
    item = get_object_or_404(News.objects.public(clock.now()).select_related("program"), slug=slug)
    page = queries.news_page(item)
    context = {"item": item, "page": page, "page_languages": page.written_in, "may_publish": may_publish(request.user)}
    return render(request, "programs/news_detail.html", context)
