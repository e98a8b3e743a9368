"""The page of the places of a call, and the button that offers a free place to somebody on the waitlist."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kanazawa_exchange.accounts.entrance import requires
from kanazawa_exchange.accounts.views.saving import SignedInRequest, acted
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.localized import localized

from .. import permissions
from ..models import Application
from ..queries.selection.place_board import place_board
from ..queries.selection.releases import has_applied
from ..services.selection import waitlist
from .releasing import decided_call_or_404, trail, unseen


@require_safe
@requires(permissions.may_list_applications)
def place_board_page(request: SignedInRequest, uid: UUID) -> HttpResponse:
    call = decided_call_or_404(request, uid)
    if has_applied(request.user, call):
        return unseen(request, call)
    context = {
        "call": call,
        "title": localized(call, "title"),
        "here": _("Places and waitlist"),
        "trail": trail(call),
        "board": place_board(call, clock.now()),
    }
    return render(request, "mobility/place_board.html", context)


@require_POST
@requires(permissions.may_list_applications)
def place_offer(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """Offer a free place by hand to somebody who waits."""
    call = decided_call_or_404(request, uid)
    if has_applied(request.user, call):
        raise Http404
    rows = Application.objects.visible_to(request.user).filter(call=call).select_related("call__run")
    application = get_object_or_404(rows, uid=_uid(request, "application"))
    place = get_object_or_404(call.destinations, uid=_uid(request, "place"))
    return acted(
        request,
        lambda: waitlist.promote(application, place, by=request.user, now=clock.now()),
        message=_("The place is offered; the applicant is told by mail."),
        redirect_to=reverse("mobility:place_board", args=[call.uid]),
    )


def _uid(request: SignedInRequest, name: str) -> UUID:
    try:
        return UUID(request.POST.get(name, "")[:40])
    except ValueError as wrong:
        raise Http404 from wrong
