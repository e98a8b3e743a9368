"""The public pages in the languages in which they are written, as search engines are told of them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import override
from django.views.decorators.http import require_safe

from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.languages import LANGUAGES
from mobility.queries.activity_reports import feed
from partners.models import Institution
from partners.queries.institutions import written_in
from programs.models import Call, Event, News, Page, Program
from programs.queries.catalogue import languages_of

PAGES = (
    "home",
    "about",
    "programs:take_part",
    "programs:program_list",
    "programs:call_list",
    "programs:news_list",
    "programs:event_list",
    "programs:page_list",
    "programs:download_list",
    "partners:partner_list",
    "reports:results",
    "rubric:results",
    "mobility:activity_report_list",
)
PUBLISHED = {News: "programs:news_detail", Event: "programs:event_detail", Page: "programs:page_detail"}
"""What is public from a moment on, by the names of its pages."""


@dataclass(frozen=True)
class Entry:
    """One page in one language, with the same page in the languages in which it is written."""

    location: str
    alternates: tuple[tuple[str, str], ...]


def entries(root: str) -> Iterator[Entry]:
    """Every public page in the languages in which its text exists. `root` ends without a slash."""
    for name in PAGES:
        yield from _page(root, name, LANGUAGES)
    for program in Program.objects.order_by("slug"):
        yield from _page(root, "programs:program_detail", languages_of(program, "name", "description"), program.slug)
    for call in Call.objects.announced().order_by("pk"):
        yield from _page(root, "programs:call_detail", languages_of(call, "title", "text"), str(call.uid))
    for model, name in PUBLISHED.items():
        for record in model.objects.public(clock.now()).order_by("pk"):
            yield from _page(root, name, record.written_in, record.slug)
    for institution in Institution.objects.order_by("slug"):
        yield from _page(root, "partners:partner_detail", written_in(institution), institution.slug)
    for slug, languages in feed.written_in(clock.now()).items():
        yield from _page(root, "mobility:activity_report_detail", languages, slug)


def _page(root: str, name: str, languages: Iterable[str], *parts: str) -> Iterator[Entry]:
    there = {language: root + _address(name, language, *parts) for language in languages}
    links = list(there.items())
    if "en" in there:
        links.append(("x-default", there["en"]))
    for location in there.values():
        yield Entry(location, tuple(links))


def _address(name: str, language: str, *parts: str) -> str:
    with override(language):
        return reverse(name, args=parts)


@require_safe
@login_not_required
def sitemap(request: HttpRequest) -> HttpResponse:
    root = request.build_absolute_uri("/").rstrip("/")
    return render(request, "sitemap.xml", {"entries": entries(root)}, content_type="application/xml")


@require_safe
@login_not_required
def robots(request: HttpRequest) -> HttpResponse:
    hidden = "\n".join(f"Disallow: /{code}/{part}/" for code in LANGUAGES for part in ("accounts", "office"))
    text = f"User-agent: *\n{hidden}\nSitemap: {request.build_absolute_uri('/sitemap.xml')}\n"
    return HttpResponse(text, content_type="text/plain; charset=utf-8")
