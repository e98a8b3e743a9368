"""The rubric in use, for whoever signs in, in the language of the reader; and as a printed sheet."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kanazawa_exchange.accounts.entrance import requires
from kanazawa_exchange.accounts.views.saving import SignedInRequest

from ..permissions import may_edit_rubric, may_read_rubric
from ..queries.sheets import sheet
from ..queries.versions import in_use


@require_safe
@requires(may_read_rubric)
def rubric(request: SignedInRequest) -> HttpResponse:
    context = {"sheets": [sheet(version) for version in in_use()], "may_edit": may_edit_rubric(request.user)}
    return render(request, "rubric/rubric_show.html", context)
