"""The small page on which a record is moved: the day, the reason, one button."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kanazawa_exchange.accounts.entrance import acting
from kanazawa_exchange.accounts.services.editing import StaleEdit
from kanazawa_exchange.lib import clock

from .. import permissions
from ..forms.moves import MoveForm, initial_of
from ..models import Mobility, StageLink
from ..moves import CORRECT, CORRECTABLE, DONE, MOVES, label_of
from ..queries import records
from ..services import mobilities
from ..services.refusals import CannotLink, CannotMove
from .mobilities import visible

SERVICES: dict[str, Any] = {
    "make_ready": mobilities.make_ready,
    "arrive": mobilities.confirm_arrival,
    "return": mobilities.confirm_return,
    "complete": mobilities.complete,
    "close": mobilities.close,
    "interrupt": mobilities.interrupt,
    "cancel": mobilities.cancel,
    "void": mobilities.void,
    CORRECT: mobilities.correct_dates,
}


@require_http_methods(["GET", "HEAD", "POST"])
def mobility_move(request: HttpRequest, uid: UUID, move: str) -> HttpResponse:
    stay = get_object_or_404(visible(request), uid=uid)
    if move not in SERVICES:
        raise Http404
    if not permissions.may_move(request.user, stay, move):
        raise PermissionDenied
    if request.method == "POST":
        form = MoveForm(request.POST, name=move)
        if form.is_valid():
            try:
                SERVICES[move](stay, by=acting(request), now=clock.now(), **form.arguments())
            except CannotMove as refusal:
                form.add_errors(refusal.errors)
            except StaleEdit:
                return _stale(request, stay, move)
            else:
                messages.success(request, _("%(done)s. The history tells who and why.") % {"done": DONE[move]})
                return redirect("mobility:mobility_detail", uid=stay.uid)
    else:
        form = MoveForm(name=move, initial=initial_of(stay, move, clock.today()))
    return _page(request, stay, move, form)


def _page(request: HttpRequest, stay: Mobility, move: str, form: MoveForm, *, status: int = 200) -> HttpResponse:
    possible = stay.status in CORRECTABLE if move == CORRECT else MOVES.allowed(stay.status, move)
    context = {
        "record": records.record(stay, request.user),
        "form": form,
        "move": move,
        "verb": label_of(move),
        "is_grave": move in {"void", "cancel", "interrupt"},
        "is_possible": possible,
    }
    return render(request, "mobility/mobility_move.html", context, status=status)


def _stale(request: HttpRequest, stay: Mobility, move: str) -> HttpResponse:
    """Somebody saved the record meanwhile: its present state above, what was typed still in the boxes."""
    current = visible(request).get(pk=stay.pk)
    data = request.POST.copy()
    data["version"] = str(current.version)
    form = MoveForm(data, name=move)
    form.add_error(None, _("Somebody else saved this record meanwhile. Look at it once more and send the form again."))
    return _page(request, current, move, form, status=409)


@require_http_methods(["POST"])
def stage_link(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Declare the record and another one of the same person to be stages of one stay."""
    stay = get_object_or_404(visible(request), uid=uid)
    if not permissions.may_edit(request.user, stay):
        raise PermissionDenied
    other = get_object_or_404(visible(request), uid=_uuid(request.POST.get("other", "")))
    first, second = sorted((stay, other), key=lambda one: (one.starts_on, one.pk))
    try:
        mobilities.link_stages(first, second, by=acting(request))
    except CannotLink as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The two records are linked as stages of one stay. Together they count once."))
    return redirect("mobility:mobility_detail", uid=stay.uid)


@require_http_methods(["POST"])
def stage_unlink(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take the link with another record back."""
    stay = get_object_or_404(visible(request), uid=uid)
    if not permissions.may_edit(request.user, stay):
        raise PermissionDenied
    other = get_object_or_404(visible(request), uid=_uuid(request.POST.get("other", "")))
    link = StageLink.objects.filter(first=stay, second=other) | StageLink.objects.filter(first=other, second=stay)
    if found := link.first():
        mobilities.unlink_stages(found, by=acting(request))
        messages.success(request, _("The link is taken back. Both records count by themselves again."))
    return redirect("mobility:mobility_detail", uid=stay.uid)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text[:40])
    except ValueError:
        raise Http404 from None
