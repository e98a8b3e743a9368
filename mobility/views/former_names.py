"""The former names of a person, for whoever keeps the person's entry and asks for them."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kanazawa_exchange.accounts.entrance import requires
from kanazawa_exchange.accounts.forms.people import FormerNameForm
from kanazawa_exchange.accounts.models import FormerName, Person
from kanazawa_exchange.accounts.queries.search import former_rows
from kanazawa_exchange.accounts.services import former_names
from kanazawa_exchange.accounts.views.pages import FormPage, filled
from kanazawa_exchange.accounts.views.saving import SignedInRequest, acted, bound

from .. import permissions
from ..queries import people_visible_to, persons


@require_http_methods(["GET", "HEAD", "POST"])
@requires(permissions.may_list_people)
def former_name_list(request: SignedInRequest, uid: UUID) -> HttpResponse:
    person = _kept(request, uid)
    form, card = bound(FormerNameForm, request), persons.card(person)
    page = FormPage(
        _("Former names"),
        [
            (_("Home"), reverse("home")),
            (_("People"), reverse("mobility:person_list")),
            (card.name.text, reverse("mobility:person_detail", args=[person.uid])),
        ],
        [card.name.text],
        lead=_("Search finds the person by these names. No list, document or mail prints them."),
        submit=_("Enter a former name"),
        template="mobility/former_names.html",
    )
    return filled(
        request,
        page,
        form,
        lambda: former_names.enter(person, form.values(), by=request.user),
        message=_("The former name is entered."),
        former=former_rows(person),
        person=card,
    )


@require_POST
@requires(permissions.may_list_people)
def former_name_delete(request: SignedInRequest, uid: UUID, name: UUID) -> HttpResponse:
    person = _kept(request, uid)
    former = get_object_or_404(FormerName.objects.select_related("person").filter(person=person), uid=name)
    return acted(
        request,
        lambda: former_names.take_away(former, by=request.user),
        message=_("The former name is removed."),
        redirect_to=reverse("mobility:former_name_list", args=[person.uid]),
    )


def _kept(request: SignedInRequest, uid: UUID) -> Person:
    """Errors: Http404 for somebody whom this user may not know, PermissionDenied for one whom another keeps."""
    person = get_object_or_404(people_visible_to(request.user), uid=uid)
    if not permissions.may_edit_person(request.user, person):
        raise PermissionDenied
    return person
