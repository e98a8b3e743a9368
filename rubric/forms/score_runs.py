"""The form that starts a scoring run: which version, which answers, which moments are compared."""

from collections.abc import Mapping
from typing import Any, Unpack

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kanazawa_exchange.accounts.forms.records import RecordChoice
from kanazawa_exchange.lib.form_options import Data, Files, FormOptions
from kanazawa_exchange.lib.localized import localized
from kanazawa_exchange.lib.period import fiscal_year_label
from programs.models import Direction, FundingProject, Program, ProgramRun

from ..models import Instrument, InstrumentStatus, Rater, RubricStatus, RubricVersion

ALL = _("All")
COMPARED = {
    "pre-post": pgettext_lazy("scoring run", "Before and after"),
    "pre-later": pgettext_lazy("scoring run", "Before and later"),
    "post-later": pgettext_lazy("scoring run", "After and later"),
}


class VersionChoice(RecordChoice):
    def label_from_instance(self, obj: RubricVersion) -> str:
        words = {"name": localized(obj.rubric, "name"), "number": obj.number}
        return str(pgettext_lazy("rubric", "%(name)s, version %(number)s")) % words


class ScoreRunForm(forms.Form):
    """The scope of a run. Who may score some programmes alone chooses one of them."""

    rubric_version = VersionChoice(RubricVersion.objects.none(), label=_("Version of the rubric"), empty_label=None)
    compared = forms.ChoiceField(label=pgettext_lazy("scoring run", "Compared"), choices=list(COMPARED.items()))
    rater = forms.ChoiceField(label=_("Rater"), choices=Rater.choices)
    instrument = RecordChoice(Instrument, label=_("Questionnaire"), required=False, empty_label=ALL)
    project = RecordChoice(FundingProject, label=_("Project"), required=False, empty_label=ALL)
    program = RecordChoice(Program, label=_("Programme"), required=False, empty_label=ALL)
    fiscal_year = forms.TypedChoiceField(label=_("Fiscal year"), required=False, coerce=int, empty_value=None)
    direction = forms.ChoiceField(label=_("Direction"), required=False, choices=[("", ALL), *Direction.choices])

    def __init__(
        self,
        data: Data = None,
        files: Files = None,
        *,
        programs: frozenset[int] | None,
        **options: Unpack[FormOptions],
    ) -> None:
        """`programs`: those that the reader may score, None for all."""
        super().__init__(data, files, **options)
        fields: dict[str, Any] = self.fields
        versions = RubricVersion.objects.exclude(status=RubricStatus.DRAFT).select_related("rubric", "before")
        fields["rubric_version"].queryset = versions.order_by("rubric", "-number")
        fields["instrument"].queryset = fields["instrument"].queryset.exclude(status=InstrumentStatus.DRAFT)
        years = ProgramRun.objects.order_by("-fiscal_year").values_list("fiscal_year", flat=True).distinct()
        fields["fiscal_year"].choices = [("", ALL), *((year, fiscal_year_label(year)) for year in years)]
        if programs is not None:
            program = fields["program"]
            program.queryset = program.queryset.filter(pk__in=programs)
            program.required, program.empty_label = True, None
            del fields["project"]

    def values(self) -> Mapping[str, Any]:
        """The values of a ScoreRun."""
        values = dict(self.cleaned_data)
        values["before"], _hyphen, values["after"] = values.pop("compared").partition("-")
        return values
