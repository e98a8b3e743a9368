"""A reviewer's pages: the own cases, and the sheet on which one of them is read and given points."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kanazawa_exchange.accounts.entrance import requires
from kanazawa_exchange.accounts.services.editing import StaleEdit
from kanazawa_exchange.accounts.views.documents import document
from kanazawa_exchange.accounts.views.lists import count_words, listed, sent, whole
from kanazawa_exchange.accounts.views.moves import MovePage, moved
from kanazawa_exchange.accounts.views.saving import SignedInRequest, bound, saved, version_of
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.list_files import ListFile
from kanazawa_exchange.lib.refusals import Refused
from kanazawa_exchange.lib.sorting import sorting_in
from kanazawa_exchange.lib.states import Move
from kanazawa_exchange.lib.totals import Total
from mobility.models import ApplicationStatus

from ..exports.reviews import WORK
from ..forms.reviews import ReviewForm
from ..models import Review, ReviewStatus
from ..moves import REVIEW_MOVES
from ..permissions import may_review
from ..queries import review_sheet, review_work
from ..services import reviews
from .review_pages import cases_noun, own_review_or_404, review_trail, to_sheet

# --- The list --------------------------------------------------------------------------------------------------------


@require_safe
@requires(may_review)
@listed
def review_list(request: SignedInRequest) -> HttpResponse:
    sorting = sorting_in(request.GET, review_work.ORDERS)
    lines = sorting.order.sorted(review_work.work(request.user))
    context = {
        "lines": lines,
        "to_do": sum(line.is_to_do for line in lines),
        "listing": whole(request, lines, cases_noun, sorting=sorting),
    }
    return render(request, "rubric/review_list.html", context)


@require_safe
@requires(may_review)
def review_list_file(request: SignedInRequest, kind: str) -> HttpResponseBase:
    lines = sorting_in(request.GET, review_work.ORDERS).order.sorted(review_work.work(request.user))
    total = Total(len(lines))
    file = ListFile("reviews", _("Reviews"), WORK, lines, [count_words(total, cases_noun)])
    return sent(request, kind, file, total)


# --- The sheet -------------------------------------------------------------------------------------------------------

FINISH = "finish"
SEEN = "seen-"
"""Before the name of a box: the text that its page had shown."""


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_review)
def review_sheet_page(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """What the applicant said beside the own points; both buttons save, and one of them finishes."""
    review = own_review_or_404(request, uid)
    found = review_sheet.sheet(review, request.user)
    context = _around(request, review, found)
    if review.status != ReviewStatus.ASSIGNED or not context["is_open"] or found.shut:
        if request.method == "POST":
            return redirect(to_sheet(review))
        return render(request, "rubric/review_sheet.html", context)
    form = bound(ReviewForm, request, review, criteria=found.criteria, initial=ReviewForm.stored_values(review))
    is_finishing = request.POST.get("go") == FINISH

    def act() -> Review:
        points, said, version = form.points(), form.said(), version_of(form)
        if is_finishing:
            return reviews.finish(review, points, said, by=request.user, now=clock.now(), version=version)
        return reviews.save(review, points, said, by=request.user, version=version)

    message = _("The review is finished. It counts from now on.") if is_finishing else _("The review is saved.")
    return saved(
        request,
        form,
        act,
        message=message,
        redirect_to=to_sheet(review),
        template="rubric/review_sheet.html",
        context=context,
    )


def _around(request: SignedInRequest, review: Review, found: review_sheet.ReviewSheet) -> dict[str, Any]:
    offered = REVIEW_MOVES.offered(review, request.user)
    return {
        "review": review,
        "sheet": found,
        "state": REVIEW_MOVES.office_label(review.status),
        "state_kind": REVIEW_MOVES.kind(review.status),
        "is_open": review.application.status == ApplicationStatus.IN_REVIEW,
        "moves": [row for row in offered if row.name == "declare_conflict"],
        "way": review_sheet.way_on(review, request.user),
    }


@require_POST
@requires(may_review)
def review_save(request: SignedInRequest, uid: UUID) -> HttpResponseBase:
    """What the browser saves by itself, box by box, in JSON: the version that the page stands for then, or why not.

    Beside each box it sends the text over which that one was typed; `newer` names those that another window has changed since.
    """
    review = own_review_or_404(request, uid)
    criteria = [review_sheet.asked(row) for row in review.application.call.criteria.all()]
    names = {name for name in request.POST if not name.startswith(SEEN)} - {"csrfmiddlewaretoken"}
    form = ReviewForm(request.POST, criteria=criteria)
    seen = ReviewForm({name: request.POST.get(SEEN + name, "") for name in names}, criteria=criteria)
    form.is_valid()
    seen.is_valid()
    errors = {name: " ".join(map(str, words)) for name, words in form.errors.items() if name in names}
    try:
        after, newer = reviews.save_boxes(review, form.boxes(names), seen.boxes(names), by=request.user)
    except (Refused, StaleEdit) as refusal:
        return JsonResponse({"refused": str(refusal)}, status=409)
    told = {"version": after.version, "before": review.version, "errors": errors, "newer": dict.fromkeys(newer, "")}
    return JsonResponse(told)


@require_safe
@requires(may_review)
def review_file(request: SignedInRequest, uid: UUID, file: UUID) -> HttpResponseBase:
    """A file that the applicant handed in, for whoever reviews the application."""
    review = own_review_or_404(request, uid)
    stored = review_sheet.file_of(review, file)
    if stored is None:
        raise Http404
    return document(request, stored, record=review.application, event="application_file_read")


# --- The conflict of interest ----------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_review)
def review_conflict(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """Declared by the reviewer alone; the case is taken from the list by that."""
    return moved(request, CONFLICT_PAGE, own_review_or_404(request, uid), "declare_conflict")


def _around_the_conflict(_request: HttpRequest, review: Any, row: Move) -> Mapping[str, object]:
    name = review_sheet.name_of(review).text
    return {"heading": row.label, "trail": review_trail(review, name), "subtitle": [name]}


CONFLICT_PAGE = MovePage(
    table=REVIEW_MOVES,
    service=reviews.move,
    template="rubric/review_move.html",
    address=to_sheet,
    onward=lambda _review: reverse("rubric:review_list"),
    context=_around_the_conflict,
)
