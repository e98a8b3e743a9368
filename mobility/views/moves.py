"""The small page on which a record is moved: the day, the reason, one button; and the links between stages."""

from collections.abc import Mapping
from functools import partial
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kanazawa_exchange.accounts.entrance import acting
from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.views.moves import MovePage, moved
from kanazawa_exchange.accounts.views.saving import acted, bound, saved, version_of
from kanazawa_exchange.accounts.views.undoing import undone
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.states import Move

from .. import permissions
from ..forms.replacing import ReplaceForm
from ..models import Mobility, StageLink
from ..moves import MOVES
from ..queries import history, records
from ..queries.stages import place
from ..services import moves, replacing, stages
from ..services.refusals import CannotRegister
from ..states import LIVE
from .mobilities import visible


@require_http_methods(["GET", "HEAD", "POST"])
def mobility_move(request: HttpRequest, uid: UUID, move: str) -> HttpResponse:
    return moved(request, PAGE, get_object_or_404(visible(request), uid=uid), move)


def _address(stay: Mobility) -> str:
    return reverse("mobility:mobility_detail", kwargs={"uid": stay.uid})


def _context(request: HttpRequest, stay: Mobility, _row: Move) -> Mapping[str, object]:
    return {"record": records.record(stay, request.user)}


PAGE = MovePage(
    table=MOVES,
    service=moves.move,
    template="mobility/mobility_move.html",
    address=_address,
    undo_address=lambda stay: reverse("mobility:mobility_undo", kwargs={"uid": stay.uid}),
    context=_context,
    history=history.history,
)


@require_http_methods(["GET", "HEAD", "POST"])
def mobility_replace(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Correct the institutions: the record is voided and copied into a new one."""
    stay = get_object_or_404(visible(request), uid=uid)
    if not permissions.may_edit(request.user, stay):
        raise PermissionDenied
    form = bound(partial(ReplaceForm, record=stay, user=request.user), request)
    return saved(
        request,
        form,
        lambda: _replaced(stay, form, acting(request)),
        message=_("The wrong record is voided, and this one stands in its place."),
        redirect_to=_address,
        template="mobility/mobility_replace.html",
        context={"record": records.record(stay, request.user), "back": _address(stay), "is_live": stay.status in LIVE},
    )


def _replaced(stay: Mobility, form: ReplaceForm, by: User) -> Mobility:
    """Errors: CannotRegister; the agreement of the old partner does not stay chosen for the new one."""
    version = version_of(form)
    try:
        return replacing.replace_record(stay, form.right(), form.step(), by=by, now=clock.now(), version=version)
    except CannotRegister as refusal:
        if "agreement" in refusal.errors:
            form.leave_out("agreement")
        raise


@require_http_methods(["POST"])
def mobility_undo(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Undo the move that was just made."""
    stay = get_object_or_404(visible(request), uid=uid)
    return undone(request, stay, moves.undo, address=_address(stay))


@require_http_methods(["POST"])
def stage_link(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Declare the record and another one of the same person to be stages of one stay."""
    stay, other = _stages(request, uid)
    first, second = sorted((stay, other), key=place)
    return acted(
        request,
        lambda: stages.link_stages(first, second, by=acting(request)),
        message=_("The two records are linked as stages of one stay. Together they count once."),
        redirect_to=_address(stay),
    )


@require_http_methods(["POST"])
def stage_unlink(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take the link with another record back."""
    stay, other = _stages(request, uid)
    links = StageLink.objects.filter(first=stay, second=other) | StageLink.objects.filter(first=other, second=stay)
    link = links.first()
    if link is None:
        return redirect(_address(stay))
    return acted(
        request,
        lambda: stages.unlink_stages(link, by=acting(request)),
        message=_("The link is taken back. Both records count by themselves again."),
        redirect_to=_address(stay),
    )


def _stages(request: HttpRequest, uid: UUID) -> tuple[Mobility, Mobility]:
    """The record of the address, which this user edits, and the other one that was sent."""
    stay = get_object_or_404(visible(request), uid=uid)
    if not permissions.may_edit(request.user, stay):
        raise PermissionDenied
    return stay, get_object_or_404(visible(request), uid=_uuid(request.POST.get("other", "")))


def _uuid(text: str) -> UUID:
    try:
        return UUID(text[:40])
    except ValueError:
        raise Http404 from None
