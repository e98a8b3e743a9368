"""Public pages by the second, cold and from what is kept, beside a bare view of the same bytes behind the same middleware.

`raw` returns the bytes; `plain` renders them with a template that holds a variable for each line. Both stand in the portal's own
addresses, so that each request passes all that a page of the portal passes. Weights are those of a first visit, gzipped.

A kept page is answered before the inner middleware is reached. It is held to `raw` behind the same middleware: that around
`public_pages`, without it and what lies behind it. Its rate beside `raw` behind all of the middleware is printed, too.
"""

import gzip
import io
import re
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.staticfiles import finders
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.test import RequestFactory, override_settings
from django.urls import path
from django.utils.safestring import mark_safe

from kanazawa_exchange import public_pages
from kanazawa_exchange.lib import clock
from kanazawa_exchange.urls import urlpatterns as portal
from mobility.models import ActivityReport

from .measuring import Out, in_turns

ADDRESSES = (
    "/ru/",
    "/ru/programs/next-cultural/",
    "/ru/take-part/",
    "/ru/results/",
    "/ru/partners/",
    "/ru/contact/",
    "/ru/news/",
    "/ru/activity-reports/",
)
"""And the newest Activity Report."""
ROUNDS, REPEATS = 5, 20
COLD, KEPT, AIM, KILOBYTES = 0.4, 0.35, 0.8, 60
AROUND = settings.MIDDLEWARE[: settings.MIDDLEWARE.index("kanazawa_exchange.public_pages.public_pages")]
"""The middleware that a kept page passes."""
PLAIN = engines["django"].from_string("{% for line in lines %}{{ line }}{% endfor %}")
pages: dict[int, bytes] = {}


@login_not_required
def raw(_request: HttpRequest, number: int) -> HttpResponse:
    return HttpResponse(pages[number])


@login_not_required
def plain(request: HttpRequest, number: int) -> HttpResponse:
    lines = [mark_safe(line) for line in pages[number].decode().splitlines(keepends=True)]  # noqa: S308  our own page
    return HttpResponse(PLAIN.render({"lines": lines}, request))


urlpatterns = [
    path("bench/raw/<int:number>/", raw),
    path("bench/plain/<int:number>/", plain),
    *portal,
]


class Server:
    """The portal as a web server calls it, for a reader who has been here before."""

    def __init__(self) -> None:
        self.handler = WSGIHandler()

    def get(self, address: str) -> bytes:
        environ = RequestFactory(SERVER_NAME="127.0.0.1").get(address, secure=True).environ
        environ["HTTP_COOKIE"] = f"{settings.LANGUAGE_COOKIE_NAME}=ru"
        environ["wsgi.input"] = io.BytesIO()
        said: list[str] = []
        answer = self.handler(environ, lambda status, _headers, _exc=None: said.append(status))  # type: ignore[arg-type]
        content = b"".join(answer)
        answer.close()  # type: ignore[attr-defined]
        if not said[0].startswith("200"):
            raise RuntimeError(f"{address} answered {said[0]}")
        return content


@override_settings(ROOT_URLCONF="tests.bench.pages", ALLOWED_HOSTS=["127.0.0.1"])
def run(_number: int, out: Out) -> bool:
    """The demo in an empty, migrated database; every page by turns with its bare twins. True where each bar is kept."""
    call_command("upgrade", verbosity=0)
    call_command("seed_demo", verbosity=0)
    server = Server()
    with override_settings(MIDDLEWARE=AROUND):
        bare = Server()
    heads = f"{'cold':>8}{'plain':>8}{'ratio':>7}  {'kept':>8}{'raw':>8}{'ratio':>7}{'raw, all':>10}{'ratio':>7}  {'gzip kB':>8}"
    out.write(f"{'pages/s':46}{heads}\n")
    kept = [_measured(server, bare, number, address, out) for number, address in enumerate(addresses())]
    words = (
        f"cold at least {COLD:.0%} of plain, kept at least {KEPT:.0%} of raw behind the same middleware (the aim is {AIM:.0%}),"
        f" at most {KILOBYTES} kB with styles and scripts"
    )
    out.write(f"{words}: {'kept' if all(kept) else 'NOT KEPT'}\n")
    return all(kept)


def addresses() -> tuple[str, ...]:
    newest = ActivityReport.objects.public(clock.now()).latest("first_published_at", "pk")
    return (*ADDRESSES, f"/ru/activity-reports/{newest.slug}/")


def _measured(server: Server, bare: Server, number: int, address: str, out: Out) -> bool:
    with override_settings(PUBLIC_PAGE_SECONDS=0):
        pages[number] = server.get(address)

        def cold() -> None:
            server.get(address)

        found = in_turns([cold, lambda: server.get(f"/bench/plain/{number}/")], ROUNDS, REPEATS)
    one, two = (min(rounds) for rounds in found)
    with override_settings(PUBLIC_PAGE_SECONDS=3600):
        public_pages.STORE.clear()
        server.get(address)
        raw_address = f"/bench/raw/{number}/"
        found = in_turns([cold, lambda: bare.get(raw_address), lambda: server.get(raw_address)], ROUNDS, REPEATS)
    three, four, five = (min(rounds) for rounds in found)
    weight = _weight(pages[number])
    out.write(
        f"{address:46}{1000 / one:>8.0f}{1000 / two:>8.0f}{two / one:>7.0%}  "
        f"{1000 / three:>8.0f}{1000 / four:>8.0f}{four / three:>7.0%}{1000 / five:>10.0f}{five / three:>7.0%}  {weight:>8.1f}\n"
    )
    return two / one >= COLD and four / three >= KEPT and weight <= KILOBYTES


def _weight(page: bytes) -> float:
    """Page, styles and scripts, each gzipped by itself as a proxy does; in kB."""
    parts = [page]
    for name in re.findall(rb'(?:href|src)="' + settings.STATIC_URL.encode() + rb'([^"]+\.(?:css|js))"', page):
        file = finders.find(re.sub(r"\.[0-9a-f]{12}(?=\.\w+$)", "", name.decode()))
        parts.append(Path(str(file)).read_bytes())
    return sum(len(gzip.compress(part, 6)) for part in parts) / 1000
