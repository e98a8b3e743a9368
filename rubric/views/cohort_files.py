"""Results as files, of the same address as their page: the document, the workbook, the joint tables for machines."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from kanazawa_exchange.accounts.entrance import requires
from kanazawa_exchange.accounts.views.lists import note_export
from kanazawa_exchange.lib import clock, content_types
from kanazawa_exchange.lib.chosen import codes
from kanazawa_exchange.lib.languages import active_language

from ..exports import cohort_csv, cohort_pdf, cohort_sheets
from ..models import ScoreRun
from ..permissions import may_read_cohorts
from ..queries.cohorts import cohort, run_line, scale_of
from ..queries.comparisons import by_program, by_year
from ..queries.papers import university
from ..queries.raw_cells import raw_counts
from .cohort_question import Question, read_question
from .cohorts import unanswered

KINDS = {"csv": content_types.CSV, "xlsx": content_types.XLSX, "pdf": content_types.PDF}
Made = Callable[[Question, ScoreRun], bytes]


@require_safe
@requires(may_read_cohorts)
def pdf(request: HttpRequest) -> HttpResponse:
    return _download(request, "pdf", _printed)


def _printed(question: Question, run: ScoreRun) -> bytes:
    found = cohort(run, question.filters)
    paper = cohort_pdf.Paper(
        university=university(question.project),
        address=question.live_address(),
        programs=by_program(run, question.filters, found.scale, question.programs),
        years=by_year(run, question.filters, found.scale),
    )
    return cohort_pdf.to_pdf(found, paper, lang=active_language(), timestamp=clock.now())


@require_safe
@requires(may_read_cohorts)
def xlsx(request: HttpRequest) -> HttpResponse:
    return _download(request, "xlsx", _workbook)


def _workbook(question: Question, run: ScoreRun) -> bytes:
    found = cohort(run, question.filters)
    book = cohort_sheets.Book(
        cohort=found,
        programs=by_program(run, question.filters, found.scale, question.programs),
        years=by_year(run, question.filters, found.scale),
        counts=raw_counts(run, question.filters, found.scale),
        names={one.slug: str(one.name) for one in (*question.programs, *question.partners)},
        university=university(question.project),
        printed_at=clock.now(),
    )
    return cohort_sheets.to_xlsx(book)


@require_safe
@requires(may_read_cohorts)
def csv(request: HttpRequest) -> HttpResponse:
    return _download(request, "csv", _rows)


def _rows(question: Question, run: ScoreRun) -> bytes:
    return cohort_csv.to_csv(raw_counts(run, question.filters, scale_of(run)), run_line(run))


def _download(request: HttpRequest, ending: str, made: Made) -> HttpResponse:
    """A wrong filter, or one that no run answers, shows the page with the reason, as a bad request."""
    question = read_question(request)
    run = question.run() if question.form.is_valid() else None
    if run is None or run.ended_at is None:
        answer = unanswered(request, question)
        answer.status_code = 400
        return answer
    content = made(question, run)
    note_export(request, f"cohort {ending}", *codes(question.form))
    language = "" if ending == "csv" else f"-{active_language()}"  # which is alike in every language
    name = f"abilities-{question.project.code}-{run.ended_at.date().isoformat()}{language}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=KINDS[ending], headers=headers)
