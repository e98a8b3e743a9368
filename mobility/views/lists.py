"""The list of records, and its rows as a file."""

from dataclasses import dataclass

from django.db.models import QuerySet
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
from kanazawa_exchange.lib.paging import PAGE_SIZE, Order, Page, place_in
from kanazawa_exchange.lib.sorting import Sorting, sorting_in
from kanazawa_exchange.lib.totals import Total

from .. import permissions
from ..exports.lists import record_columns
from ..forms.filters import FilterForm
from ..models import Mobility
from ..queries import file_rows, lists, withheld
from ..queries.filters import Filters
from ..queries.rows import ListRow
from ..queries.runs import Runs
from ..queries.ways import in_places
from ..services import showing
from ..states import STATES
from .readers import reader


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

    def read() -> tuple[Page[ListRow], tuple[ListRow, ...]]:
        page = lists.page(request.user, filters, asked.runs, place_in(request.GET), order=order, size=size)
        return page, lists.near(request.user, filters, asked.runs) if not page.next else ()

    page, near = showing.shown(
        read,
        lambda found: showing.records(row.uid for row in (*found[0].rows, *found[1])),
        showing.RECORDS,
        by=reader(request),
        now=clock.now(),
    )
    total = lists.count(request.user, filters, asked.runs)
    context = {"form": asked.form, "page": page, "near": near, "filters": filters}
    context["listing"] = listing(request, page, total, noun, sorting=asked.sorting, chosen=chosen(asked.form))
    if not asked.sorting.named and page.rows and page.rows[0].starts_on > clock.today():
        context["from_today"] = lists.from_today()
    context["may_register"] = permissions.may_register(request.user)
    context["states"] = STATES.values()
    context["withheld"] = withheld.records(request.user)
    context["in_places"] = permissions.reads_for_a_partner(request.user)
    return render(request, "mobility/mobility_list.html", context)


@require_safe
@requires(permissions.may_list_mobilities)
def mobility_list_file(request: HttpRequest, kind: str) -> HttpResponseBase:
    asked = question_of(request)
    if not asked.form.is_valid():
        return unread(request, kind)
    total = showing.shown(
        lambda: lists.count(request.user, asked.filters, asked.runs, bound=MOST_ROWS[kind]),
        lambda found: _rows_of_file(request, asked, found),
        showing.RECORDS,
        by=reader(request),
        now=clock.now(),
        file=kind,
    )
    rows = file_rows.every_row(request.user, asked.filters, asked.runs, order=asked.sorting.order)
    unseen = (part.words for part in withheld.records(request.user))
    notes = [count_words(total, noun), *(part.words for part in chosen(asked.form)), *unseen]
    file = ListFile("records", _("Records"), record_columns(request.user), rows, notes)
    return sent(request, kind, file, total, asked=codes(asked.form))


def _rows_of_file(request: HttpRequest, asked: Question, total: Total) -> QuerySet[Mobility]:
    """The records of a file; none where there are too many for one."""
    if total.is_more:
        return Mobility.objects.none()
    return lists.asked_for(request.user, asked.filters, asked.runs)
