"""A record as it is registered and edited, with its host legs and its funding."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kanazawa_exchange.accounts.forms.records import choices_with_empty
from kanazawa_exchange.accounts.permissions import is_office
from kanazawa_exchange.lib.fields import FlexibleDateField, TextField, WholeNumberField
from kanazawa_exchange.lib.viewer import Viewer
from partners.models import Agreement, Institution
from programs.models import Level, ProgramRun
from programs.queries import coordinated_program_ids

from ..models import Activity, Category, Funding, Mobility, Mode, ResidenceStatus
from ..services.mobilities import EDITABLE
from ..services.parts import FundingValues, LegValues
from .fields import AgreementField, CreditsField, InstitutionField, RunField

DATE_HINT = _("For example 2018-08-20, 20.08.2018 or 平成30年8月20日.")


def runs_for(user: Viewer, current: Mobility | None = None) -> Any:
    """The runs a user may register in: open ones, and the one the record is in already."""
    runs = ProgramRun.objects.select_related("program").order_by("-fiscal_year", "program__order", "direction", "pk")
    if not is_office(user):
        runs = runs.filter(program_id__in=coordinated_program_ids(user))
    if current is None:
        return runs.filter(is_closed=False)
    return runs.filter(Q(is_closed=False, direction=current.run.direction) | Q(pk=current.run_id))


class FactsForm(forms.Form):
    """The facts of a stay that registering and editing have in common."""

    run = RunField(ProgramRun.objects.none(), label=_("Programme run"))
    category = forms.ChoiceField(label=_("Participant category"), choices=Category.choices, initial=Category.STUDENT)
    level = forms.ChoiceField(label=_("Level"), choices=choices_with_empty(Level.choices), required=False)
    activity = forms.ChoiceField(label=_("Activity"), choices=Activity.choices, initial=Activity.STUDIES)
    mode = forms.ChoiceField(label=_("Mode"), choices=Mode.choices, initial=Mode.IN_PERSON)
    planned_starts_on = FlexibleDateField(label=_("Planned start"), required=False, help_text=DATE_HINT)
    planned_ends_on = FlexibleDateField(label=_("Planned end"), required=False)
    enrolled_on = FlexibleDateField(
        label=_("Degree enrolment date"),
        required=False,
        help_text=_("Only for degree programmes; the stay has its own dates."),
    )
    leads_to_degree = forms.BooleanField(label=_("Towards a degree"), required=False)
    credits_expected = CreditsField(label=_("Credits expected"), required=False)
    credits_recognised = CreditsField(label=_("Credits recognised"), required=False)
    agreement = AgreementField(Agreement.objects.none(), label=_("Agreement"), required=False)
    residence_status = forms.ChoiceField(
        label=_("Status of residence"),
        choices=choices_with_empty(ResidenceStatus.choices),
        required=False,
        help_text=_("For people who come to Japan."),
    )
    note = TextField(label=_("Note of the office"), required=False, max_length=4000)

    def __init__(self, *args: Any, user: Viewer, current: Mobility | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["run"].queryset = runs_for(user, current)  # type: ignore[attr-defined]
        known = Q(pk__in=Agreement.objects.visible_to(user).values("pk"))
        if current is not None:
            known |= Q(pk=current.agreement_id)
        self.fields["agreement"].queryset = Agreement.objects.filter(known).order_by("pk")  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """What an edit may change, as typed."""
        return {name: self.cleaned_data[name] for name in EDITABLE}


class RegisterForm(FactsForm):
    """A new record; actual dates here mean that the host has confirmed them."""

    sending = InstitutionField(Institution.objects.none(), label=_("Sending institution"))
    receiving = InstitutionField(Institution.objects.none(), label=_("Receiving institution"))
    actual_starts_on = FlexibleDateField(
        label=_("First day"), required=False, help_text=_("Leave empty while the stay is only planned.")
    )
    actual_ends_on = FlexibleDateField(
        label=_("Last day"), required=False, help_text=_("Leave empty while the stay lasts.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        institutions = Institution.objects.select_related("city").order_by("-is_confirmed", "pk")
        self.fields["sending"].queryset = institutions  # type: ignore[attr-defined]
        self.fields["receiving"].queryset = institutions  # type: ignore[attr-defined]

    def arguments(self) -> dict[str, Any]:
        names = ("sending", "receiving", "actual_starts_on", "actual_ends_on")
        return self.values() | {name: self.cleaned_data[name] for name in names}


class EditForm(FactsForm):
    """Changed facts of a record; carries the version that was read."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31)


