"""The page on which the waves of all runs of a fiscal year are planned in one act."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from kanazawa_exchange.accounts.entrance import requires
from kanazawa_exchange.accounts.views.saving import SignedInRequest, bound, saved, typed
from kanazawa_exchange.lib import formats
from programs.queries.runs import runs_kept_by

from ..forms.waves import YearForm, YearWavesForm
from ..permissions import may_keep_waves
from ..queries.wave_plans import runs_of_year, usual_year, years_with_runs
from ..services import waves
from .wave_pages import wave_trail


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_keep_waves)
def waves_plan(request: SignedInRequest) -> HttpResponse:
    """GET shows the runs of the year and writes nothing; POST plans the waves of those that are chosen."""
    years = years_with_runs(request.user)
    year_form = YearForm(request.GET or None, years=years)
    year = year_form.cleaned_data["fy"] if year_form.is_valid() else usual_year(years)
    context: dict[str, object] = {"year_form": year_form, "year": year, "trail": wave_trail()}
    if year is None:
        return render(request, "rubric/waves_plan.html", context)
    rows = runs_of_year(request.user, year)
    form = bound(YearWavesForm, request, runs=runs_kept_by(request.user).filter(fiscal_year=year))
    sent = typed(request)
    context["chosen"] = None if sent is None else set(sent.getlist("runs"))
    return saved(
        request,
        form,
        lambda: waves.plan_many(form.chosen_runs(), form.by_moment(), by=request.user),
        message=_planned,
        redirect_to=f"{reverse('rubric:wave_list')}?fy={year}",
        template="rubric/waves_plan.html",
        context={
            **context,
            "runs": rows,
            "people": sum(row.people for row in rows if not row.is_complete),
            "is_complete": bool(rows) and all(row.is_complete for row in rows),
        },
    )


def _planned(planned: waves.Planned) -> str:
    number = len(planned.waves)
    words = ngettext("%(n)s wave is planned.", "%(n)s waves are planned.", number) % {"n": formats.number(number)}
    if not planned.there:
        return words
    there = ngettext("%(n)s was there already.", "%(n)s were there already.", planned.there)
    return formats.sentences(words, there % {"n": formats.number(planned.there)})
