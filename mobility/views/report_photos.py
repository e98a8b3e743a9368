"""The photos of an Activity Report: added, described and put in order by its authors; their files for whoever moderates it, too."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kanazawa_exchange.accounts.entrance import requires
from kanazawa_exchange.accounts.services.editing import Gone
from kanazawa_exchange.accounts.views.pictures import rendition
from kanazawa_exchange.accounts.views.saving import SignedInRequest, acted
from kanazawa_exchange.lib import clock, uploads
from kanazawa_exchange.lib.receiving import received_at
from kanazawa_exchange.lib.refusals import Refused

from .. import permissions
from ..activity_report_moves import WRITABLE
from ..forms.report_photos import PhotosForm
from ..models import MOST_PHOTOS, ActivityReport, ReportPhoto
from ..services.activity_reports import photos, sending
from ..services.activity_reports.writing import NotWritable
from .activity_reports import around, own, page_of, uid_in

ACTS: Mapping[str, Callable[..., None]] = {
    "up": partial(photos.move, step=photos.UP),
    "down": partial(photos.move, step=photos.DOWN),
    "cover": photos.choose_cover,
    "remove": photos.remove,
}
"""Button of a photo → what it does; what was typed meanwhile is kept first."""


@require_http_methods(["GET", "HEAD", "POST"])
@requires(permissions.has_person)
def report_photos(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """All photos on one page: a form that adds some, and one about those that are there."""
    received = received_at(request)
    report = own(request, uid)
    if request.method != "POST":
        if report.status not in WRITABLE:
            return redirect(page_of(report))
        return _page(request, report, PhotosForm(report))
    try:
        if request.POST.get("go") == "add":
            return _added(request, report, received)
        return _kept(request, report, received)
    except NotWritable as refusal:
        messages.error(request, str(refusal))
        return redirect(page_of(report))
    except Gone as refusal:
        messages.error(request, str(refusal))
        return redirect("mobility:report_photos", uid=uid)


def _added(request: SignedInRequest, report: ActivityReport, now: datetime) -> HttpResponse:
    """Each file by itself: one that is refused holds up no other."""
    refused, stored = [], 0
    for file in request.FILES.getlist("photos"):
        try:
            photos.add(report, file, by=request.user, now=now)
            stored += 1
        except NotWritable:
            raise
        except Refused as refusal:
            refused.append(f"{file.name}: {refusal}")
    if stored:
        words = ngettext("%(count)s photo is stored.", "%(count)s photos are stored.", stored)
        messages.success(request, words % {"count": stored})
    elif not refused:
        refused.append(_("Choose a photo first."))
    if not refused:
        return redirect("mobility:report_photos", uid=report.uid)
    return _page(request, report, PhotosForm(report), refused)


def _kept(request: SignedInRequest, report: ActivityReport, now: datetime) -> HttpResponse:
    form = PhotosForm(report, request.POST)
    saved = photos.describe(report, form.changes(), by=request.user, now=now)
    go, _colon, photo = request.POST.get("go", "").partition(":")
    if go in ACTS and (chosen := _uid(photo)):
        ACTS[go](report, chosen, by=request.user, now=now)
    form = PhotosForm(report, request.POST)
    form.saved = saved
    if form.is_stuck():
        return _page(request, report, form, status=409 if saved.newer else 200)
    if go == "done":
        return redirect(page_of(report))
    return redirect(reverse("mobility:report_photos", args=[report.uid]) + (f"#photo-{photo}" if go in ACTS else ""))


def _uid(text: str) -> UUID | None:
    try:
        return UUID(text[:40])
    except ValueError:
        return None


def _page(
    request: SignedInRequest, report: ActivityReport, form: PhotosForm, refused: Sequence[str] = (), status: int = 200
) -> HttpResponse:
    rows = list(form.rows())
    context: Mapping[str, object] = {
        **around(request, report),
        "rows": rows,
        "faulty": [box for row in rows for box in row.boxes if box.errors],
        "refused": refused,
        "room": MOST_PHOTOS - len(rows),
        "most": MOST_PHOTOS,
        "policy": uploads.PHOTOS,
    }
    return render(request, "mobility/activity_report_photos.html", context, status=status)


@require_POST
@requires(permissions.has_person)
def own_report_photo(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """One photo is taken back by one of its authors, in whatever state the report is."""
    report, photo = own(request, uid), uid_in(request, "back")
    return acted(
        request,
        lambda: sending.take_photo_back(report, photo, by=request.user, now=clock.now()),
        message=_("The photo is taken back. Within a minute it is gone from every public page."),
        redirect_to=page_of(report),
    )


@require_safe
@requires(permissions.has_person)
def report_photo(request: HttpRequest, uid: UUID, name: str) -> HttpResponse:
    """One size of a photo before everybody sees it; kept by no cache. Errors: Http404 for whoever does not read the report."""
    found = ReportPhoto.objects.visible_to(request.user).served()
    photo = get_object_or_404(found.select_related("file__picture"), uid=uid)
    return rendition(request, photo.file.picture, name)
