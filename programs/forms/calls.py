"""Forms of a call: begun for a run, copied, edited; and the filters of the lists of calls."""

from collections.abc import Iterable
from typing import Any, Unpack
from uuid import UUID

from django import forms
from django.db.models import Q, QuerySet
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from kanazawa_exchange.accounts.forms.records import RecordChoice, choices_with_empty
from kanazawa_exchange.lib.fields import DATE_HINT, ClockTimeField, FlexibleDateField, WholeNumberField
from kanazawa_exchange.lib.form_options import Data, Files, FormOptions
from kanazawa_exchange.lib.languages import columns
from kanazawa_exchange.lib.localized import localized
from kanazawa_exchange.lib.period import fiscal_year_label
from kanazawa_exchange.lib.trilingual import texts_of

from ..call_moves import CallStatus
from ..models import Call, Direction, Program, ProgramRun
from ..queries.calls import shifted_by_a_year, years_of
from ..queries.labels import WAYS, run_label
from ..queries.tie_rules import CRITERION, RULES
from .windows import MomentsForm, zone_choices

TIES = ("tie_1", "tie_2", "tie_3")
DAYS = ("reviews_due_on", "results_on")
WINDOW_NAMES = ("zone", "opens_at", "opens_clock", "closes_at", "closes_clock")
ALL = ("", gettext_lazy("All"))


class CallForm(MomentsForm):
    """All of a draft. `opens_at` and `closes_at` are days; with their times and the zone they become moments."""

    three = texts_of(Call, "title", "text", "cost", marked=["text"])
    moments = (("opens_at", "opens_clock", False), ("closes_at", "closes_clock", True))
    later = gettext_lazy("The call must close after it opens.")
    zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        help_text=gettext_lazy(
            "Both times are read on this clock; the public page shows those of the other side, too."
        ),
    )
    opens_at = FlexibleDateField(label=pgettext_lazy("call", "Opens on"), help_text=DATE_HINT)
    opens_clock = ClockTimeField(label=pgettext_lazy("call", "Opens at"))
    closes_at = FlexibleDateField(label=pgettext_lazy("call", "Closes on"))
    closes_clock = ClockTimeField(
        label=pgettext_lazy("call", "Closes at"),
        help_text=gettext_lazy("What comes before this time counts. 24:00 is the end of the day."),
    )
    most_choices = WholeNumberField(
        label=gettext_lazy("Destinations an applicant can choose"), min_value=1, max_value=20
    )
    correction_days = WholeNumberField(label=gettext_lazy("Days to correct an application"), min_value=1, max_value=90)
    offer_days = WholeNumberField(label=gettext_lazy("Days to answer an offer"), min_value=1, max_value=90)
    reviews_due_on = FlexibleDateField(
        label=pgettext_lazy("call", "Reviews due on"),
        required=False,
        help_text=gettext_lazy("The last day on which reviewers give their scores. Applicants do not see it."),
    )
    results_on = FlexibleDateField(
        label=pgettext_lazy("call", "Results on"),
        required=False,
        help_text=gettext_lazy("The day on which applicants can expect the result. The public page shows it."),
    )
    promotion = forms.ChoiceField(
        label=gettext_lazy("Who moves up from the waitlist"), choices=Call.Promotion.choices, widget=forms.RadioSelect
    )
    tie_1 = forms.ChoiceField(label=gettext_lazy("Among equals: first"), required=False)
    tie_2 = forms.ChoiceField(label=gettext_lazy("Among equals: then"), required=False)
    tie_3 = forms.ChoiceField(label=gettext_lazy("Among equals: last"), required=False)

    def __init__(
        self, data: Data = None, files: Files = None, *, call: Call | None = None, **options: Unpack[FormOptions]
    ) -> None:
        super().__init__(data, files, **options)
        for name, rows in (("text", 12), ("cost", 3)):
            for column in columns(name):
                self.fields[column].widget.attrs["rows"] = rows
        if "zone" in self.fields:
            self.fields["zone"].choices = zone_choices(call.zone if call else "")  # type: ignore[attr-defined]
        rules = choices_with_empty([*_criteria(call), *RULES.items()])
        for name in TIES:
            if name in self.fields:
                self.fields[name].choices = rules  # type: ignore[attr-defined]

    @property
    def window_fields(self) -> list[BoundField]:
        return [bound for bound in self.plain_fields if bound.name in WINDOW_NAMES]

    @property
    def day_fields(self) -> list[BoundField]:
        return [bound for bound in self.plain_fields if bound.name in DAYS]

    @property
    def further_fields(self) -> list[BoundField]:
        return [bound for bound in self.plain_fields if bound.name not in (*WINDOW_NAMES, *DAYS, "run")]

    def values(self) -> dict[str, Any]:
        """What is to be stored; the rules among equals as a list."""
        sent = super().values()
        if TIES[0] in sent:
            sent["ties"] = [rule for rule in (sent.pop(name) for name in TIES) if rule]
        return sent

    @classmethod
    def stored_values(cls, call: Call) -> dict[str, Any]:
        """The call as its boxes show it."""
        return {**super().stored_values(call), **dict(zip(TIES, [*call.ties, "", "", ""], strict=False))}


