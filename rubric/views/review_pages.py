"""The reviews and calls that pages of the selection load, and the trails they have in common."""

from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kanazawa_exchange.accounts.views.pages import Crumb
from kanazawa_exchange.lib.localized import localized
from programs.models import Call

from ..models import Review
from ..queries.review_sheet import own_reviews
from ..queries.selection_calls import calls_of


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
