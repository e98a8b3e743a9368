"""The documents of an application: handed in one by one, each by a form of its own, and handed out to their owner alone."""

from collections.abc import Mapping
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kanazawa_exchange.accounts.entrance import requires
from kanazawa_exchange.accounts.views.documents import document
from kanazawa_exchange.accounts.views.saving import SignedInRequest
from kanazawa_exchange.lib.receiving import received_at
from kanazawa_exchange.lib.refusals import Refused
from partners.services.intake_modes import Locked

from .. import permissions
from ..forms.application_files import FileForm, file_rows
from ..models import Application
from ..queries.applications import contents
from ..queries.applications.boxes import Boxes
from ..queries.applications.files import file_of
from ..services.applications import handing_in
from ..services.applications.drafts import NotWritable
from .own_applications import around, may_be_filled_in, own

REMOVE = "remove"


@require_safe
@requires(permissions.has_person)
def application_documents(request: SignedInRequest, uid: UUID) -> HttpResponse:
    application = own(request, uid)
    if not may_be_filled_in(application):
        return redirect("mobility:own_application", uid=uid)
    return _page(request, application)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(permissions.has_person)
def application_upload(request: SignedInRequest, uid: UUID, box: str) -> HttpResponse:
    """One box: its file is stored, or taken out; a refusal stands at it. Asked for by an address it leads to the page."""
    received = received_at(request)
    application = own(request, uid)
    boxes = Boxes(application)
    page = reverse("mobility:application_documents", args=[uid])
    if box not in boxes.asked_files:
        raise Http404
    if request.method != "POST":
        return redirect(f"{page}#{box}")
    form = FileForm(boxes, box, request.POST, request.FILES)
    seen = form.data.get("seen", "")[:40]
    try:
        if request.POST.get("go") == REMOVE:
            handing_in.take_out(application, box, seen=seen, by=request.user, now=received)
            words = _("The file is removed.")
        elif form.is_valid():
            file = form.cleaned_data["file"]
            handing_in.hand_in(application, box, file, seen=seen, by=request.user, now=received)
            words = _("The file is stored.")
        else:
            return _page(request, application, {box: _("Choose a file first.")})
    except (NotWritable, Locked) as refusal:
        messages.error(request, str(refusal))
        return redirect("mobility:own_application", uid=uid)
    except Refused as refusal:
        return _page(request, own(request, uid), {box: str(refusal)})
    messages.success(request, words)
    return redirect(f"{page}#{box}")


def _page(request: SignedInRequest, application: Application, errors: Mapping[str, str] | None = None) -> HttpResponse:
    boxes = Boxes(application)
    keys = [topic.key for topic in contents.topics_of(boxes, judged=False)]
    if contents.FILES not in keys:
        raise Http404
    context = {
        **around(request, application, keys, contents.FILES),
        "rows": list(file_rows(boxes, errors)),
        "has_failed": bool(errors),
    }
    return render(request, "mobility/application_documents.html", context)


@require_safe
@requires(permissions.has_person)
def own_application_file(request: SignedInRequest, uid: UUID, file: UUID) -> HttpResponseBase:
    """What one has handed in oneself, at any time."""
    application = own(request, uid)
    return document(request, file_of(application, file), record=application, event="application_file_read")
