"""Forms of groups of institutions and their members, and of offices abroad."""

from django import forms
from django.utils.translation import gettext_lazy, pgettext_lazy

from kanazawa_exchange.accounts.forms.records import AddressPartField, RecordChoice
from kanazawa_exchange.lib.fields import FlexibleDateField, NameField, TextField, WholeNumberField
from kanazawa_exchange.lib.trilingual import Three, TrilingualForm

from ..models import DatePrecision, Institution, InstitutionGroup
from .institutions import ADDRESS_HINT, source_text


class GroupForm(TrilingualForm):
    three = {
        "name": Three(NameField, pgettext_lazy("institution", "Name"), required=True, options={"max_length": 200}),
        "description": Three(TextField, gettext_lazy("Description"), options={"max_length": 4000}),
        "basis": source_text(gettext_lazy("Source of the declared number")),
    }
    slug = AddressPartField(label=gettext_lazy("Address part"), help_text=ADDRESS_HINT)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=InstitutionGroup.Kind.choices)
    declared_count = WholeNumberField(
        label=gettext_lazy("Declared number"),
        required=False,
        max_value=1000,
        help_text=gettext_lazy("The number of members abroad that the source gives."),
    )
    declared_as_of = FlexibleDateField(label=gettext_lazy("Declared as of"), required=False)
    founded_on = FlexibleDateField(label=gettext_lazy("Founded on"), required=False)


class MemberForm(TrilingualForm):
    institution = RecordChoice(Institution, label=gettext_lazy("Institution"))
    starts_on = FlexibleDateField(
        label=gettext_lazy("From"), help_text=gettext_lazy("The first day on which a source shows the membership.")
    )
    ends_on = FlexibleDateField(
        label=gettext_lazy("Until"), required=False, help_text=gettext_lazy("The last day, if it has ended.")
    )
    is_secretariat = forms.BooleanField(label=gettext_lazy("Secretariat institution"), required=False)


class OfficeForm(TrilingualForm):
    three = {
        "name": Three(NameField, pgettext_lazy("institution", "Name"), required=True, options={"max_length": 200}),
        "activity": Three(TextField, gettext_lazy("Activity"), options={"max_length": 2000}),
        "date_basis": source_text(
            gettext_lazy("Source of the date"), gettext_lazy("Name the source, and other dates where sources disagree.")
        ),
    }
    run_by = RecordChoice(Institution, label=gettext_lazy("Run by"))
    located_at = RecordChoice(Institution, label=gettext_lazy("Located at"))
    opened_on = FlexibleDateField(label=gettext_lazy("Opened on"), required=False)
    opened_precision = forms.ChoiceField(
        label=gettext_lazy("How exactly this day is known"), choices=DatePrecision.choices, initial=DatePrecision.DAY
    )
    closed_on = FlexibleDateField(label=gettext_lazy("Closed on"), required=False)