class LegForm(forms.Form):
    """One host with its days."""

    host = InstitutionField(Institution.objects.none(), label=_("Host"), required=False)
    starts_on = FlexibleDateField(label=_("From"), required=False)
    ends_on = FlexibleDateField(label=_("Until"), required=False)
    is_main = forms.BooleanField(label=_("Main host"), required=False)

    def __init__(self, *args: Any, institutions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["host"].queryset = institutions  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if any(cleaned.get(name) for name in ("host", "starts_on", "ends_on", "is_main")):
            for name in ("host", "starts_on", "ends_on"):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(
                        name, forms.ValidationError(_("Host, first and last day belong together."), code="required")
                    )
        return cleaned


class FundingForm(forms.Form):
    """One source of money."""

    source = forms.ChoiceField(label=_("Source"), choices=choices_with_empty(Funding.Source.choices), required=False)
    monthly_yen = WholeNumberField(label=_("Yen a month"), required=False, max_value=10_000_000)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("monthly_yen") is not None and not cleaned.get("source") and "source" not in self.errors:
            self.add_error("source", forms.ValidationError(_("Choose the source of this money."), code="required"))
        return cleaned


LegFormSet = forms.formset_factory(LegForm, extra=2, max_num=10, absolute_max=12)
FundingFormSet = forms.formset_factory(FundingForm, extra=2, max_num=8, absolute_max=10)


class RecordForms:
    """The three forms of one page, read together."""

    def __init__(self, facts: FactsForm, data: Any = None, current: Mobility | None = None) -> None:
        self.facts = facts
        institutions = Institution.objects.order_by("-is_confirmed", "pk")
        self.legs: Any = LegFormSet(
            data,
            prefix="legs",
            form_kwargs={"institutions": institutions},
            initial=_legs_of(current) if current else None,
        )
        self.fundings: Any = FundingFormSet(data, prefix="fundings", initial=_fundings_of(current) if current else None)

    def is_valid(self) -> bool:
        """All three; what is wrong in a row is said at the row and named at the top."""
        valid = [self.facts.is_valid(), self.legs.is_valid(), self.fundings.is_valid()]
        if not valid[1]:
            self.facts.add_error(None, forms.ValidationError(_("Check the host legs."), code="legs"))
        if not valid[2]:
            self.facts.add_error(None, forms.ValidationError(_("Check the funding."), code="fundings"))
        return all(valid)

    def add_errors(self, errors: dict[str, str]) -> None:
        """A service's refusal, at the fields it names."""
        for name, sentence in errors.items():
            self.facts.add_error(name if name in self.facts.fields else None, sentence)

    def leg_values(self) -> list[LegValues]:
        rows = [form.cleaned_data for form in self.legs if form.cleaned_data.get("host")]
        return [LegValues(row["host"], row["starts_on"], row["ends_on"], row["is_main"]) for row in rows]

    def funding_values(self) -> list[FundingValues]:
        rows = [form.cleaned_data for form in self.fundings if form.cleaned_data.get("source")]
        return [FundingValues(row["source"], row["monthly_yen"]) for row in rows]


def initial_of(stay: Mobility) -> dict[str, Any]:
    """A record as the edit form shows it."""
    values: dict[str, Any] = {name: getattr(stay, name) for name in EDITABLE}
    values["run"] = stay.run.uid
    values["agreement"] = stay.agreement.uid if stay.agreement else None
    return values | {"version": stay.version}


def _legs_of(stay: Mobility) -> list[dict[str, Any]]:
    return [
        {"host": leg.host.uid, "starts_on": leg.starts_on, "ends_on": leg.ends_on, "is_main": leg.is_main}
        for leg in stay.legs.select_related("host").order_by("starts_on")
    ]


def _fundings_of(stay: Mobility) -> list[dict[str, Any]]:
    return [{"source": item.source, "monthly_yen": item.monthly_yen} for item in stay.fundings.order_by("pk")]
