"""Forms of the waves of the survey: one wave, the waves of a fiscal year, another closing day."""

from collections.abc import Mapping
from typing import Any, Unpack

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kanazawa_exchange.accounts.forms.records import RecordChoice, RecordsChoice
from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.fields import DATE_HINT, FlexibleDateField, WholeNumberField
from kanazawa_exchange.lib.form_options import Data, FieldOptions, Files, FormOptions
from kanazawa_exchange.lib.period import fiscal_year_label
from programs.models import ProgramRun
from programs.queries.labels import run_label

from ..models import Instrument, InstrumentStatus, Moment, SurveyWave, Timing
from ..queries.windows import last_day_of, midnight

EARLIEST, LATEST = -400, 1100
"""Days before and after a stay in which a wave can lie."""
BEFORE_DAYS, AFTER_DAYS = (-30, 0), (0, 30)
"""The usual days of a wave before a stay and of one after it."""

TIMINGS = [(timing.value, timing.label) for timing in (Timing.STAY, Timing.CLOCK)]
"""The usual one first, as their boxes stand below."""

STAFF_RATE = _("Teachers or staff rate the participants as well")
WHO_RATES = _("The office and the coordinators of the programme rate, each under their own name.")


class DaysField(WholeNumberField):
    """A day counted from the start or the end of a stay; a negative one lies before it."""

    def __init__(self, **options: Unpack[FieldOptions]) -> None:
        super().__init__(min_value=EARLIEST, max_value=LATEST, **options)
        self.widget.attrs["class"] = "short"


def questionnaires() -> QuerySet[Instrument]:
    """Those that are in use, and drafts, which are put into use before the wave opens."""
    return Instrument.objects.exclude(status=InstrumentStatus.RETIRED).order_by("status", "-in_use_on", "pk")


class WaveForm(forms.Form):
    """The questionnaire of a wave and its times: by the clock or by each stay."""

    version = WholeNumberField(required=False, widget=forms.HiddenInput, min_value=1)
    instrument = RecordChoice(Instrument, label=_("Questionnaire"))
    timing = forms.ChoiceField(
        label=_("Opens and closes by"), choices=TIMINGS, widget=forms.RadioSelect, initial=Timing.STAY
    )
    opens_after = DaysField(
        label=_("First day, counted in the stay"),
        required=False,
        help_text=_(
            "−30 is 30 days before, 0 the day itself, 7 a week after. Before the stay it is counted from the start,"
            " afterwards from the end."
        ),
    )
    closes_after = DaysField(label=_("Last day, counted in the stay"), required=False)
    opens_at = FlexibleDateField(label=_("First day"), required=False, help_text=DATE_HINT)
    closes_at = FlexibleDateField(label=_("Last day, until midnight in Japan"), required=False)
    asks_staff = forms.BooleanField(label=STAFF_RATE, help_text=WHO_RATES, required=False)

    BY_STAY, BY_CLOCK = ("opens_after", "closes_after"), ("opens_at", "closes_at")

    def __init__(self, data: Data = None, files: Files = None, **options: Unpack[FormOptions]) -> None:
        super().__init__(data, files, **options)
        self.fields["instrument"].queryset = questionnaires()  # type: ignore[attr-defined]

    def by_stay(self) -> list[forms.BoundField]:
        return [self[name] for name in self.BY_STAY]

    def by_clock(self) -> list[forms.BoundField]:
        return [self[name] for name in self.BY_CLOCK]

    @staticmethod
    def stored_values(wave: SurveyWave) -> dict[str, Any]:
        """The wave as its boxes show it: days, not moments."""
        return {
            "version": wave.version,
            "instrument": wave.instrument,
            "timing": wave.timing,
            "opens_after": wave.opens_after,
            "closes_after": wave.closes_after,
            "opens_at": wave.opens_at and formats.local_day(wave.opens_at),
            "closes_at": wave.closes_at and last_day_of(wave.closes_at),
            "asks_staff": wave.asks_staff,
        }

    def values(self) -> Mapping[str, Any]:
        """What is to be stored: the boxes of the other timing are left out."""
        sent = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        others = self.BY_CLOCK if sent["timing"] == Timing.STAY else self.BY_STAY
        return {**sent, **in_moments(sent), **dict.fromkeys(others)}


