"""Forms of seats, programme coordinators and representatives."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kanazawa_exchange.accounts.forms.records import RecordChoice
from kanazawa_exchange.lib.term_form import TermForm
from partners.models import Institution

from ..models import Committee, Program


class SeatForm(TermForm):
    field_order = ("committee", "is_chair", "starts_on", "ends_on")
    committee = RecordChoice(Committee.objects.order_by("project", "pk"), label=_("Committee"))
    is_chair = forms.BooleanField(label=_("Chairs the committee"), required=False)


class SeatTermForm(TermForm):
    field_order = ("is_chair", "starts_on", "ends_on")
    is_chair = forms.BooleanField(label=_("Chairs the committee"), required=False)


class CoordinatorForm(TermForm):
    field_order = ("program", "starts_on", "ends_on")
    program = RecordChoice(Program.objects.order_by("project", "order", "pk"), label=_("Programme"))


class RepresentativeForm(TermForm):
    field_order = ("institution", "starts_on", "ends_on")
    institution = RecordChoice(Institution.objects.order_by("slug"), label=_("Institution"))


ADD_FORMS: dict[str, type[TermForm]] = {
    "seat": SeatForm,
    "coordinator": CoordinatorForm,
    "representative": RepresentativeForm,
}
EDIT_FORMS: dict[str, type[TermForm]] = {"seat": SeatTermForm, "coordinator": TermForm, "representative": TermForm}
