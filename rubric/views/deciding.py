"""The page on which is decided about the applications of a call: proposed by rank, changed line by line, looked at, recorded."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from kanazawa_exchange.accounts.entrance import requires
from kanazawa_exchange.accounts.services.sent_forms import SentBefore
from kanazawa_exchange.accounts.views.saving import SignedInRequest, add_refusal, bound, typed
from kanazawa_exchange.accounts.views.sending import led_on, once
from kanazawa_exchange.accounts.views.ticked import is_picked, led_back
from kanazawa_exchange.lib import clock, formats
from kanazawa_exchange.lib.localized import localized
from kanazawa_exchange.lib.refusals import Refused
from kanazawa_exchange.lib.ticked import rows_in
from mobility.queries.applications.ticked import LeftOut, ticked
from mobility.services.selection.deciding import Decided, decide
from programs.models import Call

from ..forms.deciding import LINE, DecidingForm, WaitlistForm
from ..permissions import conflicts_of, may_assign_reviews
from ..queries.blindness import sight
from ..queries.deciding import board
from .review_pages import kept_call_or_404, selection_trail
from .selection import unseen


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_assign_reviews)
def deciding(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """Every application in review with what is proposed. A POST shows what would be recorded; `confirm` records it.

    With `again` the form stands there as it was typed; with `pick` it opens with the rows that were ticked in a list.
    """
    call = kept_call_or_404(request, uid)
    seen = sight(request.user, call)
    if not seen.is_clear:
        return unseen(request, call, seen)
    length, barred = WaitlistForm(request.GET), conflicts_of(request.user)
    beside: tuple[LeftOut, ...] = ()
    if is_picked(request):
        picked = ticked(call, request.user, request.POST)
        if answer := led_back(request, picked, reverse("mobility:application_list", args=[call.uid])):
            return answer
        found = board(call, length.number(), picked.uids, barred)
        form, taken = DecidingForm(board=found), {one.uid for one in found.candidates}
        beside = picked.others_than(taken, request.user)
    else:
        sent = typed(request)
        found = board(call, length.number(), rows_in(sent) if sent is not None else None, barred)
        form = bound(DecidingForm, request, board=found)
    context = {
        "call": call,
        "title": localized(call, "title"),
        "trail": selection_trail(call),
        "board": found,
        "form": form,
        "length": length,
        "beside": beside,
    }
    is_sent = request.method == "POST" and not {"again", "pick"} & set(request.POST)
    if not is_sent or not form.is_valid():
        return _shown(request, form, context)
    if "confirm" in request.POST:
        return _recorded(request, call, form, context)
    chosen = form.chosen()
    shown = {"chosen": chosen, "left": form.left(), "overtakes": any(one.behind for one in chosen)}
    return render(request, "rubric/deciding_preview.html", {**context, **shown})


def _shown(request: SignedInRequest, form: DecidingForm, context: dict[str, Any]) -> HttpResponse:
    return render(request, "rubric/deciding.html", {**context, "lines": form.lines()})


def _recorded(request: SignedInRequest, call: Call, form: DecidingForm, context: dict[str, Any]) -> HttpResponse:
    """To what can be released now; where something was refused, the form with the rest, each with its reason."""
    now, places = clock.now(), list(call.destinations.all())
    release = reverse("mobility:release", args=[call.uid])
    try:
        done, address = once(request, lambda: decide(form.wanted(places), by=request.user, now=now), release)
    except SentBefore as twice:
        return led_on(request, twice.earlier)
    except Refused as refusal:
        add_refusal(form, refusal)
        return _shown(request, form, context)
    if done.done:
        messages.success(request, _told(done))
    return _left(request, call, done, context) if done.refused else redirect(address)


def _told(done: Decided) -> str:
    words = ngettext("%(number)s decision is recorded.", "%(number)s decisions are recorded.", len(done.done))
    return words % {"number": formats.number(len(done.done))}


def _left(request: SignedInRequest, call: Call, done: Decided, context: dict[str, Any]) -> HttpResponse:
    """What was not recorded stands as it was typed, with the reason; what was, is not asked again."""
    refused = {application.uid: sentence for application, sentence in done.refused}
    found = board(call, context["length"].number(), frozenset(refused), conflicts_of(request.user))
    form = DecidingForm(request.POST, board=found)
    form.is_valid()
    for uid, sentence in refused.items():
        name = f"{LINE}{uid}"
        form.add_error(name if name in form.fields else None, sentence)
    return _shown(request, form, {**context, "board": found, "form": form})