def in_moments(sent: Mapping[str, Any]) -> dict[str, Any]:
    """The first moment of the first day and the end of the last one, in Japan."""
    moved = (("opens_at", 0), ("closes_at", 1))
    return {name: midnight(sent[name], after) for name, after in moved if sent.get(name)}


class NewWaveForm(WaveForm):
    field_order = ("run", "moment")
    run = RecordChoice(ProgramRun.objects.none(), words=run_label, label=_("Programme run"))
    moment = forms.ChoiceField(label=pgettext_lazy("wave", "Moment"), choices=Moment.choices)

    def __init__(
        self, data: Data = None, files: Files = None, *, runs: QuerySet[ProgramRun], **options: Unpack[FormOptions]
    ) -> None:
        super().__init__(data, files, **options)
        self.fields["run"].queryset = runs  # type: ignore[attr-defined]


class ClosingForm(forms.Form):
    """The closing day of one wave, in the way in which it closes."""

    version = WholeNumberField(required=False, widget=forms.HiddenInput, min_value=1)

    def __init__(
        self, data: Data = None, files: Files = None, *, wave: SurveyWave, **options: Unpack[FormOptions]
    ) -> None:
        super().__init__(data, files, **options)
        self.name = "closes_at" if wave.timing == Timing.CLOCK else "closes_after"
        base = WaveForm.base_fields[self.name]
        self.fields[self.name] = type(base)(label=base.label, required=True)

    @staticmethod
    def stored_values(wave: SurveyWave) -> dict[str, Any]:
        return WaveForm.stored_values(wave)

    def values(self) -> Mapping[str, Any]:
        sent = {self.name: self.cleaned_data[self.name]}
        return {**sent, **in_moments(sent)}


class YearForm(forms.Form):
    """Which fiscal year is planned."""

    fy = forms.TypedChoiceField(label=_("Fiscal year"), coerce=int)

    def __init__(
        self, data: Data = None, files: Files = None, *, years: list[int], **options: Unpack[FormOptions]
    ) -> None:
        super().__init__(data, files, **options)
        self.fields["fy"].choices = [(year, fiscal_year_label(year)) for year in years]  # type: ignore[attr-defined]


class YearWavesForm(forms.Form):
    """Waves before and after the stays for several runs at once; their days are counted in each stay."""

    instrument = RecordChoice(Instrument, label=_("Questionnaire"))
    before = forms.BooleanField(label=_("A wave before the stay"), required=False, initial=True)
    before_opens = DaysField(label=_("First day, counted from the start"), required=False, initial=BEFORE_DAYS[0])
    before_closes = DaysField(label=_("Last day, counted from the start"), required=False, initial=BEFORE_DAYS[1])
    after = forms.BooleanField(label=_("A wave after the stay"), required=False, initial=True)
    after_opens = DaysField(label=_("First day, counted from the end"), required=False, initial=AFTER_DAYS[0])
    after_closes = DaysField(label=_("Last day, counted from the end"), required=False, initial=AFTER_DAYS[1])
    asks_staff = forms.BooleanField(label=STAFF_RATE, help_text=WHO_RATES, required=False)
    runs = RecordsChoice(ProgramRun.objects.none(), words=run_label, label=_("Programme runs"), required=False)

    MOMENTS = {"before": Moment.PRE, "after": Moment.POST}

    def __init__(
        self, data: Data = None, files: Files = None, *, runs: QuerySet[ProgramRun], **options: Unpack[FormOptions]
    ) -> None:
        super().__init__(data, files, **options)
        self.fields["runs"].queryset = runs  # type: ignore[attr-defined]
        self.fields["instrument"].queryset = questionnaires()  # type: ignore[attr-defined]

    def chosen_runs(self) -> list[ProgramRun]:
        return list(self.cleaned_data["runs"])

    def by_moment(self) -> dict[str, dict[str, Any]]:
        """What is to be stored, for each moment that is chosen."""
        sent = self.cleaned_data
        return {moment: self._values(name, moment) for name, moment in self.MOMENTS.items() if sent[name]}

    def _values(self, name: str, moment: Moment) -> dict[str, Any]:
        sent = self.cleaned_data
        return {
            "moment": moment,
            "instrument": sent["instrument"],
            "asks_staff": sent["asks_staff"],
            "timing": Timing.STAY,
            "opens_after": sent[f"{name}_opens"],
            "closes_after": sent[f"{name}_closes"],
            "opens_at": None,
            "closes_at": None,
        }
