"""Entries that may be one person: the list of proposals, two of them side by side, merged and taken apart."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kanazawa_exchange.accounts.entrance import requires
from kanazawa_exchange.accounts.models import PersonMerge
from kanazawa_exchange.accounts.permissions import is_office, may_merge
from kanazawa_exchange.accounts.services import merging
from kanazawa_exchange.accounts.views.pages import FormPage, filled
from kanazawa_exchange.accounts.views.saving import SignedInRequest, acted, bound
from kanazawa_exchange.lib import clock

from ..forms.merging import MergeForm
from ..queries import duplicates, people_visible_to, persons
from .people import found_people


@require_safe
@requires(is_office)
def duplicate_list(request: HttpRequest) -> HttpResponse:
    context = {"proposals": duplicates.proposals(request.user), "merges": duplicates.merges(request.user)}
    return render(request, "mobility/duplicate_list.html", context)


@require_safe
@requires(is_office)
def merge_choose(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Somebody's other entry is searched for by whatever name or number it has."""
    person = get_object_or_404(people_visible_to(request.user), uid=uid)
    others = people_visible_to(request.user).exclude(pk=person.pk)
    context = {"person": person, "merges": person.uid, "name": persons.card(person).name}
    return render(request, "mobility/merge_choose.html", {**vars(found_people(request, others)), **context})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(is_office)
def person_merge(request: SignedInRequest, uid: UUID, other: UUID) -> HttpResponse:
    """The entry of the first id is kept, that of the second one is absorbed."""
    kept, absorbed = (get_object_or_404(people_visible_to(request.user), uid=one) for one in (uid, other))
    if not may_merge(request.user, kept, absorbed):
        raise PermissionDenied
    form = bound(MergeForm, request, kept=kept, absorbed=absorbed)
    page = FormPage(
        _("Merge two entries of one person"),
        [
            (_("Home"), reverse("home")),
            (_("People"), reverse("mobility:person_list")),
            (_("Possible duplicates"), reverse("mobility:duplicate_list")),
        ],
        lead=_("Only merge when you are sure that both entries are the same person. A merge can be undone."),
        submit=_("Merge the two entries"),
        template="mobility/person_merge.html",
    )
    return filled(
        request,
        page,
        form,
        lambda: merging.merge(kept, absorbed, form.choice(), by=request.user, now=clock.now()),
        message=_("The two entries are merged. The old address leads to the kept entry."),
        compared=duplicates.compared(kept, absorbed, request.user),
    )


@require_POST
@requires(is_office)
def person_apart(request: SignedInRequest, uid: UUID, other: UUID) -> HttpResponse:
    """Two entries are two people: the list proposes them no more."""
    one, two = (get_object_or_404(people_visible_to(request.user), uid=each) for each in (uid, other))
    return acted(
        request,
        lambda: merging.tell_apart(one, two, by=request.user, now=clock.now()),
        message=_("The two entries are two people. They are proposed no more."),
        redirect_to=reverse("mobility:duplicate_list"),
    )


@require_POST
@requires(is_office)
def merge_undo(request: SignedInRequest, uid: UUID) -> HttpResponse:
    act = get_object_or_404(PersonMerge.objects.visible_to(request.user).select_related("kept", "absorbed"), uid=uid)
    return acted(
        request,
        lambda: merging.unmerge(act, by=request.user, now=clock.now()),
        message=_("The merge is undone. There are two entries again."),
        redirect_to=reverse("mobility:duplicate_list"),
    )
