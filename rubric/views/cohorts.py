"""Results for those who answer for the programme: the abilities of a cohort, programmes side by side, and year after year."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kanazawa_exchange.accounts.entrance import requires

from ..chart import chart, forests
from ..drawings import forest_axis
from ..permissions import may_list_score_runs, may_read_cohorts, may_score
from ..queries.cohort_readers import Figures
from ..queries.cohort_runs import Reads
from ..queries.cohorts import run_line
from ..wording import behind, cards, findings, withheld
from .cohort_question import Question, read_question


@require_safe
@requires(may_read_cohorts)
def show(request: HttpRequest) -> HttpResponse:
    question = read_question(request)
    figures = question.figures()
    if figures is None or not figures.is_shown:
        return unanswered(request, question)
    found = figures.cohort()
    context = {
        "cohort": found,
        "headline": findings.headline(found.figures),
        "compared": findings.compared(found),
        "cards": cards.cards(found),
        "chart": chart(found.figures, found.scale, (found.run.before, found.run.after)),
        "behind": behind.behind(found),
        "notes": findings.notes(found),
        "since": findings.since_words(found),
    }
    return render(request, "rubric/cohort_show.html", _common(request, question, figures) | context)


@require_safe
@requires(may_read_cohorts)
def programs(request: HttpRequest) -> HttpResponse:
    question = read_question(request)
    figures = question.figures()
    if figures is None:
        return unanswered(request, question, "programs")
    comparison = figures.by_program(figures.scale())
    context = {"comparison": comparison, "forests": forests(comparison), "axis": forest_axis()}
    context["notes"] = findings.comparison_notes(comparison)
    return render(request, "rubric/cohort_programs.html", _common(request, question, figures) | context)


@require_safe
@requires(may_read_cohorts)
def years(request: HttpRequest) -> HttpResponse:
    question = read_question(request)
    figures = question.figures()
    if figures is None:
        return unanswered(request, question, "years")
    comparison = figures.by_year(figures.scale())
    context = {"comparison": comparison, "forests": forests(comparison, over_time=True)}
    context["notes"] = findings.comparison_notes(comparison, over_time=True)
    context["selection"] = findings.filter_line(figures.filters, all_years=comparison.of_pairs)
    return render(request, "rubric/cohort_years.html", _common(request, question, figures) | context)


def unanswered(request: HttpRequest, question: Question, here: str = "abilities") -> HttpResponse:
    """A wrong filter with its reasons, that nobody has scored these answers yet, or that they are withheld."""
    context: dict[str, object] = {
        "question": question,
        "form": question.form,
        "project": question.project,
        "here": here,
    }
    if question.form.is_valid():
        context["why"] = _why(question)
        context["may_start"] = question.reads != Reads.PUBLISHED and may_list_score_runs(request.user)
    return render(request, "rubric/cohort_unanswered.html", context)


def _why(question: Question) -> str:
    if question.reads != Reads.PUBLISHED:
        return withheld.unanswered(question.filters)
    return withheld.withheld(question.filters) if question.years else withheld.unpublished()


def _common(request: HttpRequest, question: Question, figures: Figures) -> dict[str, object]:
    run = figures.run
    return {
        "question": question,
        "form": question.form,
        "project": question.project,
        "run": run_line(run),
        "run_words": findings.run_words(run_line(run)),
        "selection": findings.filter_line(figures.filters),
        "may_open_run": may_score(request.user, run.program_id),
        "may_see_rates": may_list_score_runs(request.user),
    }
