"""The page before an Activity Report is sent in: what is missing, how readers will see it, and what its author agrees to."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kanazawa_exchange.accounts.entrance import requires
from kanazawa_exchange.accounts.services.editing import StaleEdit
from kanazawa_exchange.accounts.services.sent_forms import SentBefore
from kanazawa_exchange.accounts.views.saving import SignedInRequest, sent_version
from kanazawa_exchange.accounts.views.sending import led_on, once
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.localized import localized
from kanazawa_exchange.lib.receiving import received_at
from kanazawa_exchange.lib.refusals import Refused

from .. import permissions
from ..activity_report_moves import OF_PHOTOS, WRITABLE, lacks
from ..models import ActivityReport
from ..queries.activity_reports.authors import not_agreed, shown_authors
from ..services.activity_reports import sending
from ..services.activity_reports.writing import author_in
from .activity_reports import around, own, page_of
from .consent_boxes import agreed_photos, agreed_to_publish, photo_boxes, publication_boxes

AGREE = "agree"


@require_http_methods(["GET", "HEAD", "POST"])
@requires(permissions.has_person)
def report_check(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """What is looked over; one button sends it in with the consents that were ticked, another one agrees alone."""
    received = received_at(request)
    report = own(request, uid)
    if request.method == "POST":
        return (
            _agreed(request, report, received) if request.POST.get("go") == AGREE else _sent(request, report, received)
        )
    if report.status not in WRITABLE:
        return redirect(page_of(report))
    return _looked_over(request, report)


def _sent(request: SignedInRequest, report: ActivityReport, received: datetime) -> HttpResponse:
    def act() -> ActivityReport:
        agreed, photos = agreed_to_publish(request), agreed_photos(request)
        return sending.submit(report, agreed, photos, by=request.user, now=received, revision=sent_version(request))

    try:
        _after, address = once(request, act, page_of(report))
    except SentBefore as twice:
        return led_on(request, twice.earlier)
    except StaleEdit:
        return _look_again(request)
    except Refused as refusal:
        return _looked_over(request, own(request, report.uid), refusal)
    messages.success(request, _("Your report is sent in. The office reads it before it appears."))
    return redirect(address)


def _agreed(request: SignedInRequest, report: ActivityReport, received: datetime) -> HttpResponse:
    try:
        agreed, photos = agreed_to_publish(request), agreed_photos(request)
        sending.agree(report, agreed, photos, by=request.user, now=received, revision=sent_version(request))
    except StaleEdit:
        return _look_again(request)
    except Refused as refusal:
        return _looked_over(request, own(request, report.uid), refusal)
    messages.success(
        request, _("What you agreed to is stored. You can withdraw it at any time on the page “My consents”.")
    )
    return redirect(reverse("mobility:report_check", args=[report.uid]))


def _look_again(request: SignedInRequest) -> HttpResponse:
    words = _("The report was changed on another device since this page was opened. Look it over once more.")
    messages.warning(request, words)
    return redirect(request.path)


def _looked_over(request: SignedInRequest, report: ActivityReport, refusal: Refused | None = None) -> HttpResponse:
    """A page that no longer can be sent leads to where the report stands."""
    if report.status not in WRITABLE:
        messages.error(request, str(refusal))
        return redirect(page_of(report))
    assert request.user.person is not None  # noqa: S101 an author is a person
    now = clock.now()
    boxes = publication_boxes(request.user.person, request, refusal)
    told_at_box = refusal is not None and any(box.refusal for box in boxes)
    author = author_in(report, request.user)
    photos = photo_boxes(report, request.user.person, request)
    is_one_of_many = len(report.authors.all()) > 1
    context = {
        **around(request, report),
        "lacks": lacks(report),
        "of_photos": OF_PHOTOS,
        "place": localized(report.city, "name") if report.city else "",
        "shown_authors": shown_authors([report.pk], now)[report.pk],
        "boxes": boxes,
        "author": author,
        "photos": photos,
        "asks": any(box.asked for box in boxes) or photos.are_asked or (is_one_of_many and not author.stands_for_it),
        "others": [name for pk, name in not_agreed(report, now).items() if pk != request.user.person_id],
        "refusal": "" if refusal is None or told_at_box else str(refusal),
    }
    return render(request, "mobility/activity_report_check.html", context)
