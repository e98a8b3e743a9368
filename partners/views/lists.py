"""The list of agreements, and its rows as a file."""

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from kanazawa_exchange.accounts.entrance import requires
from kanazawa_exchange.accounts.views.lists import listed, sent_filtered, whole
from kanazawa_exchange.accounts.views.saving import SignedInRequest
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.chosen import chosen
from kanazawa_exchange.lib.list_files import ListFile
from kanazawa_exchange.lib.sorting import sorting_in

from ..exports.agreements import agreement_columns
from ..forms.filters import AgreementFilter
from ..permissions import may_edit_partners, may_read_agreements
from ..queries.agreements import ORDERS, AgreementLine, lines
from ..queries.names import institutions_by_name


def noun(count: int) -> str:
    return ngettext("%(number)s agreement", "%(number)s agreements", count)


def _asked(request: SignedInRequest) -> tuple[AgreementFilter, tuple[AgreementLine, ...]]:
    """The filter and what it lets through, in the order of the address."""
    form = AgreementFilter(request.GET, user=request.user)
    form.is_valid()
    found = lines(request.user, clock.today(), **{name: value for name, value in form.cleaned_data.items() if value})
    return form, sorting_in(request.GET, ORDERS).order.sorted(found)


@require_safe
@requires(may_read_agreements)
@listed
def agreement_list(request: SignedInRequest) -> HttpResponse:
    form, found = _asked(request)
    sorting = sorting_in(request.GET, ORDERS)
    context = {
        "form": form,
        "lines": found,
        "listing": whole(request, found, noun, sorting=sorting, chosen=chosen(form)),
        "may_edit": may_edit_partners(request.user),
    }
    return render(request, "partners/agreement_list.html", context)


@require_safe
@requires(may_read_agreements)
def agreement_list_file(request: SignedInRequest, kind: str) -> HttpResponseBase:
    form, found = _asked(request)
    file = ListFile("agreements", _("Agreements"), agreement_columns(institutions_by_name()), found)
    return sent_filtered(request, kind, file, noun, form)
