"""The reviews and calls that pages of the selection load, and the trails they have in common."""

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kanazawa_exchange.accounts.forms.moves import MoveForm
from kanazawa_exchange.accounts.views.pages import Crumb, FormPage, filled
from kanazawa_exchange.accounts.views.saving import SignedInRequest, bound, version_of
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.localized import localized
from programs.models import Call

from ..models import Review
from ..moves import REVIEW_MOVES
from ..queries.review_sheet import own_reviews
from ..queries.selection_calls import calls_of
from ..services import reviews


def own_review_or_404(request: HttpRequest, uid: UUID) -> Review:
    """A case of this reviewer, whether it is to do or finished."""
    return get_object_or_404(own_reviews(request.user), uid=uid)


def kept_review_or_404(request: HttpRequest, uid: UUID) -> Review:
    """A review of an application that this user handles, in whatever state."""
    rows = Review.objects.kept_by(request.user).select_related("application__call__run__program", "reviewer")
    return get_object_or_404(rows, uid=uid)


def call_or_404(request: HttpRequest, uid: UUID) -> Call:
    """A call whose selection this user may see."""
    return get_object_or_404(calls_of(request.user), uid=uid)


def kept_call_or_404(request: HttpRequest, uid: UUID) -> Call:
    """A call whose reviewers this user assigns; its draft has no applications."""
    return get_object_or_404(Call.objects.kept_by(request.user).select_related("run__program"), uid=uid)


def to_sheet(review: Review) -> str:
    return reverse("rubric:review_sheet", args=[review.uid])


def to_assignments(call: Call) -> str:
    return reverse("rubric:assignments", args=[call.uid])


def review_trail(review: Review | None = None, name: str = "") -> list[Crumb]:
    """From the list of the own cases to one of them."""
    trail: list[Crumb] = [(_("Home"), reverse("home")), (_("Reviews"), reverse("rubric:review_list"))]
    return [*trail, (name, to_sheet(review))] if review else trail


def selection_trail(call: Call | None = None, page: str = "") -> list[Crumb]:
    """From the list of calls to the ranking of one of them, or its assignments."""
    trail: list[Crumb] = [(_("Home"), reverse("home")), (_("Selection"), reverse("rubric:selection_list"))]
    if call is not None:
        trail.append((localized(call, "title"), reverse("rubric:ranking", args=[call.uid])))
    if call is not None and page == "assignments":
        trail.append((_("Reviewers"), to_assignments(call)))
    return trail


def cases_noun(count: int) -> str:
    return ngettext("%(number)s application", "%(number)s applications", count)


def calls_noun(count: int) -> str:
    return ngettext("%(number)s call", "%(number)s calls", count)


# --- Moves -----------------------------------------------------------------------------------------------------------


def move_page(
    request: SignedInRequest,
    review: Review,
    name: str,
    trail: Sequence[Crumb],
    subtitle: Sequence[object],
    redirect_to: str,
) -> HttpResponse:
    """The page of a move that is final: what it means, its reason, its button. Errors: PermissionDenied."""
    row = REVIEW_MOVES.moves[name]
    if not REVIEW_MOVES.may(request.user, review, name):
        raise PermissionDenied
    if request.method != "POST" and not REVIEW_MOVES.allowed(review.status, name):
        return redirect(trail[-1][1])
    form = bound(partial(MoveForm, row=row, record=review, today=clock.today()), request)
    page = FormPage(str(row.label), trail, subtitle, lead=row.notice, submit=row.label)
    return filled(
        request,
        page,
        form,
        lambda: reviews.move(review, name, form.step(), by=request.user, now=clock.now(), version=version_of(form)),
        message=_("%(done)s.") % {"done": row.done_label},
        redirect_to=lambda _review: redirect_to,
        danger=row.is_grave,
    )
