"""Forms of programmes, their runs, and the opening of a fiscal year."""

from typing import Unpack
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kanazawa_exchange.accounts.forms.records import AddressPartField, RecordChoice, RecordsChoice
from kanazawa_exchange.lib.fields import FlexibleDateField, TextField, WholeNumberField
from kanazawa_exchange.lib.form_options import Data, Files, FormOptions
from kanazawa_exchange.lib.period import fiscal_year_label
from kanazawa_exchange.lib.trilingual import TrilingualForm, texts_of
from partners.models import City, Institution

from ..models import Direction, FundingProject, Level, Program, ProgramRun
from .parts import ProjectYearField, refuse_reversed


class ProgramForm(TrilingualForm):
    three = texts_of(
        Program,
        *("name", "purpose", "description", "fields_of_study", "participants", "period", "cost", "languages"),
        marked=["description"],
    )
    parts = ("partners",)
    code = AddressPartField(label=gettext_lazy("Code"))
    slug = AddressPartField(label=gettext_lazy("Part of the public address"))
    order = WholeNumberField(label=gettext_lazy("Place in lists"), max_value=999)
    level = forms.ChoiceField(label=gettext_lazy("Level"), choices=Level.choices)
    leads_to = forms.ChoiceField(label=gettext_lazy("Leads to"), choices=Program.LeadsTo.choices)
    state = forms.ChoiceField(label=gettext_lazy("State shown to the public"), choices=Program.State.choices)
    aliases = TextField(label=gettext_lazy("Other names, one a line"), required=False, max_length=1000)
    partners = RecordsChoice(
        Institution.objects.order_by("slug"),
        label=gettext_lazy("Partner institutions"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


class RunForm(TrilingualForm):
    three = texts_of(ProgramRun, "theme")
    fiscal_year = ProjectYearField(label=gettext_lazy("Fiscal year"))
    direction = forms.ChoiceField(label=gettext_lazy("Direction"), choices=Direction.choices)
    term = forms.ChoiceField(label=gettext_lazy("Term"), choices=ProgramRun.Term.choices, initial=ProgramRun.Term.YEAR)
    city = RecordChoice(City.objects.order_by("slug"), label=gettext_lazy("City"), required=False)
    starts_on = FlexibleDateField(label=gettext_lazy("Starts on"), required=False)
    ends_on = FlexibleDateField(label=gettext_lazy("Ends on"), required=False)
    places = WholeNumberField(label=gettext_lazy("Places"), max_value=9_999, required=False)
    is_closed = forms.BooleanField(label=gettext_lazy("Closed for new records"), required=False)

    def clean(self) -> dict[str, object]:
        cleaned = super().clean()
        refuse_reversed(self, "starts_on", "ends_on", _("The last day cannot be before the first."))
        return cleaned


class OpeningForm(forms.Form):
    """Which of last year's runs are carried over; `runs` are public ids."""

    runs = forms.TypedMultipleChoiceField(label=gettext_lazy("Runs to carry over"), coerce=str)

    def __init__(
        self, data: Data = None, files: Files = None, *, uids: list[str], **options: Unpack[FormOptions]
    ) -> None:
        super().__init__(data, files, **options)
        self.fields["runs"].choices = [(uid, uid) for uid in uids]  # type: ignore[attr-defined]

    def uids(self) -> list[UUID]:
        return [UUID(text) for text in self.cleaned_data["runs"]]


class OpeningYearForm(forms.Form):
    """Which fiscal year is opened: one of the project's, the first one left out."""

    fiscal_year = forms.TypedChoiceField(label=gettext_lazy("Fiscal year to open"), coerce=int)

    def __init__(
        self, data: Data = None, files: Files = None, *, project: FundingProject, **options: Unpack[FormOptions]
    ) -> None:
        super().__init__(data, files, **options)
        years = list(project.fiscal_years)[1:]
        self.fields["fiscal_year"].choices = [(year, fiscal_year_label(year)) for year in years]  # type: ignore[attr-defined]
