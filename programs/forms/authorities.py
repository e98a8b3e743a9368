"""What the office types about seats, programme coordinators and representatives."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kanazawa_exchange.accounts.forms.records import RecordChoice
from kanazawa_exchange.lib.term_form import TermForm
from partners.models import Institution

from ..models import Committee, Program


class SeatForm(TermForm):
    field_order = ("committee", "is_chair", "starts_on", "ends_on")
    committee = RecordChoice(label=_("Committee"), queryset=Committee.objects.none())
    is_chair = forms.BooleanField(label=_("Chairs the committee"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["committee"].queryset = Committee.objects.order_by("project", "pk")  # type: ignore[attr-defined]


class SeatTermForm(TermForm):
    field_order = ("is_chair", "starts_on", "ends_on")
    is_chair = forms.BooleanField(label=_("Chairs the committee"), required=False)


class CoordinatorForm(TermForm):
    field_order = ("program", "starts_on", "ends_on")
    program = RecordChoice(label=_("Programme"), queryset=Program.objects.none())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["program"].queryset = Program.objects.order_by("project", "order", "pk")  # type: ignore[attr-defined]


class RepresentativeForm(TermForm):
    field_order = ("institution", "starts_on", "ends_on")
    institution = RecordChoice(label=_("Institution"), queryset=Institution.objects.none())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["institution"].queryset = Institution.objects.order_by("slug")  # type: ignore[attr-defined]


ADD_FORMS: dict[str, type[TermForm]] = {
    "seat": SeatForm,
    "coordinator": CoordinatorForm,
    "representative": RepresentativeForm,
}
EDIT_FORMS: dict[str, type[TermForm]] = {"seat": SeatTermForm, "coordinator": TermForm, "representative": TermForm}
