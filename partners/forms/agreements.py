"""Forms of agreements, their parties, conditions, moves and papers."""

from typing import Any, Unpack

from django import forms
from django.utils.translation import gettext_lazy, pgettext_lazy

from kanazawa_exchange.accounts.forms.records import RecordChoice, RecordsChoice, by_name
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.fields import DATE_HINT, FlexibleDateField, NameField, TextField, WholeNumberField
from kanazawa_exchange.lib.form_options import Data, Files, FormOptions
from kanazawa_exchange.lib.languages import active_language
from kanazawa_exchange.lib.trilingual import Three, TrilingualForm

from ..models import Agreement, AgreementType, ConditionLevel, DatePrecision, Institution, OrgUnit
from ..services import entries
from ..services.entries import Party
from .institutions import source_text

NO_END = gettext_lazy("For example 2015-03-31, 31.03.2015 or 平成27年3月31日; empty for an agreement without an end.")
LEVELS = [("", gettext_lazy("every level")), *ConditionLevel.choices]


OFFERED = Institution.objects.order_by("-is_confirmed", "pk")
"""The institutions in the order in which the form of a stay offers them."""
UNITS = OrgUnit.objects.select_related("institution").order_by("-institution__is_confirmed", "institution_id", "pk")


class AgreementForm(TrilingualForm):
    """A draft or an agreement under negotiation: the day of signature comes with the signature."""

    three = {
        "title": Three(NameField, gettext_lazy("Title"), required=True, options={"max_length": 300}),
        "field_limits": Three(TextField, gettext_lazy("Limits of field"), options={"max_length": 2000}),
        "date_basis": source_text(
            gettext_lazy("Source of the dates"), gettext_lazy("Needed where the paper itself is not in the portal.")
        ),
    }
    type = forms.ChoiceField(label=gettext_lazy("Type"), choices=AgreementType.choices)
    scope = forms.ChoiceField(label=gettext_lazy("Scope"), choices=Agreement.Scope.choices)
    effective_on = FlexibleDateField(label=gettext_lazy("In force from"), required=False, help_text=DATE_HINT)
    expires_on = FlexibleDateField(
        label=pgettext_lazy("agreement", "Last day"),
        required=False,
        help_text=NO_END,
    )
    fee_waiver = forms.BooleanField(label=gettext_lazy("Tuition waived"), required=False)


class SignedAgreementForm(AgreementForm):
    signed_on = FlexibleDateField(label=gettext_lazy("Signed on"))
    signed_precision = forms.ChoiceField(
        label=gettext_lazy("How exactly this day is known"), choices=DatePrecision.choices, initial=DatePrecision.DAY
    )


class UnitOfChoice(RecordChoice):
    def label_from_instance(self, obj: OrgUnit) -> str:
        return f"{super().label_from_instance(obj.institution)} – {super().label_from_instance(obj)}"


class PartyForm(TrilingualForm):
    institution = RecordChoice(OFFERED, label=gettext_lazy("Institution"))
    unit = UnitOfChoice(
        UNITS,
        label=gettext_lazy("Unit"),
        required=False,
        help_text=gettext_lazy("For an agreement between faculties: the unit that signs."),
    )