def _criteria(call: Call | None) -> Iterable[tuple[str, str]]:
    words = _("More points for “%(criterion)s”")
    for row in call.criteria.all() if call else ():
        yield f"{CRITERION}{row.uid}", words % {"criterion": localized(row, "name")}


class AnnouncedCallForm(CallForm):
    """What may still change of a call that people have read: its words, the days after it, and a later closing time."""

    def __init__(self, data: Data = None, files: Files = None, *, call: Call, **options: Unpack[FormOptions]) -> None:
        super().__init__(data, files, call=call, **options)
        for name in set(self.fields) - {*columns(*self.three), *DAYS, "version", "closes_at", "closes_clock"}:
            del self.fields[name]
        self.zone_key = call.zone

    def clean(self) -> dict[str, Any]:
        self.cleaned_data["zone"] = self.zone_key
        return super().clean()

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in super().values().items() if name != "zone"}


class NewCallForm(CallForm):
    """A call of a run, empty or after an earlier one. Rules among equals come later: they may name criteria."""

    field_order = ("run",)
    run = RecordChoice(ProgramRun.objects.none(), words=run_label, label=gettext_lazy("Programme run"))

    def __init__(
        self, data: Data = None, files: Files = None, *, runs: QuerySet[ProgramRun], **options: Unpack[FormOptions]
    ) -> None:
        super().__init__(data, files, **options)
        for name in TIES:
            del self.fields[name]
        self.fields["run"].queryset = runs  # type: ignore[attr-defined]

    @staticmethod
    def usual() -> dict[str, Any]:
        """What the boxes of a new call hold at first."""
        names = ("zone", "most_choices", "correction_days", "offer_days", "promotion")
        return {name: Call._meta.get_field(name).default for name in names}  # type: ignore[union-attr]

    @classmethod
    def after(cls, call: Call) -> dict[str, Any]:
        """What they hold for the call of the next year."""
        values = CallForm.stored_values(call)
        days = [*(name for name, _clock, _end in cls.moments), *DAYS]
        return {**values, "version": "", **{name: shifted_by_a_year(values[name]) for name in days if values[name]}}


# --- Filters ---------------------------------------------------------------------------------------------------------


class CallFilter(forms.Form):
    """Which of the calls that somebody keeps are shown; every box is one word of the address."""

    fy = forms.TypedChoiceField(label=gettext_lazy("Fiscal year"), required=False, coerce=int, empty_value=None)
    program = forms.TypedChoiceField(label=gettext_lazy("Programme"), required=False, coerce=UUID, empty_value=None)
    direction = forms.ChoiceField(label=gettext_lazy("Direction"), required=False, choices=[ALL, *Direction.choices])
    status = forms.ChoiceField(label=gettext_lazy("Status"), required=False, choices=[ALL, *CallStatus.choices])

    COLUMNS = {
        "fy": "run__fiscal_year",
        "program": "run__program__uid",
        "direction": "run__direction",
        "status": "status",
    }

    def __init__(
        self, data: Data = None, files: Files = None, *, calls: QuerySet[Call], **options: Unpack[FormOptions]
    ) -> None:
        super().__init__(data, files, **options)
        self.auto_id = "f-%s"
        if "fy" in self.fields:
            years = [(str(year), fiscal_year_label(year)) for year in years_of(calls)]
            self.fields["fy"].choices = [ALL, *years]  # type: ignore[attr-defined]
        programs = Program.objects.filter(runs__calls__in=calls).distinct().order_by("order", "pk")
        named = [(str(one.uid), str(localized(one, "name"))) for one in programs]
        self.fields["program"].choices = [ALL, *named]  # type: ignore[attr-defined]

    @property
    def condition(self) -> Q:
        """What could be read; a value nobody offered filters nothing."""
        self.is_valid()
        given = {name: self.cleaned_data.get(name) for name in self.fields}
        return Q(**{self.COLUMNS[name]: value for name, value in given.items() if value})


class PublicCallFilter(CallFilter):
    """The same for everybody: by programme and direction."""

    direction = forms.ChoiceField(label=gettext_lazy("Direction"), required=False, choices=[ALL, *WAYS.items()])
    fy = None  # type: ignore[assignment]  # left out of the form
    status = None  # type: ignore[assignment]
