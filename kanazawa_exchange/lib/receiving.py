"""When a request was received: at the proxy in front, before it waited there and in the queue of the web server for a thread."""

import re
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.http import HttpRequest

from . import clock

MOST_WAITED = timedelta(minutes=2)
"""The proxy gives up before that (deploy/nginx.conf): whatever claims an older moment has not waited for it."""
STAMP = re.compile(r"t=(\d{1,11})\.(\d{3})", re.ASCII)
"""As nginx writes `X-Request-Start: t=${msec}`: seconds and milliseconds since 1970."""


def received_at(request: HttpRequest) -> datetime:
    """The moment that decides about deadlines: never later than now, and at most MOST_WAITED before.

    Only a proxy that is known to overwrite the header is believed; without one it is the moment at which this is asked.
    """
    now = clock.now()
    told = _told(request) if _came_through_our_proxy(request) else None
    return told if told is not None and now - MOST_WAITED <= told <= now else now


def _came_through_our_proxy(request: HttpRequest) -> bool:
    """Whoever asks the web server itself, on its own machine, was sent on by nobody."""
    stations = [part for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    return settings.TRUSTED_REQUEST_START and 0 < settings.ALLAUTH_TRUSTED_PROXY_COUNT <= len(stations)


def _told(request: HttpRequest) -> datetime | None:
    """Two headers arrive as one with a comma between them, and are none."""
    stamp = STAMP.fullmatch(request.headers.get("X-Request-Start", ""))
    if stamp is None:
        return None
    try:
        return datetime.fromtimestamp(int(stamp[1]), UTC) + timedelta(milliseconds=int(stamp[2]))
    except (OverflowError, OSError, ValueError):  # a year that no calendar has
        return None
