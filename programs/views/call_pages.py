"""What the pages of calls share: which call, its trail and words, and the kinds of its parts."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from kanazawa_exchange.accounts.views.pages import Crumb
from kanazawa_exchange.accounts.views.saving import SignedInRequest
from kanazawa_exchange.lib.localized import localized
from kanazawa_exchange.lib.words import Words

from ..models import (
    Call,
    CallPlace,
    ChecklistLine,
    Criterion,
    Question,
    QuestionKind,
    RequiredDocument,
    Requirement,
    RequirementKind,
)
from .pages import link


@dataclass(frozen=True)
class PartKind:
    """One kind of part: its model, its words for adding and editing one, its template; `kinds` where it comes in several."""

    model: type[Any]
    add: Words
    edit: Words
    kinds: type[Any] | None = None
    template: str = "components/form_page.html"


PARTS = {
    "destination": PartKind(CallPlace, gettext_lazy("Add a destination"), gettext_lazy("Edit the destination")),
    "requirement": PartKind(
        Requirement, gettext_lazy("Add a requirement"), gettext_lazy("Edit the requirement"), RequirementKind
    ),
    "document": PartKind(RequiredDocument, gettext_lazy("Add a document"), gettext_lazy("Edit the document")),
    "question": PartKind(
        Question,
        gettext_lazy("Add a question"),
        gettext_lazy("Edit the question"),
        QuestionKind,
        "programs/call_question.html",
    ),
    "criterion": PartKind(Criterion, gettext_lazy("Add a criterion"), gettext_lazy("Edit the criterion")),
    "checklist-line": PartKind(
        ChecklistLine,
        pgettext_lazy("checklist", "Add a line"),
        pgettext_lazy("checklist", "Edit the line"),
    ),
}
"""By the words of their addresses."""


def calls_noun(count: int) -> str:
    return ngettext("%(number)s call", "%(number)s calls", count)


def kept_call_or_404(request: SignedInRequest, uid: UUID) -> Call:
    """A call that this user keeps."""
    return get_object_or_404(Call.objects.kept_by(request.user).select_related("run__program"), uid=uid)


def part_kind_or_404(part: str) -> PartKind:
    if part not in PARTS:
        raise Http404
    return PARTS[part]


def to_call(call: Call) -> str:
    return reverse("programs:call_office", kwargs={"uid": call.uid})


def call_trail(call: Call | None = None) -> list[Crumb]:
    """From the list of calls to one of them."""
    calls = [(_("Home"), reverse("home")), link(_("Calls for applications"), "call_office_list")]
    return [*calls, (localized(call, "title"), to_call(call))] if call else calls
