"""The page of the places of a call, and the one on which a free one is offered: to the next in line, or to others with a reason."""

from functools import partial
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods, require_safe

from kanazawa_exchange.accounts.entrance import requires
from kanazawa_exchange.accounts.views.pages import FormPage, filled
from kanazawa_exchange.accounts.views.saving import SignedInRequest, bound
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.localized import localized

from .. import permissions
from ..forms.offers import OfferPlaceForm
from ..models import Application
from ..queries.selection.offering import Offering, offering
from ..queries.selection.place_board import place_board
from ..services.selection import waitlist
from .releasing import decided_call_or_404, trail, unseen


@require_safe
@requires(permissions.may_list_applications)
def place_board_page(request: SignedInRequest, uid: UUID) -> HttpResponse:
    call = decided_call_or_404(request, uid)
    if permissions.takes_part_in(request.user, call):
        return unseen(request, call)
    context = {
        "call": call,
        "title": localized(call, "title"),
        "here": _("Places and waitlist"),
        "trail": trail(call),
        "board": place_board(call, request.user, clock.now()),
    }
    return render(request, "mobility/place_board.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(permissions.may_list_applications)
def place_offer(request: SignedInRequest, uid: UUID, place: UUID, application: UUID) -> HttpResponse:
    """Who would be offered what, with which letter; sent, it is offered. To anybody but the next in line with a reason."""
    call = decided_call_or_404(request, uid)
    if permissions.takes_part_in(request.user, call):
        raise Http404
    rows = Application.objects.visible_to(request.user).filter(call=call).select_related("call__run__program")
    one = get_object_or_404(rows, uid=application)
    if not permissions.may_handle_application(request.user, one):
        raise Http404
    destination = get_object_or_404(call.destinations.select_related("institution"), uid=place)
    offer = offering(one, destination, clock.now())
    form = bound(partial(OfferPlaceForm, is_next=offer.is_next), request)
    page = FormPage(
        _("Offer a place") if offer.is_next or offer.refusal else _("Offer a place before the turn"),
        [*trail(call), (_("Places and waitlist"), reverse("mobility:place_board", args=[call.uid]))],
        subtitle=[localized(call, "title")],
        lead=_lead(offer),
        submit=_("Offer the place"),
        template="mobility/place_offer.html",
    )

    def act() -> Application:
        return waitlist.promote(one, destination, by=request.user, now=clock.now(), reason=form.said())

    message = (
        _("The place is offered; the applicant is told by email.") if offer.language else _("The place is offered.")
    )
    return filled(request, page, form, act, message=message, offer=offer)


def _lead(offer: Offering) -> str:
    if offer.refusal:
        return ""
    return _("Nothing is offered yet.") if offer.is_next else _(WITH_REASON)


WITH_REASON = gettext_noop(
    "Whoever is the next in line is offered a place without a reason; for anybody else a reason is needed, and goes into the log."
)
