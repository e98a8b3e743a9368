"""The first page and the page about the project: public, because they print public figures only."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kanazawa_exchange.lib import clock

from .. import wording
from ..permissions import may_read_plan_actual
from ..queries.public import about_page, front_page


@require_safe
@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    page = front_page(clock.today())
    context = {
        "page": page,
        "may_see_figures": may_read_plan_actual(request.user),
        "rule_text": wording.rule_text(page.so_far.rule) if page.so_far else [],
    }
    return render(request, "reports/public_home.html", context)


@require_safe
@login_not_required
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "reports/public_about.html", {"page": about_page(clock.today())})
