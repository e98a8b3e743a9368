"""Rules that hold for every request and every answer, whoever asks."""

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.loader import render_to_string

View = Callable[[HttpRequest], HttpResponse]


def guard_input(get_response: View) -> View:
    """Refuse addresses and query strings that hold NUL: no database takes it, and no person types it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("NUL in the address")
        return get_response(request)

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
            return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
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
