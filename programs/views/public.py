"""The public pages of the programmes."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from kanazawa_exchange.accounts.queries.stale_texts import behind_for_reader
from kanazawa_exchange.lib import clock

from ..models import Program
from ..permissions import may_see_figures_of
from ..queries.catalogue import program_page, programs_by_project
from ..queries.program_parts import parts_of
from ..queries.public_calls import calls_ahead
from ..queries.taking_part import taking_part
from .structured import of_program


@require_safe
@login_not_required
def program_list(request: HttpRequest) -> HttpResponse:
    return render(request, "programs/program_list.html", {"projects": programs_by_project()})


@require_safe
@login_not_required
def program_detail(request: HttpRequest, slug: str) -> HttpResponse:
    program = get_object_or_404(Program.objects.visible_to(request.user).select_related("project"), slug=slug)
    on, now = clock.today(), clock.now()
    page = program_page(program, on)
    context = {"program": program, "page": page, "page_languages": page.written_in, "parts": parts_of(program, on)}
    context["structured"] = of_program(page, request)
    context["calls"] = calls_ahead(now, program_id=program.pk)
    context["behind"] = behind_for_reader(program, page.written_in)
    context["may_see_figures"] = may_see_figures_of(request.user, program)
    return render(request, "programs/program_detail.html", context)


@require_safe
@login_not_required
def take_part(request: HttpRequest) -> HttpResponse:
    """How one takes part: the calls, the steps in both directions, and what each programme on offer asks."""
    return render(request, "programs/take_part.html", {"page": taking_part(clock.now())})
