"""The screens on which a record is registered: first who travels, then the stay."""

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kanazawa_exchange.accounts.entrance import requires
from kanazawa_exchange.accounts.forms.people import PersonForm
from kanazawa_exchange.accounts.models import Person
from kanazawa_exchange.accounts.queries.names import shown_names
from kanazawa_exchange.accounts.services import people
from kanazawa_exchange.accounts.services.retries import retried
from kanazawa_exchange.accounts.views.saving import Question, SignedInRequest, as_typed, bound, saved, typed
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
def mobility_create(request: SignedInRequest) -> HttpResponse:
    """Without a person in the address it asks who; a new person and the record are written together or not at all."""
    sent = typed(request)
    if sent is None and "person" not in request.GET:
        return render(request, "mobility/mobility_choose_person.html", vars(found_people(request)))
    named = request.POST if request.method == "POST" else request.GET
    person = chosen_person(request, named.get("person", "new"))
    new = None if person else bound(PersonForm, request)
    form = bound(RegisterForm, request, initial=_initial(request), user=request.user)
    forms = RecordForms(form, sent, person=new)
    as_typed(request, forms.legs, forms.fundings)
    context: dict[str, object] = {"person_form": new, "person": person}
    if person is not None:
        context["name"] = shown_names([person.pk])[person.pk]
    return saved(
        request,
        forms,
        lambda: _write(request, person, forms, form),
        message=_done,
        redirect_to=lambda stay: reverse("mobility:mobility_detail", args=[stay.uid]),
        template="mobility/mobility_create.html",
        context=context,
    )


def _initial(request: SignedInRequest) -> dict[str, object]:
    """Boxes that a link may fill in: the run of a group, the institutions."""
    return {name: request.GET[name] for name in ("run", "sending", "receiving") if name in request.GET}


@retried
def _write(request: SignedInRequest, person: Person | None, forms: RecordForms, form: RegisterForm) -> Mobility:
    """Errors: Question, when somebody of that name is known."""
    with transaction.atomic():
        if forms.person is not None:
            if known := forms.person.namesakes(people_visible_to(request.user)):
                raise Question(namesakes=known)
            person = people.create_person(forms.person.names(), by=request.user, **forms.person.facts())
        assert person is not None  # noqa: S101 one of the two is there
        return mobilities.register(
            person, form.places(), forms.typed_facts(), form.confirmed(), by=request.user, now=clock.now()
        )


def _done(stay: Mobility) -> str:
    name = shown_names([stay.person_id], reading=False)[stay.person_id].text
    if stay.status == Status.PLANNED:
        return _("The planned stay of %(name)s is registered.") % {"name": name}
    if stay.status == Status.INTERRUPTED:
        return _("The stay of %(name)s is registered as ended early.") % {"name": name}
    return _("The stay of %(name)s is registered, with its arrival confirmed. It counts from now on.") % {"name": name}
