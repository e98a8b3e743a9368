"""The people whom a user may know, and one of them with all stays."""

from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kanazawa_exchange.accounts.entrance import requires
from kanazawa_exchange.accounts.forms.people import PersonEditForm, initial_of
from kanazawa_exchange.accounts.services import people
from kanazawa_exchange.accounts.views.saving import SignedInRequest, bound, saved, version_of
from kanazawa_exchange.lib.fields import TextField
from kanazawa_exchange.lib.paging import Page, place_in

from .. import permissions
from ..queries import people_visible_to, persons, rows, warnings


def found_people(request: HttpRequest) -> dict[str, object]:
    """What a page with a search for people shows: the words, the people found, near spellings when none is."""
    text, fault = request.GET.get("q", ""), ""
    try:
        key = TextField(required=False, max_length=200, multiline=False).clean(text) or ""
    except ValidationError as wrong:
        key, fault = "", " ".join(wrong.messages)
    visible = people_visible_to(request.user)
    page = persons.page(visible, key, place_in(request.GET)) if not fault else Page[persons.PersonRow]()
    suggested = persons.suggestions(visible, key) if key and not page.rows else ()
    return {
        "q": text,
        "fault": fault,
        "page": page,
        "suggested": suggested,
        "searched": bool(text),
    }


@require_safe
@requires(permissions.may_list_people)
def person_list(request: HttpRequest) -> HttpResponse:
    return render(request, "mobility/person_list.html", found_people(request))


@require_safe
def person_detail(request: HttpRequest, uid: UUID) -> HttpResponse:
    person = get_object_or_404(people_visible_to(request.user), uid=uid)
    context: dict[str, object] = {"person": persons.card(person), "rows": rows.records_of(person, request.user)}
    context["may_edit"] = permissions.may_edit_person(request.user, person)
    if context["may_edit"]:
        context["warned"] = warnings.of_names(warnings.names_of(person))
        context["may_register"] = permissions.may_register(request.user)
    return render(request, "mobility/person_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def person_edit(request: SignedInRequest, uid: UUID) -> HttpResponse:
    person = get_object_or_404(people_visible_to(request.user), uid=uid)
    if not permissions.may_edit_person(request.user, person):
        raise PermissionDenied
    form = bound(PersonEditForm, request, initial=initial_of(person))
    return saved(
        request,
        form,
        lambda: people.edit_person(person, form.names(), by=request.user, version=version_of(form), **form.facts()),
        message=_("The changes are saved."),
        redirect_to=reverse("mobility:person_detail", args=[person.uid]),
        template="mobility/person_edit.html",
        context={"heading": _("Edit the person"), "person": persons.card(person)},
    )
