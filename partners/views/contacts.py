"""The contact page, and the office's pages of the contacts on it."""

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kanazawa_exchange.accounts.entrance import requires
from kanazawa_exchange.accounts.queries import history
from kanazawa_exchange.accounts.views.pages import Crumb, FormPage, edited, registered
from kanazawa_exchange.accounts.views.saving import SignedInRequest
from kanazawa_exchange.lib import clock

from ..forms.contacts import ContactForm
from ..models import Contact
from ..permissions import may_edit_partners
from ..queries.contacts import contacts as contacts_for
from ..queries.office_hours import partner_zones
from ..services import contacts


@require_safe
@login_not_required
def contact(request: HttpRequest) -> HttpResponse:
    keeps = may_edit_partners(request.user)
    context = {"contacts": contacts_for(clock.now(), hidden=keeps, zones=partner_zones()), "may_edit": keeps}
    return render(request, "partners/contact.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_partners)
def contact_register(request: SignedInRequest) -> HttpResponse:
    page = FormPage(_("Add a contact"), _trail())
    return registered(request, page, ContactForm, contacts.create, message=_("The contact is added."))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_partners)
def contact_edit(request: SignedInRequest, uid: UUID) -> HttpResponse:
    contact = get_object_or_404(Contact, uid=uid)
    page = FormPage(_("Edit the contact"), _trail(), history=history.timeline(contact))
    return edited(request, page, ContactForm, contacts.edit, contact)


def _trail() -> list[Crumb]:
    return [(_("Contact"), reverse("partners:contact"))]
