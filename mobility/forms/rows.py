"""The rows of a record's form: host legs and funding, each with its place on the page and in words."""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar, Unpack

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kanazawa_exchange.accounts.forms.records import choices_with_empty
from kanazawa_exchange.lib.fields import FlexibleDateField, YenField, read_within
from kanazawa_exchange.lib.form_options import Data, Files, FormOptions
from kanazawa_exchange.lib.words import Words
from partners.models import Institution

from ..facts import FundingValues, LegValues
from ..models import Funding
from ..queries.fact_lines import funding_lines, leg_lines
from .fields import InstitutionField, offer


class RowForm(forms.Form):
    """One of the rows of a record; it says which one it is."""

    called: ClassVar[Words]

    @property
    def place(self) -> str:
        """Leg 1"""
        return str(self.called) % {"number": int(str(self.prefix).rsplit("-", 1)[-1]) + 1}


class LegForm(RowForm):
    """One host with its days."""

    called = _("Leg %(number)d")

    host = InstitutionField(Institution.objects.none(), label=_("Host"), required=False)
    starts_on = FlexibleDateField(label=pgettext_lazy("leg", "Start"), required=False)
    ends_on = FlexibleDateField(label=pgettext_lazy("leg", "End"), required=False)
    is_main = forms.BooleanField(label=_("Main host"), required=False)

    def __init__(
        self,
        data: Data = None,
        files: Files = None,
        *,
        institutions: QuerySet[Institution],
        fiscal_year: int | None = None,
        **options: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, files, **options)
        offer(self, "host", institutions)
        if fiscal_year is not None:
            read_within(self, fiscal_year)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if any(cleaned.get(name) for name in ("host", "starts_on", "ends_on", "is_main")):
            for name in ("host", "starts_on", "ends_on"):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(
                        name, forms.ValidationError(_("Host, first and last day belong together."), code="required")
                    )
        return cleaned


class FundingForm(RowForm):
    """One source of money."""

    called = _("Funding %(number)d")

    source = forms.ChoiceField(label=_("Source"), choices=choices_with_empty(Funding.Source.choices), required=False)
    monthly_yen = YenField(label=_("Yen a month"), required=False, max_value=10_000_000)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("monthly_yen") is not None and not cleaned.get("source") and "source" not in self.errors:
            self.add_error("source", forms.ValidationError(_("Choose the source of this money."), code="required"))
        return cleaned


LegFormSet = forms.formset_factory(LegForm, extra=2, max_num=10, absolute_max=12)
FundingFormSet = forms.formset_factory(FundingForm, extra=2, max_num=8, absolute_max=10)


def leg_rows(data: Data, legs: Sequence[LegValues], fiscal_year: int | None) -> Any:
    asked = {"institutions": Institution.objects.order_by("-is_confirmed", "pk"), "fiscal_year": fiscal_year}
    initial = [leg._asdict() | {"host": leg.host.uid} for leg in legs]
    tampered = {"missing_management_form": str(_("Check the host legs."))}
    return LegFormSet(data, prefix="legs", form_kwargs=asked, initial=initial, error_messages=tampered)


def funding_rows(data: Data, fundings: Sequence[FundingValues]) -> Any:
    tampered = {"missing_management_form": str(_("Check the funding."))}
    initial = [item._asdict() for item in fundings]
    return FundingFormSet(data, prefix="fundings", initial=initial, error_messages=tampered)


def leg_words(legs: Iterable[LegValues]) -> str:
    return "; ".join(str(words) for words in leg_lines(sorted(legs, key=lambda leg: leg.starts_on)))


def funding_words(fundings: Sequence[FundingValues]) -> str:
    return "; ".join(str(words) for words in funding_lines(sorted(fundings)))
