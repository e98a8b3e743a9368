"""The page of those who write an Activity Report together: add somebody of the same run, put in order, leave."""

from collections.abc import Callable, Mapping
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kanazawa_exchange.accounts.entrance import requires
from kanazawa_exchange.accounts.views.saving import SignedInRequest
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.limits import is_within
from kanazawa_exchange.lib.refusals import Refused

from .. import permissions
from ..activity_report_moves import WRITABLE
from ..models import ActivityReport, ReportAuthor
from ..queries.activity_reports.fellows import fellow, fellows, together
from ..services.activity_reports import authors
from .activity_reports import around, own, page_of, uid_in


@require_http_methods(["GET", "HEAD", "POST"])
@requires(permissions.has_person)
def report_authors(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """The authors in their order; `?name=` finds who was on a stay of the same run."""
    report = own(request, uid)
    if request.method == "POST":
        return _done(request, report)
    if report.status not in WRITABLE:
        return redirect(page_of(report))
    text = request.GET.get("name", "").strip()
    too_often = bool(text) and not is_within(request, "find_fellow")
    context = {
        **around(request, report),
        "authors": together(report, request.user, clock.now()),
        "name": text,
        "found": () if too_often else fellows(report, text),
        "too_often": too_often,
    }
    status = 429 if too_often else 200
    return render(request, "mobility/activity_report_own_authors.html", context, status=status)


def _done(request: SignedInRequest, report: ActivityReport) -> HttpResponse:
    page = reverse("mobility:report_authors", args=[report.uid])
    act = next((name for name in ACTS if name in request.POST), None)
    if act is None:
        raise Http404
    try:
        messages.success(request, ACTS[act](request, report, uid_in(request, act)))
    except Refused as refusal:
        messages.error(request, str(refusal))
    mine = report.authors.filter(person=request.user.person).exists()
    return redirect(page if mine else reverse("mobility:own_report_list"))


def _add(request: SignedInRequest, report: ActivityReport, uid: UUID) -> str:
    person = fellow(report, uid)
    if person is None:
        raise Http404
    authors.add(report, person, by=request.user, now=clock.now())
    return _("Added. We tell the new author by email, where there is an account; each author agrees by themselves.")


def _remove(request: SignedInRequest, report: ActivityReport, uid: UUID) -> str:
    author = _author(report, uid)
    authors.remove(report, author, by=request.user, now=clock.now())
    if author.person_id == request.user.person_id:
        return _("You are no longer an author of this report.")
    return _("Taken off the authors.")


def _up(request: SignedInRequest, report: ActivityReport, uid: UUID) -> str:
    authors.move_up(report, _author(report, uid), by=request.user, now=clock.now())
    return _("The new order of the authors is saved.")


def _author(report: ActivityReport, uid: UUID) -> ReportAuthor:
    found = next((author for author in report.authors.all() if author.uid == uid), None)
    if found is None:
        raise Http404
    return found


ACTS: Mapping[str, Callable[[SignedInRequest, ActivityReport, UUID], str]] = {
    "add": _add,
    "remove": _remove,
    "up": _up,
}
"""Name of a hidden box → what is done with whom it names."""
