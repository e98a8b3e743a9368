"""How a record is registered on screen: first who travels, then the stay."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kanazawa_exchange.accounts.entrance import acting, requires
from kanazawa_exchange.accounts.forms.people import PersonForm
from kanazawa_exchange.accounts.models import Person
from kanazawa_exchange.accounts.queries.names import shown_names
from kanazawa_exchange.accounts.services import people
from kanazawa_exchange.accounts.services.retries import retried
from kanazawa_exchange.lib import clock

from .. import permissions
from ..forms.mobilities import RecordForms, RegisterForm
from ..models import Mobility, Status
from ..queries import people_visible_to
from ..services import mobilities
from .mobilities import chosen_person
from .people import found_people


@require_http_methods(["GET", "HEAD", "POST"])
@requires(permissions.may_register)
def mobility_create(request: HttpRequest) -> HttpResponse:
    """Without a person in the address it asks who; a new person and the record are written together or not at all."""
    if request.method == "POST":
        return _register(request)
    if "person" not in request.GET:
        return render(request, "mobility/mobility_choose_person.html", found_people(request))
    person = chosen_person(request, request.GET["person"])
    forms = RecordForms(RegisterForm(user=request.user, initial=_initial(request)))
    return _page(request, person, None if person else PersonForm(), forms)


def _initial(request: HttpRequest) -> dict[str, Any]:
    """Boxes that a link may fill in: the run of a group, the institutions."""
    return {name: request.GET[name] for name in ("run", "sending", "receiving") if name in request.GET}


def _register(request: HttpRequest) -> HttpResponse:
    person = chosen_person(request, request.POST.get("person", "new"))
    forms = RecordForms(RegisterForm(request.POST, user=request.user), request.POST)
    new = None if person else PersonForm(request.POST)
    both = [forms.is_valid(), new is None or new.is_valid()]
    if not all(both):
        return _page(request, person, new, forms)
    if new is not None and (namesakes := new.namesakes(people_visible_to(request.user))):
        return _page(request, None, new, forms, namesakes=namesakes)
    try:
        stay = _write(request, person, new, forms)
    except mobilities.CannotRegister as refusal:
        forms.add_errors(refusal.errors)
        return _page(request, person, new, forms)
    messages.success(request, _done(stay))
    return redirect("mobility:mobility_detail", uid=stay.uid)


@retried
def _write(request: HttpRequest, person: Person | None, new: PersonForm | None, forms: RecordForms) -> Mobility:
    with transaction.atomic():
        if new is not None:
            person = people.create_person(new.names(), by=acting(request), **new.facts())
        assert person is not None  # noqa: S101 one of the two is there
        return mobilities.register(
            person,
            by=acting(request),
            now=clock.now(),
            legs=forms.leg_values(),
            fundings=forms.funding_values(),
            **forms.facts.arguments(),  # type: ignore[attr-defined]
        )


def _done(stay: Mobility) -> str:
    name = shown_names([stay.person_id], reading=False)[stay.person_id].text
    if stay.status == Status.PLANNED:
        return _("The planned stay of %(name)s is registered.") % {"name": name}
    return _("The stay of %(name)s is registered, with its arrival confirmed. It counts from now on.") % {"name": name}


def _page(
    request: HttpRequest, person: Person | None, new: PersonForm | None, forms: RecordForms, *, namesakes: Any = ()
) -> HttpResponse:
    context = {"forms": forms, "form": forms.facts, "person_form": new, "person": person, "namesakes": namesakes}
    if person is not None:
        context["name"] = shown_names([person.pk])[person.pk]
    return render(request, "mobility/mobility_create.html", context)
