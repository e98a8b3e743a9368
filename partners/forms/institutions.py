"""Forms of institutions, their units and cities."""

from typing import Any, Unpack

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from kanazawa_exchange.accounts.forms.records import AddressPartField, RecordChoice, by_name, countries
from kanazawa_exchange.lib.fields import CodeField, NameField, RichTextField, TextField, UrlField
from kanazawa_exchange.lib.form_options import Data, Files, FormOptions
from kanazawa_exchange.lib.trilingual import Three, TrilingualForm
from kanazawa_exchange.lib.words import Words

from ..models import City, Institution, InstitutionKind, OrgUnit
from .choices import DegreesField, zone_choices

ADDRESS_HINT = gettext_lazy("Part of the public address, the same in all languages. It should not change later.")


def source_text(label: Words, help_text: Words = "") -> Three:
    """Where a number or a day was read, in one line."""
    return Three(TextField, label, help_text=help_text, options={"max_length": 300, "multiline": False})


class CityForm(TrilingualForm):
    three = {
        "name": Three(NameField, pgettext_lazy("institution", "Name"), required=True, options={"max_length": 100}),
        "region": Three(NameField, gettext_lazy("Region"), options={"max_length": 100}),
    }
    slug = AddressPartField(label=gettext_lazy("Address part"), help_text=ADDRESS_HINT)
    country = forms.ChoiceField(label=gettext_lazy("Country"), choices=countries, initial="RU")
    time_zone = forms.ChoiceField(label=gettext_lazy("Time zone"), choices=zone_choices, initial="Europe/Moscow")
    latitude = DegreesField(
        label=gettext_lazy("Latitude"), limit=90, help_text=gettext_lazy("North is positive: 55.79")
    )
    longitude = DegreesField(
        label=gettext_lazy("Longitude"), limit=180, help_text=gettext_lazy("East is positive: 49.12")
    )


class InstitutionForm(TrilingualForm):
    three = {
        "name": Three(NameField, pgettext_lazy("institution", "Name"), required=True, options={"max_length": 200}),
        "short_name": Three(NameField, gettext_lazy("Short name"), options={"max_length": 100}),
        "description": Three(RichTextField, gettext_lazy("Description"), options={"max_length": 4000}),
    }
    slug = AddressPartField(label=gettext_lazy("Address part"), help_text=ADDRESS_HINT)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=InstitutionKind.choices)
    city = RecordChoice(City, label=gettext_lazy("City"))
    aliases = TextField(
        label=gettext_lazy("Other names"),
        required=False,
        max_length=2000,
        help_text=gettext_lazy("One on each line: older names, abbreviations, other spellings. Search finds them."),
    )
    website = UrlField(label=gettext_lazy("Website"), required=False, max_length=200)
    latitude = DegreesField(label=gettext_lazy("Latitude"), limit=90, required=False)
    longitude = DegreesField(
        label=gettext_lazy("Longitude"), limit=180, required=False, help_text=gettext_lazy("Both, or neither.")
    )
    jasso_code = CodeField(label=gettext_lazy("JASSO code"), required=False, max_length=20)
    awards_degrees = forms.BooleanField(label=gettext_lazy("Awards degrees"), required=False, initial=True)
    is_confirmed = forms.BooleanField(
        label=gettext_lazy("Confirmed partner"),
        required=False,
        initial=True,
        help_text=gettext_lazy(
            "While this is off, the office reads “Unconfirmed partner” beside the name, and the public page calls it provisional."
        ),
    )
    is_hub = forms.BooleanField(label=gettext_lazy("Hub partner"), required=False)
    is_home = forms.BooleanField(
        label=gettext_lazy("Our own institution"),
        required=False,
        help_text=gettext_lazy("The map and all distances begin here."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        known = [cleaned.get(name) is not None for name in ("latitude", "longitude")]
        if any(known) and not all(known) and not {"latitude", "longitude"} & set(self.errors):
            self.add_error(
                "latitude" if not known[0] else "longitude", _("Give both latitude and longitude, or neither.")
            )
        return cleaned


class UnitForm(TrilingualForm):
    three = {"name": Three(NameField, pgettext_lazy("institution", "Name"), required=True, options={"max_length": 200})}
    parent = RecordChoice(OrgUnit, label=gettext_lazy("Part of"), required=False)

    def __init__(
        self,
        data: Data = None,
        files: Files = None,
        *,
        institution: Institution,
        unit: OrgUnit | None = None,
        **options: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, files, **options)
        others = by_name(OrgUnit).filter(institution=institution)
        self.fields["parent"].queryset = others.exclude(pk=unit.pk) if unit else others  # type: ignore[attr-defined]
