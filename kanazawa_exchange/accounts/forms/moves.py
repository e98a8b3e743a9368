"""The form of one move of one record, built from the move's row: its day, its further questions, its reasons."""

from datetime import date
from typing import Unpack

from django import forms
from django.utils.translation import gettext_lazy as _

from kanazawa_exchange.lib.conflicts import take
from kanazawa_exchange.lib.fields import FlexibleDateField, TextField, WholeNumberField
from kanazawa_exchange.lib.form_options import Data, Files, FormOptions
from kanazawa_exchange.lib.states import Day, Move, Step

from ..models import Tracked
from .records import choices_with_empty


class MoveForm(forms.Form):
    """What is asked when a record moves. A question that is called like a field of the record starts with its value."""

    version = WholeNumberField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1, required=False)

    def __init__(
        self,
        data: Data = None,
        files: Files = None,
        *,
        row: Move,
        record: Tracked,
        today: date,
        **options: Unpack[FormOptions],
    ) -> None:
        unasked = row.unasked(record)
        questions = {name: box for name, box in row.questions().items() if name not in unasked}
        answers = {name: getattr(record, name) for name in questions if hasattr(record, name)}
        options["initial"] = {"version": record.version, **answers, **(options.get("initial") or {})}
        super().__init__(data, files, **options)
        self.row, self.questions = row, frozenset(questions)
        if row.day is not None:
            self.fields[row.day.field] = FlexibleDateField(label=row.day.label, help_text=row.day.help_text)
            self.initial.setdefault(row.day.field, _suggestion(row.day, record, today))
        self.fields.update(questions)
        self.fields.update(_reason_fields(row, record))
        if row.usual_reason:
            self.initial.setdefault("reason_code", row.usual_reason)
            self.fields["reason"].widget.attrs["autofocus"] = True

    def step(self) -> Step:
        """What was answered, for the service."""
        sent = self.cleaned_data
        return Step(
            on=sent[self.row.day.field] if self.row.day else None,
            reason_code=sent.get("reason_code", ""),
            reason=sent.get("reason", ""),
            answers={name: sent[name] for name in self.questions},
        )

    def restart(self, version: int) -> None:
        """Let the form be sent again against a newer record; nothing typed is lost."""
        take(self, {}, version)


def _suggestion(day: Day, record: Tracked, today: date) -> date | None:
    """Today, or the record's own day once it has come."""
    if not day.suggested:
        return today
    planned: date | None = getattr(record, day.suggested)
    return planned if planned is not None and planned <= today else None


def _reason_fields(row: Move, record: Tracked) -> dict[str, forms.Field]:
    fields: dict[str, forms.Field] = {}
    if row.reasons:
        fields["reason_code"] = forms.ChoiceField(
            label=_("Reason"),
            choices=choices_with_empty(row.reasons.items()),
            error_messages={"required": _("Choose a reason.")},
        )
    if row.asks_why(record):
        fields["reason"] = TextField(
            label=_("Reason in words") if row.reasons else _("Reason"),
            max_length=2000,
            error_messages={"required": _("Give a reason.")},
        )
    return fields
