"""The public pages of the programmes."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.period import fiscal_year

from ..models import Program
from ..permissions import may_see_figures_of
from ..queries.calls import open_calls
from ..queries.catalogue import program_page, programs_by_project


@require_safe
@login_not_required
def program_list(request: HttpRequest) -> HttpResponse:
    return render(request, "programs/program_list.html", {"projects": programs_by_project()})


@require_safe
@login_not_required
def program_detail(request: HttpRequest, slug: str) -> HttpResponse:
    program = get_object_or_404(Program.objects.visible_to(request.user).select_related("project"), slug=slug)
    year = fiscal_year(clock.today())
    page = program_page(program, fiscal_year=year)
    context = {"program": program, "page": page, "fiscal_year": year, "page_languages": page.written_in}
    context["calls"] = open_calls(clock.now(), program_id=program.pk)
    context["may_see_figures"] = may_see_figures_of(request.user, program)
    return render(request, "programs/program_detail.html", context)
