"""Pages that are alike for everybody who has not signed in: kept by this process and by caches on the way, for a minute at most.

A page is as old as the moment before it was read from the database. That moment goes with it: whoever keeps it is told how many
seconds of the minute are left, so that what is withdrawn is nowhere shown a minute later. Whoever has a session, or a message
that waits, is never given a kept page, and nothing of theirs is kept.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b

from django.conf import settings
from django.core.cache.backends.locmem import LocMemCache
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers

View = Callable[[HttpRequest], HttpResponse]
STORE = LocMemCache("public_pages", {"OPTIONS": {"MAX_ENTRIES": 150}})
"""Of this process alone: what is asked for least goes first."""
MESSAGES = "messages"
LARGEST = 256 * 1024
"""A page with more bytes is not kept."""
PAGES = frozenset(
    {
        "home", "welcome", "about", "partners:contact", "partners:partner_list", "partners:partner_detail",
        "programs:program_list", "programs:program_detail", "programs:take_part", "programs:call_list", "programs:news_list",
        "programs:news_detail", "programs:event_list", "programs:event_detail", "programs:page_list", "programs:page_detail",
        "reports:results", "reports:rule_list", "reports:rule_detail", "rubric:results",
        "mobility:activity_report_list", "mobility:activity_report_detail",
    }
)  # fmt: skip
"""By the names of their addresses. None of them has a form that is sent: its token would be somebody's own."""


@dataclass(frozen=True)
class Kept:
    """A page as it was made: its bytes, its headers, its mark, and when the reading for it began."""

    content: bytes
    headers: tuple[tuple[str, str], ...]
    etag: str
    began: float

    def age(self) -> float:
        return time.time() - self.began


def public_pages(get_response: View) -> View:
    """Answer from what is kept, else keep what is made; a reader who has the page already is told so (304)."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if not _is_anybody(request):
            return get_response(request)
        key = request.build_absolute_uri()
        kept = STORE.get(key) if settings.PUBLIC_PAGE_SECONDS else None
        if kept is None or kept.age() >= settings.PUBLIC_PAGE_SECONDS:
            began = time.time()
            response = get_response(request)
            if not _may_be_kept(request, response):
                return response
            kept = _kept(response, began)
            if settings.PUBLIC_PAGE_SECONDS and len(kept.content) <= LARGEST:
                STORE.set(key, kept, settings.PUBLIC_PAGE_SECONDS)
        else:
            response = HttpResponse(kept.content, headers=dict(kept.headers))
        return _answered(request, response, kept)

    return middleware  # type: ignore[return-value]  # a 304 is no page, and every server takes it


def _is_anybody(request: HttpRequest) -> bool:
    """Whether the answer can depend on nobody: a reader without session, message or key."""
    own = {settings.SESSION_COOKIE_NAME, MESSAGES} & set(request.COOKIES)
    return request.method in {"GET", "HEAD"} and not own and "HTTP_AUTHORIZATION" not in request.META


def _may_be_kept(request: HttpRequest, response: HttpResponse) -> bool:
    match = request.resolver_match
    return (
        match is not None
        and match.view_name in PAGES
        and response.status_code == 200
        and not response.streaming
        and not response.cookies
        and not request.session.modified  # whoever is given a session is somebody
        and "Cache-Control" not in response
        and b"csrfmiddlewaretoken" not in response.content
    )


def _kept(response: HttpResponse, began: float) -> Kept:
    etag = f'"{blake2b(response.content, digest_size=16).hexdigest()}"'
    return Kept(response.content, tuple(response.headers.items()), etag, began)


def _left(kept: Kept) -> int:
    """Seconds of the minute."""
    return max(0, int(settings.PUBLIC_PAGE_SECONDS - kept.age()))


def _answered(request: HttpRequest, response: HttpResponse, kept: Kept) -> HttpResponseBase:
    response["ETag"] = kept.etag
    response["Cache-Control"] = f"public, max-age={_left(kept)}, must-revalidate"
    patch_vary_headers(response, ["Cookie"])
    return get_conditional_response(request, etag=kept.etag, response=response) or response
