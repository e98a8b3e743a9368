"""The pages of those who write Activity Reports: the own ones, begin, write, and see where a report stands."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kanazawa_exchange.accounts.entrance import requires
from kanazawa_exchange.accounts.services.sent_forms import SentBefore
from kanazawa_exchange.accounts.views.keeping import forget, typed
from kanazawa_exchange.accounts.views.moves import MovePage, moved
from kanazawa_exchange.accounts.views.pages import Crumb
from kanazawa_exchange.accounts.views.saving import SignedInRequest
from kanazawa_exchange.accounts.views.sending import led_on, once
from kanazawa_exchange.lib import clock, formats
from kanazawa_exchange.lib.devices import owner_of
from kanazawa_exchange.lib.languages import active_language
from kanazawa_exchange.lib.localized import Localized
from kanazawa_exchange.lib.receiving import received_at
from kanazawa_exchange.lib.refusals import Refused
from kanazawa_exchange.lib.states import Move

from .. import permissions
from ..activity_report_moves import ACTIVITY_REPORT_MOVES, WRITABLE
from ..activity_report_permissions import writes_activity_report, writes_activity_reports
from ..forms.activity_report_boxes import FIELDS, ReportForm
from ..forms.applications import changes_in
from ..models import ActivityReport, Mobility
from ..queries.activity_reports import own as reading
from ..queries.activity_reports.photo_consents import asked_photos
from ..queries.activity_reports.translated import translations_of
from ..services.activity_reports import moving, writing

OWN_MOVES = ("withdraw",)
"""The moves that authors make on a page of this kind; sending in has a page of its own."""


@require_safe
@requires(permissions.has_person)
def own_report_list(request: SignedInRequest) -> HttpResponse:
    context = {"reports": reading.own_reports(request.user), "stays": reading.stays_to_tell_of(request.user)}
    return render(request, "mobility/activity_report_own_list.html", context)


def own(request: SignedInRequest, uid: UUID) -> ActivityReport:
    """A report that whoever has signed in has written; those of others have no such pages."""
    report = get_object_or_404(reading.shown(ActivityReport.objects.visible_to(request.user)), uid=uid)
    if not writes_activity_report(request.user, report):
        raise Http404
    return report


def page_of(report: ActivityReport) -> str:
    return reverse("mobility:own_report", args=[report.uid])


def own_trail() -> list[Crumb]:
    return [(_("Home"), reverse("home")), (_("My Activity Reports"), reverse("mobility:own_report_list"))]


def trail_of(report: ActivityReport) -> list[tuple[object, str]]:
    return [*own_trail(), (reading.title_of(report), page_of(report))]


# --- Begun -----------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@requires(writes_activity_reports)
def report_begin(request: SignedInRequest) -> HttpResponse:
    """The stays one by one, each with the button that begins; whoever has one alone finds the button on the list."""
    if request.method == "POST":
        return _begun(request)
    context = {"stays": reading.stays_to_tell_of(request.user), "trail": own_trail()}
    return render(request, "mobility/activity_report_begin.html", context)


def _begun(request: SignedInRequest) -> HttpResponse:
    stay = get_object_or_404(_own_stays(request), uid=uid_in(request, "stay"))

    def act() -> ActivityReport:
        return writing.begin(stay, language=active_language(), by=request.user, now=clock.now())

    try:
        _report, address = once(request, act, lambda made: reverse("mobility:report_write", args=[made.uid]))
    except SentBefore as twice:
        return led_on(request, twice.earlier)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("mobility:own_report_list")
    return redirect(address)


def _own_stays(request: SignedInRequest) -> QuerySet[Mobility]:
    stays = Mobility.objects.visible_to(request.user).filter(person=request.user.person)
    return stays.select_related("run__program", "receiving__city", "sending__city")


def uid_in(request: SignedInRequest, name: str) -> UUID:
    """The record that a hidden box names. Errors: Http404 for what names none."""
    try:
        return UUID(request.POST.get(name, "")[:40])
    except ValueError as wrong:
        raise Http404 from wrong


# --- Written ---------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@requires(permissions.has_person)
def report_write(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """The boxes of a report on one page; every button saves them and then leads on."""
    received = received_at(request)
    report = own(request, uid)
    if request.method == "POST":
        return _written(request, report, received)
    if report.status not in WRITABLE:
        return redirect(page_of(report))
    form = ReportForm(writing.standing(report, request.user), typed(request))
    return render(request, "mobility/activity_report_write.html", _around_boxes(request, report, form))


def _written(request: SignedInRequest, report: ActivityReport, received: datetime) -> HttpResponse:
    form = ReportForm(writing.standing(report, request.user), request.POST)
    try:
        saved = writing.save(report, form.changes(), by=request.user, now=received)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(page_of(report))
    report = own(request, report.uid)  # beside what stands now: sent once more it is compared with that
    form = ReportForm(writing.standing(report, request.user), request.POST)
    form.saved = saved
    if not form.is_stuck():
        forget(request)
        return redirect(_onward(request, report))
    context = _around_boxes(request, report, form)
    return render(request, "mobility/activity_report_write.html", context, status=409 if saved.newer else 200)


def _around_boxes(request: SignedInRequest, report: ActivityReport, form: ReportForm) -> Mapping[str, object]:
    rows = list(form.rows())
    faulty = [row for row in rows if row.errors]
    return {**around(request, report), "rows": rows, "faulty": faulty, "one": reading.own_report(report)}


def _onward(request: SignedInRequest, report: ActivityReport) -> str:
    going = request.POST.get("go")
    if going == "check":
        return reverse("mobility:report_check", args=[report.uid])
    if going == "later":
        messages.success(request, _("Saved. You can go on at any time, on any device."))
        return page_of(report)
    if going == "photos":
        return reverse("mobility:report_photos", args=[report.uid])
    return reverse("mobility:report_write", args=[report.uid])


def around(request: SignedInRequest, report: ActivityReport) -> Mapping[str, object]:
    """What the pages of one report show around what they are about; `owner` names what a device keeps of it."""
    return {
        "report": report,
        "title": reading.title_of(report),
        "trail": trail_of(report),
        "owner": f"{owner_of(request.user.pk)}:{owner_of(request.user.pk, str(report.uid))}",
    }


@require_POST
@requires(permissions.has_person)
def report_save(request: SignedInRequest, uid: UUID) -> HttpResponseBase:
    """What a browser saves by itself, in JSON: the stamps of what is kept, what another device has saved, what cannot be kept."""
    received = received_at(request)
    report = own(request, uid)
    try:
        saved = writing.save(report, changes_in(request.POST, tuple(FIELDS)), by=request.user, now=received)
    except Refused as refusal:
        return JsonResponse({"refused": str(refusal)}, status=409)
    at = formats.time(saved.at) if saved.at else ""
    return JsonResponse({"saved": saved.stamps, "newer": saved.newer, "errors": saved.errors, "at": at})


# --- Where it stands -------------------------------------------------------------------------------------------------


@require_safe
@requires(permissions.has_person)
def own_report(request: SignedInRequest, uid: UUID) -> HttpResponse:
    report = own(request, uid)
    assert request.user.person is not None  # noqa: S101 an author is a person
    context = {
        **around(request, report),
        "one": reading.own_report(report),
        "photos": asked_photos(report, request.user.person, clock.now()),
        "translations": translations_of(report),
        "trail": own_trail(),
    }
    return render(request, "mobility/activity_report_own.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(permissions.has_person)
def own_report_move(request: SignedInRequest, uid: UUID, move: str) -> HttpResponse:
    report = own(request, uid)
    if move not in OWN_MOVES:
        raise Http404
    return moved(request, OWN_PAGE, report, move)


def _context(_request: HttpRequest, report: ActivityReport, _row: Move) -> Mapping[str, object]:
    state = ACTIVITY_REPORT_MOVES.person_label(report.status)
    words: Localized | str = reading.title_of(report)
    return {"title": words, "trail": trail_of(report), "back_words": _("Back to the report"), "state": state}


OWN_PAGE = MovePage(
    table=ACTIVITY_REPORT_MOVES,
    service=moving.move,
    template="mobility/activity_report_move.html",
    address=page_of,
    context=_context,
    is_own=True,
)
