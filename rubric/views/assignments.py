"""Pages on which reviewers are assigned to the applications of a call, looked at before, and taken off again."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kanazawa_exchange.accounts.entrance import requires
from kanazawa_exchange.accounts.views.moves import MovePage, moved
from kanazawa_exchange.accounts.views.saving import SignedInRequest, acted, bound, typed
from kanazawa_exchange.accounts.views.ticked import is_picked, led_back
from kanazawa_exchange.lib import clock, formats
from kanazawa_exchange.lib.localized import localized
from kanazawa_exchange.lib.states import Move
from kanazawa_exchange.lib.ticked import names_rows
from mobility.models import Application
from mobility.permissions import takes_part_in
from mobility.queries.applications.ticked import ticked
from programs.models import Call

from ..forms.reviews import AssignForm, pairs_in
from ..models import Review
from ..moves import REVIEW_MOVES
from ..permissions import may_assign_reviews
from ..queries import assignments as board_queries
from ..queries.blindness import Sight
from ..queries.histories import review_history
from ..queries.review_sheet import name_of
from ..queries.reviewers import names_of, reviewers
from ..services import assignments, reviews
from .review_pages import kept_call_or_404, kept_review_or_404, selection_trail, to_assignments
from .selection import unseen

MOVES = ("reopen", "withdraw")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_assign_reviews)
def assignments_page(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """Every application with its reviewers, and the form; sent, it shows what would be done before anything is.

    With rows that were ticked in a list, these applications alone; `pick` opens the form with them.
    """
    call, sent = kept_call_or_404(request, uid), typed(request)
    if takes_part_in(request.user, call):
        return unseen(request, call, Sight(is_applicant=True))
    board = board_queries.board(call, request.user)
    chosen = ticked(call, request.user, sent) if sent is not None and names_rows(sent) else None
    if chosen is not None:
        if answer := led_back(request, chosen, reverse("mobility:application_list", args=[call.uid])):
            return answer
        board = board.of(chosen.uids)
    options: dict[str, Any] = {"board": board, "is_ticked": chosen is not None}
    form = AssignForm(**options) if is_picked(request) else bound(AssignForm, request, **options)
    context = {
        "call": call,
        "title": localized(call, "title"),
        "trail": selection_trail(call),
        "board": board,
        "form": form,
        "cases": form.cases_shown(),
        "reviewers": form.people_shown(),
        "ticked": chosen.applications if chosen else (),
        "beside": chosen.others_than({case.uid for case in board.cases}, request.user) if chosen else (),
    }
    if request.method == "POST" and not is_picked(request) and form.is_valid():
        return render(request, "rubric/assignments_preview.html", {**context, **_preview(call, form)})
    return render(request, "rubric/assignments.html", context)


def _preview(call: Call, form: AssignForm) -> dict[str, Any]:
    cases, people = form.chosen_cases(), form.chosen_reviewers()
    if form.is_by_load():
        proposal = board_queries.by_load(form.board, cases, people, form.cleaned_data["each"])
    else:
        proposal = board_queries.by_hand(form.board, cases, people)
    return {"proposal": proposal, "trail": selection_trail(call, "assignments"), "back": to_assignments(call)}


@require_POST
@requires(may_assign_reviews)
def reviewers_assign(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """What the preview showed, pair by pair."""
    call = kept_call_or_404(request, uid)
    named = request.POST.getlist("pair")
    cases = {
        row.uid: row
        for row in Application.objects.visible_to(request.user).filter(call=call).select_related("call__run")
    }
    people = {row.uid: row for row in reviewers()} if named else {}
    return acted(
        request,
        lambda: assignments.assign(pairs_in(request.POST, cases, people), by=request.user, now=clock.now()),
        message=_told,
        redirect_to=to_assignments(call),
    )


def _told(done: assignments.Assigned) -> str:
    words = ngettext("%(number)s review is assigned.", "%(number)s reviews are assigned.", done.new)
    return words % {"number": formats.number(done.new)}


# --- One review, for the office --------------------------------------------------------------------------------------


@require_safe
@requires(may_assign_reviews)
def review_detail(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """Who reviews whom, in which state, and what happened; points and comments stand in the ranking."""
    review = kept_review_or_404(request, uid)
    call = review.application.call
    context = {
        "review": review,
        "call": call,
        "name": name_of(review),
        "reviewer": names_of([review.reviewer])[review.reviewer_id],
        "state": REVIEW_MOVES.office_label(review.status),
        "state_kind": REVIEW_MOVES.kind(review.status),
        "moves": [row for row in REVIEW_MOVES.offered(review, request.user) if row.name in MOVES],
        "trail": selection_trail(call, "assignments"),
        "history": review_history(review),
    }
    return render(request, "rubric/review_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_assign_reviews)
def review_move(request: SignedInRequest, uid: UUID, move: str) -> HttpResponse:
    """Open again, or take the reviewer off."""
    review = kept_review_or_404(request, uid)
    if move not in MOVES:
        raise Http404
    return moved(request, MOVE_PAGE, review, move)


def to_review(review: Review) -> str:
    return reverse("rubric:review_detail", args=[review.uid])


def _around_the_move(_request: HttpRequest, review: Any, row: Move) -> Mapping[str, object]:
    name, reviewer = name_of(review).text, names_of([review.reviewer])[review.reviewer_id].text
    trail = [*selection_trail(review.application.call, "assignments"), (name, to_review(review))]
    return {"heading": row.label, "trail": trail, "subtitle": [name, reviewer]}


MOVE_PAGE = MovePage(
    table=REVIEW_MOVES,
    service=reviews.move,
    template="rubric/review_move.html",
    address=to_review,
    context=_around_the_move,
    history=lambda review, _user: review_history(review),
)
