"""The filter of the list of applications, and the forms that begin one late and return one for correction."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Unpack

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kanazawa_exchange.accounts.forms.records import choices_with_empty
from kanazawa_exchange.lib.conflicts import take
from kanazawa_exchange.lib.fields import DATE_HINT, FlexibleDateField, TextField, WholeNumberField
from kanazawa_exchange.lib.form_options import Data, Files, FormOptions
from kanazawa_exchange.lib.languages import endonyms
from kanazawa_exchange.lib.localized import localized
from kanazawa_exchange.lib.states import Step
from kanazawa_exchange.lib.words import Words
from programs.models import Call

from ..application_reasons import LATE_REASONS, RETURN_REASONS
from ..application_states import REFUSED, ApplicationStatus
from ..models import Application
from ..queries.applications import lists
from ..queries.applications.boxes import Boxes
from ..queries.applications.lists import Asked
from ..services.applications.returning import LONGEST_REMARK

ALL = ("", _("All"))
REMARK = "remark-"
"""Before the key of the box at which something is written."""


def _states() -> Iterator[tuple[str, Words]]:
    """The states, and behind the offers that lapsed those that were refused."""
    for status in ApplicationStatus:
        yield status.value, status.label
        if status == ApplicationStatus.LAPSED:
            yield lists.REFUSED, REFUSED.office


class ApplicationFilter(forms.Form):
    """Every box is one word of the address."""

    status = forms.ChoiceField(label=_("Status"), required=False, choices=lambda: [ALL, *_states()])
    place = forms.ChoiceField(label=pgettext_lazy("application", "First wish"), required=False)
    late = forms.BooleanField(label=pgettext_lazy("application", "Accepted late"), required=False)

    def __init__(self, data: Data = None, files: Files = None, *, call: Call, **options: Unpack[FormOptions]) -> None:
        super().__init__(data, files, **options)
        self.auto_id = "f-%s"
        rows = call.destinations.select_related("institution")
        places = [(str(place.uid), str(localized(place.institution, "name"))) for place in rows]
        self.fields["place"].choices = [ALL, *places]  # type: ignore[attr-defined]

    @property
    def asked(self) -> Asked:
        """What could be read; a value nobody offered filters nothing."""
        self.is_valid()
        got = self.cleaned_data.get
        return Asked(got("status") or "", got("place") or "", bool(got("late")))


def _code_box(reasons: Mapping[str, Words]) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Reason"),
        choices=choices_with_empty(reasons.items()),
        error_messages={"required": _("Choose a reason.")},
    )


def _words_box() -> TextField:
    return TextField(label=_("Reason in words"), max_length=2000, error_messages={"required": _("Give a reason.")})


class LateForm(forms.Form):
    """Why the office begins an application after the closing."""

    reason_code = _code_box(LATE_REASONS)
    reason = _words_box()

    def step(self) -> Step:
        return Step(reason_code=self.cleaned_data["reason_code"], reason=self.cleaned_data["reason"])


class ReturnForm(forms.Form):
    """What is to be corrected, at which questions, and until when."""

    version = WholeNumberField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1, required=False)
    reason_code = _code_box(RETURN_REASONS)
    reason = _words_box()
    last_day = FlexibleDateField(label=_("Last day for the correction"), help_text=DATE_HINT)

    def __init__(
        self,
        data: Data = None,
        files: Files = None,
        *,
        application: Application,
        last_day: date,
        **options: Unpack[FormOptions],
    ) -> None:
        options["initial"] = {"version": application.version, "last_day": last_day, **(options.get("initial") or {})}
        super().__init__(data, files, **options)
        boxes = Boxes(application)
        self.keys = [key for key in boxes.keys if key != "choices" or boxes.places]
        for key in self.keys:
            self.fields[REMARK + key] = TextField(
                label=boxes.label(key),
                max_length=LONGEST_REMARK,
                required=False,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    @property
    def general(self) -> list[forms.BoundField]:
        return [self[name] for name in ("reason_code", "reason", "last_day")]

    @property
    def at_questions(self) -> list[forms.BoundField]:
        return [self[REMARK + key] for key in self.keys]

    def remarks(self) -> Mapping[str, str]:
        return {key: self.cleaned_data.get(REMARK + key) or "" for key in self.keys}

    def step(self) -> Step:
        return Step(reason_code=self.cleaned_data["reason_code"], reason=self.cleaned_data["reason"])

    def restart(self, version: int) -> None:
        take(self, {}, version)


class PaperConsentForm(forms.Form):
    """The consent to the processing as it lies at the office, signed. `version`: that of the text which the page has shown."""

    version = WholeNumberField(widget=forms.HiddenInput, min_value=1, max_value=2**15)
    language = forms.ChoiceField(label=_("Language of the signed text"), choices=endonyms)
    is_at_hand = forms.BooleanField(
        label=_("The signed paper is at the office"),
        error_messages={"required": _("Record a consent only once its signed paper is there.")},
    )
