"""Pages of the selection: the calls there are, the ranking of one call, and the view for the meeting of the committee."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kanazawa_exchange.accounts.entrance import requires
from kanazawa_exchange.accounts.views.lists import count_words, listed, sent, sent_filtered, whole
from kanazawa_exchange.accounts.views.saving import SignedInRequest
from kanazawa_exchange.lib import clock, formats
from kanazawa_exchange.lib.chosen import chosen
from kanazawa_exchange.lib.list_files import ListFile
from kanazawa_exchange.lib.totals import Total
from programs.models import Call
from programs.permissions import may_keep_call

from ..exports.reviews import CALLS, cut_of, ranking_columns
from ..forms.reviews import RankingFilter
from ..permissions import may_enter_selection
from ..queries.blindness import Sight, sight
from ..queries.selection import Selection, selection
from ..queries.selection_calls import call_lines
from .review_pages import call_or_404, calls_noun, cases_noun, selection_trail

# --- The calls -------------------------------------------------------------------------------------------------------


@require_safe
@requires(may_enter_selection)
@listed
def selection_list(request: SignedInRequest) -> HttpResponse:
    lines = call_lines(request.user)
    context = {"lines": lines, "listing": whole(request, lines, calls_noun)}
    return render(request, "rubric/selection_list.html", context)


@require_safe
@requires(may_enter_selection)
def selection_list_file(request: SignedInRequest, kind: str) -> HttpResponseBase:
    lines = call_lines(request.user)
    total = Total(len(lines))
    file = ListFile("selection", _("Selection"), CALLS, lines, [count_words(total, calls_noun)])
    return sent(request, kind, file, total)


# --- The ranking of one call -----------------------------------------------------------------------------------------


@require_safe
@requires(may_enter_selection)
@listed
def ranking(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """Who stands where, why, and what is missing; nothing of it before the reader's own reviews are in."""
    call = call_or_404(request, uid)
    seen = sight(request.user, call)
    if not seen.is_clear:
        return unseen(request, call, seen)
    form = RankingFilter(request.GET)
    found = selection(call, request.user, form.placed())
    lines = [line for line in found.lines if form.lets_through(line)]
    context = {
        **_around(request, call, found),
        "form": form,
        "lines": lines,
        "listing": whole(request, lines, cases_noun, chosen=chosen(form)),
    }
    return render(request, "rubric/ranking.html", context)


@require_safe
@requires(may_enter_selection)
def ranking_file(request: SignedInRequest, uid: UUID, kind: str) -> HttpResponseBase:
    call = call_or_404(request, uid)
    if not sight(request.user, call).is_clear:
        return redirect(reverse("rubric:ranking", args=[call.uid]))
    form = RankingFilter(request.GET)
    found = selection(call, request.user, form.placed())
    lines = [line for line in found.lines if form.lets_through(line)]
    notes = [str(found.title)]
    if found.ties:
        notes.append(_("Equal scores: %(rules)s") % {"rules": formats.series(*found.ties)})
    file = ListFile("ranking", _("Ranking"), ranking_columns(found), lines, notes, cut_of(lines))
    return sent_filtered(request, kind, file, cases_noun, form)


@require_safe
@requires(may_enter_selection)
def selection_meeting(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """For the meeting, on a screen or on paper: the ranking, and case by case what the reviewers said."""
    call = call_or_404(request, uid)
    seen = sight(request.user, call)
    if not seen.is_clear:
        return unseen(request, call, seen)
    found = selection(call, request.user)
    context = {**_around(request, call, found), "printed_on": clock.today()}
    return render(request, "rubric/selection_meeting.html", context)


def _around(request: SignedInRequest, call: Call, found: Selection) -> dict[str, Any]:
    return {
        "call": call,
        "selection": found,
        "trail": selection_trail(call),
        "may_assign": may_keep_call(request.user, call),
    }


def unseen(request: SignedInRequest, call: Call, seen: Sight) -> HttpResponse:
    """The page instead of a ranking that this reader must not see, with the way to what is to do."""
    context = {"call": call, "trail": selection_trail(call), "sight": seen, "title": selection_trail(call)[-1][0]}
    return render(request, "rubric/ranking_unseen.html", {**context, "may_assign": may_keep_call(request.user, call)})
