"""The results for everybody: figures with their definition, readable on a tablet and on paper."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kanazawa_exchange.lib import clock

from ..queries.activity_reports import reports_figure
from ..queries.results import project_results
from .shown_table import shown_table


@require_safe
@login_not_required
def results(request: HttpRequest) -> HttpResponse:
    code = request.GET.get("project", "")
    today = clock.today()
    page = project_results(code, today)
    if page is None and code:
        raise Http404
    context: dict[str, object] = {"page": page, "activity_reports": reports_figure(today, clock.now())}
    if page and page.figures:
        context |= shown_table(page.figures)
    return render(request, "reports/results.html", context)
