"""The people behind a figure: their list, and its rows as a file."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from kanazawa_exchange.accounts.entrance import requires
from kanazawa_exchange.accounts.permissions import is_office
from kanazawa_exchange.accounts.views.lists import count_words, listed, listing, sent, size_in
from kanazawa_exchange.lib.chosen import codes
from kanazawa_exchange.lib.list_files import MOST_ROWS, ListFile
from kanazawa_exchange.lib.paging import LONG_PAGE_SIZE, Order, place_in
from kanazawa_exchange.lib.sorting import Sorting, sorting_in
from kanazawa_exchange.lib.totals import Total, counted
from programs.permissions import is_program_coordinator

from .. import wording
from ..exports.people import PEOPLE
from ..permissions import may_open_figures, may_see_people_behind
from ..queries.people import People, everybody_behind, orders, people_behind, visible_behind
from .question import CONTINUING, Question, read_question


def noun(count: int) -> str:
    return ngettext("%(number)s participation", "%(number)s participations", count)


def _question(request: HttpRequest) -> Question:
    question = read_question(request)
    if not may_open_figures(request.user, question.project):
        raise PermissionDenied
    return question


def _in_words(question: Question) -> list[str]:
    """The years and the filter behind the figure."""
    years = wording.years_in_words(question.filters) or _("All years")
    going_on = [] if question.going_on_in is None else [_("those who are continuing")]
    return [years, *map(str, wording.filters_in_words(question.filters, question.printed_rule)), *going_on]


@require_safe
@requires(may_see_people_behind)
@listed
def people(request: HttpRequest) -> HttpResponse:
    return _people_page(request, _question(request))


def _people_page(request: HttpRequest, question: Question) -> HttpResponse:
    context = {"form": question.form, "question": question, "project": question.project}
    if question.form.is_valid():
        sorting = sorting_in(request.GET, orders())
        size = size_in(request, LONG_PAGE_SIZE)
        found = people_behind(question.scope(), request.user, place_in(request.GET), order=sorting.order, size=size)
        context |= _around(request, found, sorting) | {
            "words": _in_words(question),
            "as_of": question.form.day,
            "rule": question.printed_rule,
            "rule_text": wording.rule_text(question.printed_rule),
        }
    return render(request, "reports/plan_actual_people.html", context)


def _around(request: HttpRequest, found: People, sorting: Sorting[Order]) -> dict[str, object]:
    return {
        "people": found,
        "listing": listing(request, found.page, Total(found.visible), noun, sorting=sorting),
        "may_open_records": is_office(request.user) or is_program_coordinator(request.user),
    }


@require_safe
@requires(may_see_people_behind)
def people_file(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Those whom this reader may see; a wrong filter shows the page with its reasons, as a bad request."""
    question = _question(request)
    if not question.form.is_valid():
        answer = _people_page(request, question)
        answer.status_code = 400
        return answer
    scope = question.scope()
    total = counted(visible_behind(scope, request.user), MOST_ROWS[kind])
    rows = everybody_behind(scope, request.user, order=sorting_in(request.GET, orders()).order)
    notes = [*_in_words(question), count_words(total, noun)]
    file = ListFile("people-behind", _("The people behind the figure"), PEOPLE, rows, notes)
    going_on = () if question.going_on_in is None else (f"{CONTINUING}=yes",)
    return sent(request, kind, file, total, asked=(*codes(question.form), *going_on))
