"""Activity Reports before everybody reads them: the queue, one report with its remarks, and its moves."""

from collections.abc import Mapping
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kanazawa_exchange.accounts.entrance import requires
from kanazawa_exchange.accounts.views.lists import count_words, listed, listing, sent, size_in, unread
from kanazawa_exchange.accounts.views.moves import MovePage, moved
from kanazawa_exchange.accounts.views.saving import SignedInRequest, acted
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.chosen import chosen, codes
from kanazawa_exchange.lib.list_files import MOST_ROWS, ListFile
from kanazawa_exchange.lib.paging import PAGE_SIZE, place_in
from kanazawa_exchange.lib.states import Move

from ..activity_report_moves import ACTIVITY_REPORT_MOVES, ActivityReportStatus
from ..activity_report_permissions import may_moderate_activity_report, moderates_activity_reports
from ..exports.activity_reports import COLUMNS
from ..forms.activity_reports import ReviewFilterForm
from ..models import ActivityReport
from ..queries.activity_reports import review as queries
from ..queries.activity_reports.photos import photos_of
from ..queries.activity_reports.translated import translations_of
from ..services.activity_reports import moving, remarking


def noun(count: int) -> str:
    return ngettext("%(number)s Activity Report", "%(number)s Activity Reports", count)


@require_safe
@requires(moderates_activity_reports)
@listed
def review_list(request: HttpRequest) -> HttpResponse:
    form = ReviewFilterForm(request.GET)
    filters = form.filters
    page = queries.page(request.user, filters, place_in(request.GET), size=size_in(request, PAGE_SIZE))
    total = queries.count(request.user, filters)
    context = {
        "form": form,
        "page": page,
        "filters": filters,
        "listing": listing(request, page, total, noun, chosen=chosen(form)),
    }
    return render(request, "mobility/activity_report_review_list.html", context)


@require_safe
@requires(moderates_activity_reports)
def review_list_file(request: HttpRequest, kind: str) -> HttpResponseBase:
    form = ReviewFilterForm(request.GET)
    if not form.is_valid():
        return unread(request, kind)
    total = queries.count(request.user, form.filters, bound=MOST_ROWS[kind])
    notes = [count_words(total, noun), *(part.words for part in chosen(form))]
    rows = queries.every_row(request.user, form.filters)
    words = pgettext("heading", "Activity Reports")
    return sent(request, kind, ListFile("activity-reports", words, COLUMNS, rows, notes), total, asked=codes(form))


@require_safe
@requires(moderates_activity_reports)
def review(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Of a withdrawn report a moderator reads who took it away, when and why, and nothing that stood in it."""
    report = _report(request, uid)
    if report.status == ActivityReportStatus.WITHDRAWN:
        gone = {"row": queries.line(report), "entries": queries.history(report)}
        return render(request, "mobility/activity_report_review_gone.html", gone)
    context = {
        "case": queries.case(report, request.user, clock.now()),
        "photos": photos_of(report),
        "translations": translations_of(report),
        "entries": queries.history(report),
    }
    return render(request, "mobility/activity_report_review.html", context)


@require_POST
@requires(moderates_activity_reports)
def remark(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """Say something of one sentence, or take that back."""
    report, typed = _report(request, uid), request.POST
    if not may_moderate_activity_report(request.user, report):
        raise PermissionDenied
    return acted(
        request,
        lambda: remarking.remark(
            report, typed.get("sentence", ""), typed.get("words", ""), by=request.user, now=clock.now()
        ),
        message=_("The remark is kept. The authors read it once you return the report."),
        redirect_to=f"{_address(report)}#sentences",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(moderates_activity_reports)
def review_move(request: HttpRequest, uid: UUID, move: str) -> HttpResponse:
    if move in ACTIVITY_REPORT_MOVES.moves and ACTIVITY_REPORT_MOVES.moves[move].by_person:
        raise PermissionDenied
    report = _report(request, uid)
    if report.status == ActivityReportStatus.WITHDRAWN:
        return redirect(_address(report))
    return moved(request, PAGE, report, move)


def _report(request: HttpRequest, uid: UUID) -> ActivityReport:
    """One that was sent in, and by others: remarks upon the own one are read once it is returned. Errors: Http404."""
    visible = queries.asked_for(request.user, queries.Filters(status="")).values("pk")
    report: ActivityReport = get_object_or_404(queries.rows().filter(pk__in=visible), uid=uid)
    return report


def _address(report: ActivityReport) -> str:
    return reverse("mobility:activity_report_review", args=[report.uid])


def _context(request: HttpRequest, report: ActivityReport, _row: Move) -> Mapping[str, object]:
    return {"case": queries.case(report, request.user, clock.now())}


PAGE = MovePage(
    table=ACTIVITY_REPORT_MOVES,
    service=moving.move,
    template="mobility/activity_report_review_move.html",
    address=_address,
    context=_context,
    history=lambda report, _user: queries.history(report),
)
