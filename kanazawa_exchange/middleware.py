"""Rules that hold for every request and every answer, whoever asks."""

from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, QueryDict, UnreadablePostError
from django.middleware.locale import LocaleMiddleware
from django.template.loader import render_to_string
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import activate, get_language, get_language_from_path

from kanazawa_exchange import charsets
from kanazawa_exchange.headers import security_headers
from kanazawa_exchange.lib.languages import asked_language
from kanazawa_exchange.views import too_large

View = Callable[[HttpRequest], HttpResponse]
WATCHED = "/healthz"


def guard_answers(get_response: View) -> View:
    """Whatever answers, a page, a file, an error of another middleware: the security headers are there."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for name, value in security_headers(is_secure=request.is_secure()).items():
            response.headers.setdefault(name, value)
        return response

    return middleware


def guard_input(get_response: View) -> View:
    """Refuse what no person types and no page sends: NUL, another character set than UTF-8, a body beyond the limit.

    What is asked twice in one address is read once; whoever watches the portal is nobody, whatever cookies came along.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        _refuse_charset(request)
        if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("NUL in the address")
        if _length(request) > settings.REQUEST_MAX_BYTES:
            return too_large(request)
        request.GET = _read_once(request.GET)  # type: ignore[assignment]  # it may be set, the stubs do not know it
        _refuse_other_fields(request)
        if request.path_info == WATCHED:
            request.COOKIES = {}
        return get_response(request)

    return middleware


def _refuse_charset(request: HttpRequest) -> None:
    kind = request.META.get("CONTENT_TYPE", "")
    if charsets.UNREADABLE in request.META or not charsets.speaks_utf8(kind):
        raise BadRequest("a body that is not in UTF-8")
    if request.encoding:  # one spelling of it: the framework knows no other
        request.encoding = "utf-8"
    boundary = (request.content_params or {}).get("boundary", "")
    if request.content_type == "multipart/form-data" and boundary:
        request._stream = charsets.Parts(request._stream, boundary)  # type: ignore[assignment]  # the one place where all reading passes


def _refuse_other_fields(request: HttpRequest) -> None:
    """A form may name its character set in a field of its own (`_charset_`)."""
    try:
        named = [*request.GET.getlist("_charset_"), *request.POST.getlist("_charset_")]
    except UnreadablePostError:
        return  # the client has gone
    if not all(charsets.is_utf8(name) for name in named):
        raise BadRequest("a form that is not in UTF-8")


def _length(request: HttpRequest) -> int:
    text = request.META.get("CONTENT_LENGTH") or "0"
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else 0


def _read_once(query: QueryDict) -> QueryDict:
    once = QueryDict(mutable=True)
    for name, values in query.lists():
        once.setlist(name, list(dict.fromkeys(values)))
    once._mutable = False
    return once


class Languages(LocaleMiddleware):
    """The framework's choice of a language, with one answer for whoever asks for none of ours."""

    def process_request(self, request: HttpRequest) -> None:
        activate(asked_language(request))
        request.LANGUAGE_CODE = get_language()


def remember_language(get_response: View) -> View:
    """The language of the last page that was read: `/` leads there again.

    The cookie is sent only when it changes, so that nearly every answer stays free of it; that one is kept by no shared
    cache, and `/` says by Vary what it depends on.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        language = get_language_from_path(request.path_info)
        is_page = request.method == "GET" and response.status_code == 200
        if is_page and language and request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME) != language:
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                language,
                max_age=timedelta(days=365),
                httponly=True,
                secure=settings.LANGUAGE_COOKIE_SECURE,
                samesite="Lax",
            )
            patch_vary_headers(response, ["Cookie"])
            if "no-store" not in response.get("Cache-Control", ""):
                patch_cache_control(response, private=True)
        return response

    return middleware


def private_pages(get_response: View) -> View:
    """Nothing that a signed-in person sees is stored by a cache on the way."""

    def middleware(request: HttpRequest) -> HttpResponse:
        before = request.user.is_authenticated  # signing out ends it, and its answer is private all the same
        response = get_response(request)
        if before or request.user.is_authenticated:
            response["Cache-Control"] = "no-store, private"
        return response

    return middleware


def known_methods(get_response: View) -> View:
    """Pages are read and forms are sent; no address of the portal knows any other method, whoever asks."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method not in {"GET", "HEAD", "POST"}:
            refused = HttpResponseNotAllowed(["GET", "HEAD", "POST"])
            refused["Cache-Control"] = "no-store"
            return refused
        if request.method != "HEAD":
            response = get_response(request)
            if request.method == "GET" and response.status_code == 405:  # where a form goes there is no page to read
                response.content = render_to_string("404.html", request=request)
            return response
        request.method = "GET"  # HEAD is the GET it stands for, on every page alike; the server leaves the body out
        try:
            return get_response(request)
        finally:
            request.method = "HEAD"

    return middleware
