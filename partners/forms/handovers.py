"""Forms of what must stand before personal data may leave or come in: country sheets, ways of intake, legal bases."""

from dataclasses import replace

from django import forms
from django.utils.translation import gettext_lazy as _

from kanazawa_exchange.accounts.forms.records import choices_with_empty, countries
from kanazawa_exchange.lib.fields import FlexibleDateField, TextField, WholeNumberField
from kanazawa_exchange.lib.trilingual import TrilingualForm, texts_of

from ..models import CountrySheet, Intake, TransferBasisKind


class CountrySheetForm(TrilingualForm):
    """`after`: the number of the version that was read."""

    three = {
        name: replace(text, required=False, help_text=_("Every language is needed."))
        for name, text in texts_of(CountrySheet, "summary", "measures").items()
    }
    source = TextField(label=_("Sources"), max_length=2000, help_text=_("Where it was read, with addresses and days."))
    reviewed_on = FlexibleDateField(
        label=_("Reviewed on"), help_text=_("Data leave for a year from this day; then the sheet is reviewed again.")
    )
    is_draft = forms.BooleanField(
        label=_("Draft: not yet confirmed by the legal office"),
        required=False,
        help_text=_("Whoever is asked is told so."),
    )
    after = WholeNumberField(widget=forms.HiddenInput, min_value=0)


class NewCountrySheetForm(CountrySheetForm):
    """The first version for a country."""

    country = forms.ChoiceField(label=_("Country"), choices=countries)


def _nationalities() -> list[tuple[str, str]]:
    return [("", str(_("any nationality"))), *countries()]


class IntakeModeForm(TrilingualForm):
    nationality = forms.ChoiceField(label=_("Nationality"), choices=_nationalities, required=False)
    mode = forms.ChoiceField(label=_("Way of intake"), choices=lambda: choices_with_empty(Intake.choices))
    basis = TextField(label=_("Legal basis"), max_length=2000)
    decided_on = FlexibleDateField(label=_("Decided on"))


class TransferBasisForm(TrilingualForm):
    kind = forms.ChoiceField(label=_("Kind of basis"), choices=lambda: choices_with_empty(TransferBasisKind.choices))
    basis = TextField(
        label=_("Basis in words"), max_length=2000, help_text=_("With its source: the law, the contract, the review.")
    )
    starts_on = FlexibleDateField(label=_("From"))
    ends_on = FlexibleDateField(
        label=_("Until"), required=False, help_text=_("The last day; empty until further notice.")
    )
