"""Events for calendars: one as a file, all of them as an address to subscribe to."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kanazawa_exchange.lib import clock

from ..exports.calendars import calendar
from ..models import Event
from ..queries.event_calendar import CalendarEvent, calendar_event, upcoming


@require_safe
@login_not_required
def event_calendar(request: HttpRequest) -> HttpResponse:
    now = clock.now()
    return _answer(request, upcoming(Event.objects.public(now), now), "events.ics")


@require_safe
@login_not_required
def event_file(request: HttpRequest, slug: str) -> HttpResponse:
    now = clock.now()
    event = get_object_or_404(Event.objects.public(now).select_related("program", "city"), slug=slug)
    return _answer(request, [calendar_event(event, now)], f"{event.slug}.ics", is_file=True)


def _answer(request: HttpRequest, events: Sequence[CalendarEvent], name: str, *, is_file: bool = False) -> HttpResponse:
    """The keys of the events stay the same whatever host the request named."""
    content = calendar(
        events,
        name=_("Events of the exchange programme"),
        host=urlsplit(settings.PORTAL_URL).hostname or "",
        address=lambda event: request.build_absolute_uri(reverse("programs:event_detail", args=[event.slug])),
    )
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'{"attachment" if is_file else "inline"}; filename="{name}"'
    answer["Cache-Control"] = "public, max-age=60, must-revalidate"
    return answer
