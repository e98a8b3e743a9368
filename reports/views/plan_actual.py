"""Plan against actual: the page and its downloads."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from kanazawa_exchange.accounts.entrance import requires
from kanazawa_exchange.accounts.views.lists import note_export
from kanazawa_exchange.lib import clock, content_types
from kanazawa_exchange.lib.chosen import codes
from kanazawa_exchange.lib.languages import active_language
from kanazawa_exchange.lib.localized import localized
from mobility.permissions import may_list_mobilities
from programs.models import FundingProject

from .. import wording
from ..exports.lines import to_csv
from ..exports.pdf import Paper, to_pdf
from ..exports.sheets import to_xlsx
from ..figures import PlanActual
from ..permissions import may_open_figures, may_read_plan_actual, may_see_people_behind
from ..queries.people import people_behind, unconfirmed_returns
from ..queries.public import home_of
from ..sums import blocks
from .question import Question, read_question
from .shown_table import shown_table

ANNEX_ROWS = 2000
"""People whom a document lists at most; it says how many there are."""
KINDS = {"csv": content_types.CSV, "xlsx": content_types.XLSX, "pdf": content_types.PDF}


@require_safe
@requires(may_read_plan_actual)
def plan_actual(request: HttpRequest) -> HttpResponse:
    question = read_question(request)
    context = {"form": question.form, "question": question, "project": question.project}
    if not question.form.is_valid():
        return render(request, "reports/plan_actual_show.html", context)
    table = question.table()
    may_open = may_open_figures(request.user, question.project)
    context |= {
        **shown_table(table, question.people_address if may_open else None),
        "may_print_names": _may_see_people(request, question),
        "selection": wording.filter_line(table) if wording.filter_words(table) else "",
        "blocks": blocks(table),
    }
    return render(request, "reports/plan_actual_show.html", context | _unconfirmed(request, question.project))


def _unconfirmed(request: HttpRequest, project: FundingProject) -> dict[str, object]:
    """How many returns nobody confirmed, with their list, for those who may see it."""
    if not may_list_mobilities(request.user):
        return {}
    number = unconfirmed_returns(project, request.user, clock.today()).number
    address = f"{reverse('mobility:mobility_list')}?project={project.uid}&overdue=on"
    return {"unconfirmed": wording.unconfirmed_words(number), "unconfirmed_list": address} if number else {}


# --- Downloads -----------------------------------------------------------------------------------------------------


@require_safe
@requires(may_read_plan_actual)
def plan_actual_csv(request: HttpRequest) -> HttpResponse:
    return _download(request, "csv", lambda _request, _question, table: to_csv(table, bom=True))


@require_safe
@requires(may_read_plan_actual)
def plan_actual_xlsx(request: HttpRequest) -> HttpResponse:
    return _download(request, "xlsx", _workbook)


def _workbook(_request: HttpRequest, question: Question, table: PlanActual) -> bytes:
    home = home_of(question.project)
    return to_xlsx(table, university=str(localized(home, "name")) if home else "", printed_at=clock.now())


@require_safe
@requires(may_read_plan_actual)
def plan_actual_pdf(request: HttpRequest) -> HttpResponse:
    return _download(request, "pdf", _printed)


def _printed(request: HttpRequest, question: Question, table: PlanActual) -> bytes:
    """With the people behind the figures for those who may see them and ask for them; the ledger then says so."""
    asks = _prints_names(request, question)
    people = people_behind(question.scope(), request.user, size=ANNEX_ROWS) if asks else None
    home = home_of(question.project)
    university = str(localized(home, "name")) if home else ""
    paper = Paper(university, question.live_address(), people)
    printed = to_pdf(table, paper, lang=active_language(), timestamp=clock.now())
    if people is not None:
        note_export(request, f"plan-actual pdf {len(people.rows)}", *codes(question.form))
    return printed


def _prints_names(request: HttpRequest, question: Question) -> bool:
    return request.GET.get("names") == "yes" and _may_see_people(request, question)


def _may_see_people(request: HttpRequest, question: Question) -> bool:
    return bool(may_see_people_behind(request.user) and may_open_figures(request.user, question.project))


def _download(
    request: HttpRequest, ending: str, made: Callable[[HttpRequest, Question, PlanActual], bytes]
) -> HttpResponse:
    """The figures of the same address as a file; a wrong filter shows the page with its reasons, as a bad request."""
    question = read_question(request)
    if not question.form.is_valid():
        answer = plan_actual(request)
        answer.status_code = 400
        return answer
    table = question.table()
    name = f"plan-actual-{table.project.slug}-{table.as_of.isoformat()}"
    if ending != "csv":  # which is alike in every language
        name += f"-{active_language()}{'-names' if ending == 'pdf' and _prints_names(request, question) else ''}"
    return HttpResponse(
        made(request, question, table),
        content_type=KINDS[ending],
        headers={"Content-Disposition": f'attachment; filename="{name}.{ending}"'},
    )
