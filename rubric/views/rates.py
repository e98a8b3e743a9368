"""The page of response rates: the cohorts of a year, or of all of them, before, after and later."""

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kanazawa_exchange.accounts.entrance import requires
from kanazawa_exchange.accounts.views.lists import listed, sent_filtered, whole
from kanazawa_exchange.accounts.views.saving import SignedInRequest
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.chosen import chosen
from kanazawa_exchange.lib.list_files import ListFile

from ..exports.waves import RATES
from ..forms.filters import WaveFilter
from ..models import Moment
from ..permissions import may_keep_waves
from ..queries.rates import RateTable, flat, rates
from .wave_pages import cohorts_noun


def _asked(request: SignedInRequest) -> tuple[WaveFilter, tuple[RateTable, ...]]:
    form = WaveFilter(request.GET, user=request.user)
    return form, rates(request.user, clock.now(), form.condition)


@require_safe
@requires(may_keep_waves)
@listed
def wave_rates(request: SignedInRequest) -> HttpResponse:
    form, tables = _asked(request)
    context = {
        "form": form,
        "tables": [table for table in tables if table.rows],
        "moments": tuple(moment.label for moment in Moment),
        "listing": whole(request, flat(tables), cohorts_noun, chosen=chosen(form)),
    }
    return render(request, "rubric/wave_rates.html", context)


@require_safe
@requires(may_keep_waves)
def wave_rates_file(request: SignedInRequest, kind: str) -> HttpResponseBase:
    form, tables = _asked(request)
    rows = flat(tables) if form.is_valid() else ()
    return sent_filtered(request, kind, ListFile("survey-rates", _("Response rates"), RATES, rows), cohorts_noun, form)
