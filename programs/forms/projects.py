"""What is typed about a project, its home institutions and its committees."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from kanazawa_exchange.accounts.forms.records import AddressPartField, RecordChoice
from kanazawa_exchange.lib.fields import FlexibleDateField, NameField, TextField
from kanazawa_exchange.lib.trilingual import Three, TrilingualForm
from partners.models import Institution

from ..models import Committee
from .parts import ProjectYearField, refuse_reversed


class ProjectForm(TrilingualForm):
    three = {
        "name": Three(NameField, pgettext_lazy("record", "Name"), required=True, options={"max_length": 300}),
        "short_name": Three(NameField, gettext_lazy("Short name"), options={"max_length": 200}),
        "scheme": Three(NameField, gettext_lazy("Funding scheme"), options={"max_length": 300}),
        "summary": Three(TextField, gettext_lazy("Summary"), options={"max_length": 4000}),
    }
    code = AddressPartField(
        label=gettext_lazy("Code"), help_text=gettext_lazy("It stands in addresses, for example: russia")
    )
    first_fiscal_year = ProjectYearField(label=gettext_lazy("First fiscal year"))
    last_fiscal_year = ProjectYearField(label=gettext_lazy("Last fiscal year"))
    is_default = forms.BooleanField(label=gettext_lazy("The main project of this portal"), required=False)
    is_invented = forms.BooleanField(label=gettext_lazy("Invented data, for demonstration"), required=False)

    def clean(self) -> dict[str, object]:
        cleaned = super().clean()
        refuse_reversed(self, "first_fiscal_year", "last_fiscal_year", _("The last year cannot be before the first."))
        return cleaned


class HomeTermForm(TrilingualForm):
    starts_on = FlexibleDateField(label=gettext_lazy("From"))
    ends_on = FlexibleDateField(label=gettext_lazy("Until"), required=False)

    def clean(self) -> dict[str, object]:
        cleaned = super().clean()
        refuse_reversed(self, "starts_on", "ends_on", _("The last day cannot be before the first."))
        return cleaned


class HomeForm(HomeTermForm):
    institution = RecordChoice(Institution.objects.order_by("slug"), label=gettext_lazy("Institution"))

    field_order = ["institution", "starts_on", "ends_on"]


class CommitteeForm(TrilingualForm):
    three = {
        "name": Three(NameField, pgettext_lazy("record", "Name"), required=True, options={"max_length": 200}),
        "description": Three(TextField, gettext_lazy("Tasks"), options={"max_length": 2000}),
    }
    slug = AddressPartField(label=gettext_lazy("Code"))
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Committee.Kind.choices)
