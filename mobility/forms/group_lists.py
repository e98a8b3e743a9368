"""The form of a list of people of one run: the list as it was copied, and what holds for everybody in it."""

from typing import Any, Unpack

from django import forms
from django.utils.translation import gettext_lazy as _

from kanazawa_exchange.lib.fields import DATE_HINT, FlexibleDateField
from kanazawa_exchange.lib.form_options import Data, Files, FormOptions
from partners.models import Institution

from ..services.group_lists import OfAll
from .fields import InstitutionField

LONGEST = 500_000


class GroupListForm(forms.Form):
    """A day or an institution that stands in a row goes before what is said here."""

    people = forms.CharField(
        label=_("People"),
        help_text=_(
            "One line for each person, copied from Excel or typed: names in any script, number, level, dates. "
            "With or without headings."
        ),
        widget=forms.Textarea(attrs={"rows": 12, "wrap": "off", "spellcheck": "false", "autocomplete": "off"}),
        strip=False,
        max_length=LONGEST,
        error_messages={"required": _("Paste or type the list.")},
    )
    partner = InstitutionField(
        Institution,
        label=_("Partner institution"),
        help_text=_("For everybody of whom neither the run nor the list says it. The same holds for the days below."),
        required=False,
    )
    starts_on = FlexibleDateField(label=_("First day"), help_text=DATE_HINT, required=False)
    ends_on = FlexibleDateField(label=_("Last day"), help_text=DATE_HINT, required=False)

    def __init__(self, data: Data = None, files: Files = None, **options: Unpack[FormOptions]) -> None:
        super().__init__(data, files, **options)

    def clean_people(self) -> str:
        people = str(self.cleaned_data["people"])
        if not people.strip():
            raise forms.ValidationError(self.fields["people"].error_messages["required"], code="required")
        return people

    def of_all(self) -> OfAll:
        sent: dict[str, Any] = self.cleaned_data
        return OfAll(sent["partner"], sent["starts_on"], sent["ends_on"])
