"""Forms of projects, their home institutions and their committees."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kanazawa_exchange.accounts.forms.records import AddressPartField, RecordChoice
from kanazawa_exchange.lib.fields import FlexibleDateField
from kanazawa_exchange.lib.trilingual import TrilingualForm, texts_of
from partners.models import Institution

from ..models import Committee, FundingProject
from .parts import ProjectYearField, refuse_reversed


class ProjectForm(TrilingualForm):
    three = texts_of(FundingProject, "name", "short_name", "scheme", "summary", marked=["summary"])
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
    three = texts_of(Committee, "name", "description")
    slug = AddressPartField(label=gettext_lazy("Code"))
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Committee.Kind.choices)
