"""The page on which the decisions of a call are released: who gets which letter, who does not and why, and what was told."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from kanazawa_exchange.accounts.entrance import requires
from kanazawa_exchange.accounts.views.pages import Crumb
from kanazawa_exchange.accounts.views.saving import SignedInRequest, acted
from kanazawa_exchange.accounts.views.ticked import is_picked, led_back
from kanazawa_exchange.lib import clock, formats
from kanazawa_exchange.lib.localized import localized
from kanazawa_exchange.lib.ticked import rows_in
from programs.models import Call

from .. import permissions
from ..queries.applications.bars import left_to_others
from ..queries.applications.ticked import ticked
from ..queries.selection.releases import hidden_of, release_of
from ..services.selection import releasing


@require_http_methods(["GET", "HEAD", "POST"])
@requires(permissions.may_list_applications)
def release(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """With `pick` for the rows that were ticked in a list; `confirm` releases what the page showed, and nothing else."""
    call = decided_call_or_404(request, uid)
    if permissions.takes_part_in(request.user, call):
        return unseen(request, call)
    only = rows_in(request.POST)
    if is_picked(request):
        chosen = ticked(call, request.user, request.POST)
        if answer := led_back(request, chosen, reverse("mobility:application_list", args=[call.uid])):
            return answer
        only = chosen.uids
    if request.method == "POST" and "confirm" in request.POST:
        page = reverse("mobility:release", args=[call.uid])
        return acted(request, lambda: _released(request, call, only), message=_told, redirect_to=page)
    context = {
        "call": call,
        "title": localized(call, "title"),
        "here": _("Release the decisions"),
        "trail": trail(call),
        "release": release_of(call, request.user, clock.now(), only),
    }
    return render(request, "mobility/release.html", context)


def _released(request: SignedInRequest, call: Call, only: frozenset[UUID] | None) -> releasing.Released:
    """Errors: CannotRelease where something else is decided now than the page showed."""
    shown, seen = hidden_of(call, only or frozenset()), request.POST.get("seen", "")
    return releasing.release(call, by=request.user, now=clock.now(), applications=shown, seen=seen)


def _told(done: releasing.Released) -> str:
    if not (done.number or done.promoted or done.barred or done.resting):
        return _("Nothing was left to release.")
    told = []
    if done.number:
        words = ngettext("%(number)s decision is released.", "%(number)s decisions are released.", done.number)
        told.append(words % {"number": formats.number(done.number)})
    if done.promoted:
        words = ngettext(
            "%(number)s free place went to the waitlist.",
            "%(number)s free places went to the waitlist.",
            len(done.promoted),
        )
        told.append(words % {"number": formats.number(len(done.promoted))})
    if done.barred:
        told.append(left_to_others(len(done.barred)))
    if done.resting:
        words = ngettext(
            "%(number)s decision stays hidden: the consent to the handling of the data was withdrawn.",
            "%(number)s decisions stay hidden: the consents to the handling of the data were withdrawn.",
            len(done.resting),
        )
        told.append(words % {"number": formats.number(len(done.resting))})
    return formats.sentences(*told)


# --- What the pages of the selection have in common -------------------------------------------------------------------


def decided_call_or_404(request: HttpRequest, uid: UUID) -> Call:
    """A call about whose applications this user decides."""
    return get_object_or_404(Call.objects.kept_by(request.user).select_related("run__program"), uid=uid)


def unseen(request: SignedInRequest, call: Call) -> HttpResponse:
    context = {"title": localized(call, "title"), "trail": trail(call)}
    return render(request, "mobility/selection_unseen.html", context)


def trail(call: Call) -> list[Crumb]:
    return [
        (_("Home"), reverse("home")),
        (localized(call, "title"), reverse("programs:call_office", args=[call.uid])),
        (_("Applications"), reverse("mobility:application_list", args=[call.uid])),
    ]
