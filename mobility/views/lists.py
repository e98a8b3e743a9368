"""The list of records, and its rows as a file."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from kanazawa_exchange.accounts.entrance import requires
from kanazawa_exchange.accounts.views.lists import count_words, listed, listing, sent, size_in, unread
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.chosen import chosen, codes
from kanazawa_exchange.lib.list_files import MOST_ROWS, ListFile
from kanazawa_exchange.lib.paging import PAGE_SIZE, Order, place_in
from kanazawa_exchange.lib.sorting import Sorting, sorting_in

from .. import permissions
from ..exports.lists import record_columns
from ..forms.filters import FilterForm
from ..queries import file_rows, lists
from ..queries.filters import Filters
from ..queries.runs import Runs
from ..queries.ways import in_places
from ..states import STATES


@dataclass(frozen=True)
class Question:
    """What an address asks of the records."""

    runs: Runs
    form: FilterForm
    sorting: Sorting[Order]

    @property
    def filters(self) -> Filters:
        return self.form.filters


def question_of(request: HttpRequest) -> Question:
    runs = Runs.read()
    return Question(
        runs,
        FilterForm(request.GET, runs=runs, keeps=permissions.may_register(request.user), ways=in_places(request.user)),
        sorting_in(request.GET, lists.orders(runs)),
    )


def noun(count: int) -> str:
    return ngettext("%(number)s record", "%(number)s records", count)


@require_safe
@requires(permissions.may_list_mobilities)
@listed
def mobility_list(request: HttpRequest) -> HttpResponse:
    asked = question_of(request)
    filters, order = asked.filters, asked.sorting.order
    size = size_in(request, PAGE_SIZE)
    page = lists.page(request.user, filters, asked.runs, place_in(request.GET), order=order, size=size)
    total = lists.count(request.user, filters, asked.runs)
    near = lists.near(request.user, filters, asked.runs) if not page.next else ()
    context = {"form": asked.form, "page": page, "near": near, "filters": filters}
    context["listing"] = listing(request, page, total, noun, sorting=asked.sorting, chosen=chosen(asked.form))
    if not asked.sorting.named and page.rows and page.rows[0].starts_on > clock.today():
        context["from_today"] = lists.from_today()
    context["may_register"] = permissions.may_register(request.user)
    context["states"] = STATES.values()
    context["in_places"] = permissions.reads_for_a_partner(request.user)
    return render(request, "mobility/mobility_list.html", context)


@require_safe
@requires(permissions.may_list_mobilities)
def mobility_list_file(request: HttpRequest, kind: str) -> HttpResponseBase:
    asked = question_of(request)
    if not asked.form.is_valid():
        return unread(request, kind)
    total = lists.count(request.user, asked.filters, asked.runs, bound=MOST_ROWS[kind])
    rows = file_rows.every_row(request.user, asked.filters, asked.runs, order=asked.sorting.order)
    notes = [count_words(total, noun), *(part.words for part in chosen(asked.form))]
    file = ListFile("records", _("Records"), record_columns(request.user), rows, notes)
    return sent(request, kind, file, total, asked=codes(asked.form))
