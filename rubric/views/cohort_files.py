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
from ..permissions import may_read_cohorts
from ..queries.cohort_readers import Figures
from ..queries.cohorts import run_line
from ..queries.papers import university
from .cohort_question import Question, read_question
from .cohorts import unanswered

KINDS = {"csv": content_types.CSV, "xlsx": content_types.XLSX, "pdf": content_types.PDF}
Made = Callable[[Question, Figures], bytes]


@require_safe
@requires(may_read_cohorts)
def pdf(request: HttpRequest) -> HttpResponse:
    return _download(request, "pdf", _printed)


def _printed(question: Question, figures: Figures) -> bytes:
    found = figures.cohort()
    paper = cohort_pdf.Paper(
        university=university(question.project),
        address=question.live_address(),
        programs=figures.by_program(found.scale),
        years=figures.by_year(found.scale),
    )
    return cohort_pdf.to_pdf(found, paper, lang=active_language(), timestamp=clock.now())


@require_safe
@requires(may_read_cohorts)
def xlsx(request: HttpRequest) -> HttpResponse:
    return _download(request, "xlsx", _workbook)


def _workbook(question: Question, figures: Figures) -> bytes:
    found = figures.cohort()
    book = cohort_sheets.Book(
        cohort=found,
        programs=figures.by_program(found.scale),
        years=figures.by_year(found.scale),
        counts=None if figures.of_pairs else figures.counts(found.scale),
        names={one.slug: str(one.name) for one in (*question.programs, *question.partners)},
        university=university(question.project),
        printed_at=clock.now(),
    )
    return cohort_sheets.to_xlsx(book)


@require_safe
@requires(may_read_cohorts)
def csv(request: HttpRequest) -> HttpResponse:
    return _download(request, "csv", _rows)


def _rows(_question: Question, figures: Figures) -> bytes:
    return cohort_csv.to_csv(figures.counts(figures.scale()), run_line(figures.run))


def _download(request: HttpRequest, ending: str, made: Made) -> HttpResponse:
    """A wrong filter, or one that nothing answers, shows the page with the reason, as a bad request."""
    question = read_question(request)
    figures = question.figures()
    if figures is None or not figures.is_shown or figures.run.ended_at is None:
        answer = unanswered(request, question)
        answer.status_code = 400
        return answer
    content = made(question, figures)
    note_export(request, f"cohort {ending}", *codes(question.form))
    language = "" if ending == "csv" else f"-{active_language()}"  # which is alike in every language
    name = f"abilities-{question.project.code}-{figures.run.ended_at.date().isoformat()}{language}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=KINDS[ending], headers=headers)
