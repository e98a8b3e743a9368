"""Results for those who answer for the programme: the abilities of a cohort, programmes side by side, and year after year."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kanazawa_exchange.accounts.entrance import requires

from ..chart import chart, forests
from ..drawings import forest_axis
from ..models import ScoreRun
from ..permissions import may_list_score_runs, may_read_cohorts, may_score
from ..queries.cohorts import cohort, run_line, scale_of
from ..queries.comparisons import by_program, by_year
from ..wording import behind, cards, findings
from .cohort_question import Question, read_question


@require_safe
@requires(may_read_cohorts)
def show(request: HttpRequest) -> HttpResponse:
    question = read_question(request)
    run = question.run() if question.form.is_valid() else None
    if run is None:
        return unanswered(request, question)
    found = cohort(run, question.filters)
    context = {
        "cohort": found,
        "headline": findings.headline(found.figures),
        "compared": findings.compared(found),
        "cards": cards.cards(found),
        "chart": chart(found.figures, found.scale, (found.run.before, found.run.after)),
        "behind": behind.behind(found),
        "notes": findings.notes(found),
        "since": findings.since_words(found.came_since),
    }
    return render(request, "rubric/cohort_show.html", _common(request, question, run) | context)


@require_safe
@requires(may_read_cohorts)
def programs(request: HttpRequest) -> HttpResponse:
    question = read_question(request)
    run = question.run() if question.form.is_valid() else None
    if run is None:
        return unanswered(request, question)
    comparison = by_program(run, question.filters, scale_of(run), question.programs)
    context = {"comparison": comparison, "forests": forests(comparison), "axis": forest_axis()}
    context["notes"] = findings.comparison_notes(comparison)
    return render(request, "rubric/cohort_programs.html", _common(request, question, run) | context)


@require_safe
@requires(may_read_cohorts)
def years(request: HttpRequest) -> HttpResponse:
    question = read_question(request)
    run = question.run() if question.form.is_valid() else None
    if run is None:
        return unanswered(request, question)
    comparison = by_year(run, question.filters, scale_of(run))
    context = {"comparison": comparison, "forests": forests(comparison, over_time=True)}
    context["notes"] = findings.comparison_notes(comparison, over_time=True)
    return render(request, "rubric/cohort_years.html", _common(request, question, run) | context)


def unanswered(request: HttpRequest, question: Question) -> HttpResponse:
    """A wrong filter with its reasons, or that nobody has scored these answers yet."""
    context = {"question": question, "form": question.form, "project": question.project}
    if question.form.is_valid():
        context["selection"] = findings.filter_line(question.filters)
    return render(request, "rubric/cohort_unanswered.html", context)


def _common(request: HttpRequest, question: Question, run: ScoreRun) -> dict[str, object]:
    return {
        "question": question,
        "form": question.form,
        "project": question.project,
        "run": run_line(run),
        "run_words": findings.run_words(run_line(run)),
        "selection": findings.filter_line(question.filters),
        "may_open_run": may_score(request.user, run.program_id),
        "may_see_rates": may_list_score_runs(request.user),
    }
