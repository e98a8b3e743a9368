"""The form of a term: a first day, perhaps a last one, and the version that refuses a stale edit."""

from datetime import date
from typing import TypedDict

from django import forms
from django.utils.translation import gettext_lazy as _

from kanazawa_exchange.lib.fields import FlexibleDateField, WholeNumberField


class Term(TypedDict):
    """From the first day to the last, which may be open."""

    starts_on: date
    ends_on: date | None


class TermForm(forms.Form):
    """The term of a right: a role, a seat, a programme to coordinate, an institution to speak for."""

    starts_on = FlexibleDateField(label=_("First day"), help_text=_("For example 2018-04-01."))
    ends_on = FlexibleDateField(
        label=_("Last day"), required=False, help_text=_("Leave it empty while no end is known.")
    )
    version = WholeNumberField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput, required=False)

    def values(self) -> dict[str, object]:
        """What is to be stored: every cleaned value but the version."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}

    def term(self) -> Term:
        return Term(starts_on=self.cleaned_data["starts_on"], ends_on=self.cleaned_data["ends_on"])
