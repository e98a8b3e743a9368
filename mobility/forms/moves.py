"""What is asked when a mobility moves: the day, and where the table wants it a reason in code and words."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kanazawa_exchange.lib.fields import FlexibleDateField, TextField

from ..models import Mobility
from ..moves import CORRECT, REASONS, Status

DAYS = {
    "make_ready": ("on", _("Effective on")),
    "arrive": ("starts_on", _("First day, as the host says")),
    "return": ("ends_on", _("Last day, as the host says")),
    "complete": ("on", _("Effective on")),
    "close": ("on", _("Effective on")),
    "cancel": ("on", _("Effective on")),
    "interrupt": ("ends_on", _("Last day on site")),
}
"""The day each move asks for, and how the service calls it; a void takes effect from the record's first day."""


class MoveForm(forms.Form):
    """The form of one move of one record."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31, required=False)

    def __init__(self, *args: Any, name: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if name in DAYS:
            field, label = DAYS[name]
            self.fields[field] = FlexibleDateField(label=label)
        if name == CORRECT:
            self.fields["actual_starts_on"] = FlexibleDateField(label=_("First day"))
            self.fields["actual_ends_on"] = FlexibleDateField(label=_("Last day"), required=False)
        if name == "interrupt":
            self.fields["counts"] = forms.TypedChoiceField(
                label=_("Does the stay count?"),
                choices=[("rule", _("As the reason decides")), ("yes", _("It counts")), ("no", _("It does not count"))],
                coerce=lambda value: {"yes": True, "no": False}.get(value),
                widget=forms.RadioSelect,
                initial="rule",
                help_text=_("Health, family, safety and the host's withdrawal excuse; other reasons do not."),
            )
        if name in REASONS:
            self.fields["reason_code"] = forms.ChoiceField(
                label=_("Reason"),
                choices=[("", "—"), *REASONS[name].items()],
                error_messages={"required": _("Choose a reason.")},
            )
            self.fields["reason"] = TextField(
                label=_("Reason in words"), max_length=2000, error_messages={"required": _("Give a reason.")}
            )

    def arguments(self) -> dict[str, Any]:
        return dict(self.cleaned_data)

    def add_errors(self, errors: dict[str, str]) -> None:
        for name, sentence in errors.items():
            self.add_error(name if name in self.fields else None, sentence)


def initial_of(stay: Mobility, name: str, today: Any) -> dict[str, Any]:
    """What the form suggests: planned dates for what the host says, today for the rest."""
    planned = {"arrive": stay.planned_starts_on, "return": stay.planned_ends_on}.get(name)
    values: dict[str, Any] = {
        "version": stay.version,
        "on": today,
        "starts_on": planned if planned and planned <= today else None,
        "ends_on": planned if planned and planned <= today else None,
        "counts": "rule",
    }
    if name == CORRECT and stay.status != Status.PLANNED:
        values |= {"actual_starts_on": stay.actual_starts_on, "actual_ends_on": stay.actual_ends_on}
    return values
