"""The public page of the abilities before and after, and its figures as CSV: stored rows only, nothing is counted here."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kanazawa_exchange.lib.list_files import CONTENT_TYPES, CSV

from ..chart import public_chart
from ..exports.results import to_csv
from ..forms.results import ResultsForm
from ..queries.public_figures import public_figures
from ..queries.results import programs_of, results, year_choices
from ..result_words import group_words, what_they_say
from ..wording import findings


@require_safe
@login_not_required
def results_show(request: HttpRequest) -> HttpResponse:
    years = year_choices()
    if not years:
        return render(request, "rubric/results.html", {})
    form = ResultsForm(request.GET, years=years, programs=programs_of)
    page = results(form.year, **form.group)
    context = {
        "page": page,
        "sheet": page.sheet,
        "form": form,
        "words": group_words(page),
        "said": what_they_say(page),
        "chart": public_chart(page),
        "notes": findings.standing(),
    }
    return render(request, "rubric/results.html", context)


@require_safe
@login_not_required
def results_csv(_request: HttpRequest) -> HttpResponse:
    """All published years; its headings are English in every language."""
    headers = {"Content-Disposition": 'attachment; filename="abilities-before-and-after.csv"'}
    return HttpResponse(to_csv(public_figures()), content_type=CONTENT_TYPES[CSV], headers=headers)
