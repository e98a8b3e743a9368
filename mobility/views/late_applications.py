"""The office begins a late application: it finds the person, and says why; the applicant fills it in."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from kanazawa_exchange.accounts.entrance import requires
from kanazawa_exchange.accounts.models import Person
from kanazawa_exchange.accounts.queries.names import shown_names
from kanazawa_exchange.accounts.views.pages import Crumb, FormPage, filled
from kanazawa_exchange.accounts.views.saving import SignedInRequest, bound
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.localized import localized
from programs.models import Call

from .. import permissions
from ..forms.application_filters import LateForm
from ..models import Application
from ..services.applications import beginning_late
from .applications import application_address, call_or_404
from .mobilities import chosen_person
from .people import found_people
from .releasing import trail, unseen


@require_http_methods(["GET", "HEAD", "POST"])
@requires(permissions.may_list_applications)
def application_begin_late(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """An address without a person asks who; with one it asks why. Whoever has an application already is led to it."""
    call = call_or_404(request, uid)
    if permissions.takes_part_in(request.user, call):
        return unseen(request, call)
    if "person" not in request.GET:
        context = {**vars(found_people(request)), "call": call, "title": localized(call, "title")}
        return render(request, "mobility/application_late_person.html", context)
    person = chosen_person(request, request.GET["person"])
    if person is None:
        return redirect(request.path)
    rows = Application.objects.visible_to(request.user)
    if (there := rows.filter(call=call, person=person).first()) is not None:
        return redirect(application_address(there))
    return _begun(request, call, person)


def _begun(request: SignedInRequest, call: Call, person: Person) -> HttpResponse:
    form = bound(LateForm, request)
    words = pgettext("application", "Begin a late application")
    lead = _(
        "An empty application is begun, and the person is told by email to fill it in. It counts once you have accepted it on its page."
        " The person reads the reason, too."
    )
    page = FormPage(
        words,
        _trail(call),
        subtitle=[shown_names([person.pk])[person.pk].text, localized(call, "title")],
        lead=lead,
        submit=words,
    )

    def act() -> Application:
        return beginning_late.begin_late(call, person, form.step(), by=request.user, now=clock.now())

    message = _("The application is begun; the applicant is told by email.")
    return filled(request, page, form, act, message=message, redirect_to=application_address)


def _trail(call: Call) -> list[Crumb]:
    return [*trail(call), (_("Who applies late?"), reverse("mobility:application_begin_late", args=[call.uid]))]
