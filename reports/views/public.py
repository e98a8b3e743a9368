"""The first page and the page about the project: public, because they print public figures only."""

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_safe

from kanazawa_exchange.accounts.entrance import acting
from kanazawa_exchange.accounts.permissions import is_signed_in
from kanazawa_exchange.accounts.views.lists import wants_head
from kanazawa_exchange.lib import clock, schema_org
from kanazawa_exchange.lib.languages import active_language
from kanazawa_exchange.today import Part, parts_of
from mobility.services import showing
from partners.queries.contacts import contacts
from partners.queries.office_hours import partner_zones
from programs.queries.public_calls import calls_ahead
from programs.queries.public_news import latest

from ..permissions import may_read_plan_actual
from ..queries.public import about_page, front_page

IN_SHORT = gettext_noop(
    "Students of Kanazawa and of Russian partners, from the Far East to the Baltic, study in each other's country."
)
LATEST_NEWS = 3
"""Items of news on the public first page."""


@require_safe
@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    """What waits for whoever has signed in; for everybody else, and whom nothing waits for, the public page."""
    parts = _parts(request) if is_signed_in(request.user) else []
    if parts:
        return render(request, "today/today.html", {"parts": parts, **_headed(parts)})
    return welcome(request)


def _parts(request: HttpRequest) -> Sequence[Part]:
    """What waits; of our people whom a partner is shown there a line is kept."""
    by, now = None if wants_head(request) else acting(request), clock.now()

    def stays() -> Sequence[Part]:
        found = partial(parts_of, request.user, clock.today())
        return showing.shown(found, lambda parts: showing.records(_named(parts)), showing.RECORDS, by=by, now=now)

    return showing.shown(stays, lambda parts: showing.nominations(_named(parts)), showing.NOMINATIONS, by=by, now=now)


def _named(parts: Sequence[Part]) -> list[UUID]:
    return [uid for part in parts for uid in part.shown]


def _headed(parts: Sequence[Part]) -> dict[str, object]:
    """A page of one's own alone is called so; any other tells what waits today."""
    if {part.key for part in parts} <= {"own", "own-application"}:
        return {"heading": _("My exchange")}
    return {"heading": _("Today"), "today": clock.today()}


@require_safe
@login_not_required
def welcome(request: HttpRequest) -> HttpResponse:
    """The public first page, at an address of its own for those who have another."""
    now = clock.now()
    name, in_short = _("Training Program for Russia-Japan Innovative Leaders of Tomorrow"), _(IN_SHORT)
    context = {
        "page": front_page(clock.today(), now),
        "site_name": name,
        "in_short": in_short,
        "structured": schema_org.website(request, name=name, description=in_short, language=active_language()),
        "calls": calls_ahead(now),
        "news": latest(now, LATEST_NEWS),
        "may_see_figures": may_read_plan_actual(request.user),
        "contacts": contacts(now, zones=partner_zones()),
    }
    return render(request, "reports/public_home.html", context)


@require_safe
@login_not_required
def about(request: HttpRequest) -> HttpResponse:
    now = clock.now()
    context = {"page": about_page(clock.today(), now), "contacts": contacts(now, zones=partner_zones())}
    return render(request, "reports/public_about.html", context)