class NewAgreementForm(TrilingualForm):
    """An agreement in one form: who, what, since when, from where this is known, and the paper."""

    three = {
        "title": Three(
            NameField,
            gettext_lazy("Title"),
            help_text=gettext_lazy("Left empty, it is made of the type and the parties, in every language."),
            options={"max_length": 300},
        ),
        "field_limits": AgreementForm.three["field_limits"],
    }
    ours = RecordChoice(OFFERED.filter(is_home=True), label=gettext_lazy("Our side"))
    partner = RecordChoice(OFFERED.filter(is_home=False), label=gettext_lazy("Partner institution"))
    type = forms.ChoiceField(label=gettext_lazy("Type"), choices=AgreementType.choices, initial=AgreementType.EXCHANGE)
    scope = forms.ChoiceField(
        label=gettext_lazy("Scope"), choices=Agreement.Scope.choices, initial=Agreement.Scope.UNIVERSITY
    )
    signed_on = FlexibleDateField(
        label=gettext_lazy("Signed on"),
        required=False,
        help_text=gettext_lazy(
            "For example 2010-03-01, 01.03.2010 or 平成22年3月1日; empty for a draft. Of a month or a year alone, enter the"
            " first day and say so below."
        ),
    )
    effective_on = FlexibleDateField(label=gettext_lazy("In force from"), required=False, help_text=DATE_HINT)
    expires_on = FlexibleDateField(
        label=pgettext_lazy("agreement", "Last day"),
        required=False,
        help_text=NO_END,
    )
    source = TextField(
        label=gettext_lazy("Source of the dates"),
        max_length=300,
        multiline=False,
        required=False,
        help_text=gettext_lazy("Required with a day of signature, unless the signed document is attached below."),
    )
    document = forms.FileField(
        label=gettext_lazy("Document"),
        required=False,
        help_text=gettext_lazy("PDF, Word (.docx) or Excel (.xlsx), at most 10 MB."),
        widget=forms.FileInput(attrs={"accept": ".pdf,.docx,.xlsx"}),
        allow_empty_file=True,
    )
    signed_precision = forms.ChoiceField(
        label=gettext_lazy("How exactly this day is known"), choices=DatePrecision.choices, initial=DatePrecision.DAY
    )
    ours_unit = UnitOfChoice(
        UNITS.filter(institution__is_home=True), label=gettext_lazy("Unit on our side"), required=False
    )
    partner_unit = UnitOfChoice(
        UNITS.filter(institution__is_home=False), label=gettext_lazy("Unit of the partner"), required=False
    )
    further = RecordsChoice(OFFERED, label=gettext_lazy("Further parties"), required=False)
    fee_waiver = forms.BooleanField(label=gettext_lazy("Tuition waived"), required=False)

    def __init__(self, data: Data = None, files: Files = None, **options: Unpack[FormOptions]) -> None:
        super().__init__(data, files, **options)
        if not OFFERED.filter(is_home=True).exists():  # nothing is ours yet: whoever signs for us is chosen from all
            for name, rows in {"ours": OFFERED, "ours_unit": UNITS}.items():
                self.fields[name].queryset = rows  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """What the service would refuse is said at once with what the boxes refuse, as far as they were read."""
        cleaned = super().clean()
        faults = entries.wrong(
            self.values(),
            self.parties(),
            clock.today(),
            has_paper=bool(cleaned.get("document")) or "document" in self.errors,
            is_signed=bool(cleaned.get("signed_on")) or "signed_on" in self.errors,
        )
        for name, sentence in faults.items():
            if name not in self.errors:
                self.add_error(name, sentence)
        return cleaned

    def values(self) -> dict[str, Any]:
        """The values of the record; the source is written in the language of the screen."""
        sent = super().values()
        others = ("ours", "partner", "ours_unit", "partner_unit", "further", "document", "source")
        record = {name: value for name, value in sent.items() if name not in others}
        return {**record, f"date_basis_{active_language()}": sent.get("source", "")}

    def parties(self) -> list[Party]:
        sent = self.cleaned_data
        sides = [Party(name, sent[name], sent.get(f"{name}_unit")) for name in ("ours", "partner") if sent.get(name)]
        return [*sides, *(Party("further", institution) for institution in sent.get("further", ()))]

    @property
    def rare(self) -> tuple[forms.BoundField, ...]:
        """The boxes that few agreements need, beside those in three languages."""
        names = ("signed_precision", "ours_unit", "partner_unit", "further", "fee_waiver")
        return tuple(self[name] for name in names)

    @property
    def rare_is_open(self) -> bool:
        limits = (cell[0] for cell in self.row("field_limits").cells)
        return any(box.errors or box.field.has_changed(box.initial, box.value()) for box in (*self.rare, *limits))


class ConditionForm(TrilingualForm):
    sending = RecordChoice(Institution, label=gettext_lazy("Sending institution"))
    receiving = RecordChoice(Institution, label=gettext_lazy("Receiving institution"))
    level = forms.ChoiceField(label=gettext_lazy("Level"), choices=LEVELS, required=False)
    per_year = WholeNumberField(label=gettext_lazy("Students a year"), min_value=1, max_value=1000)
    months = WholeNumberField(label=gettext_lazy("Months each"), min_value=1, max_value=60, required=False)

    def __init__(
        self, data: Data = None, files: Files = None, *, agreement: Agreement, **options: Unpack[FormOptions]
    ) -> None:
        super().__init__(data, files, **options)
        parties = by_name(Institution).filter(agreement_parties__agreement=agreement)
        for name in ("sending", "receiving"):
            self.fields[name].queryset = parties  # type: ignore[attr-defined]


class DocumentForm(forms.Form):
    document = forms.FileField(
        label=gettext_lazy("Document"),
        help_text=gettext_lazy("PDF, Word (.docx) or Excel (.xlsx), at most 10 MB."),
        widget=forms.FileInput(attrs={"accept": ".pdf,.docx,.xlsx"}),
        allow_empty_file=True,
    )
