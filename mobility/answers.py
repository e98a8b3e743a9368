"""How an answer to a question of a call is typed: its box, the text that is kept, and why that cannot be sent as it stands."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Unpack

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.fields import DATE_HINT, DecimalField, FlexibleDateField, TextField
from kanazawa_exchange.lib.form_options import FieldOptions
from programs.models import Question, QuestionKind

from .queries.applications.words import day_of

SHORT, LONG = 200, 4_000
"""Characters at most where the call says nothing."""
KEPT = 20_000
"""Characters of a draft that are kept at all: what is too long to be sent is not lost, but nobody fills the portal."""


@dataclass(frozen=True)
class Reading:
    """The text as it is kept; `fault` is a sentence for the applicant, empty where it may be sent."""

    text: str
    fault: str = ""


def length_of(question: Question) -> int:
    """Characters that an answer to a question in words may have."""
    return question.max_length or (SHORT if question.kind == QuestionKind.SHORT_TEXT else LONG)


def field_of(question: Question, label: str = "", help_text: str = "") -> forms.Field:
    """The box in which a question is answered; nothing is required while it is only typed."""
    options: FieldOptions = {"required": False, "label": label, "help_text": help_text}
    kind = question.kind
    if kind in (QuestionKind.SHORT_TEXT, QuestionKind.LONG_TEXT):
        is_long = kind == QuestionKind.LONG_TEXT
        field = TextField(max_length=length_of(question), multiline=is_long, **options)
        field.widget.attrs |= {"rows": 10} if is_long else {}
        return field
    if kind == QuestionKind.NUMBER:
        options["help_text"] = help_text or _bounds_words(question)
        return _NumberField(question, **options)
    if kind == QuestionKind.DATE:
        options["help_text"] = help_text or str(DATE_HINT)
        return FlexibleDateField(**options)
    raise ValueError(f"no box for {kind}")


class _NumberField(DecimalField):
    """A number between the ends of its question, both included."""

    def __init__(self, question: Question, **options: Unpack[FieldOptions]) -> None:
        super().__init__(decimals=3, min_value=-(10**9), max_value=10**9, **options)
        self.question = question

    def to_python(self, value: object) -> Decimal | None:
        number = super().to_python(value)
        low, high = self.question.minimum, self.question.maximum
        if number is not None and ((low is not None and number < low) or (high is not None and number > high)):
            raise ValidationError(_bounds_words(self.question), code="range")
        return number


def _bounds_words(question: Question) -> str:
    low, high = (None if end is None else formats.shortest(end) for end in (question.minimum, question.maximum))
    if low is not None and high is not None:
        return _("A number from %(low)s to %(high)s.") % {"low": low, "high": high}
    if low is not None:
        return _("A number of at least %(low)s.") % {"low": low}
    if high is not None:
        return _("A number of at most %(high)s.") % {"high": high}
    return ""


TOO_LONG_TO_KEEP = gettext_lazy("This text is far too long to be kept. Shorten it.")


def read(question: Question, typed: str) -> Reading:
    """An answer as it is kept: a day in ISO, a number in digits; what cannot be read stays as it was typed, with its fault."""
    if question.kind == QuestionKind.FILE:
        return Reading("")
    if question.kind == QuestionKind.CHOICE:
        known = {str(option.uid) for option in question.options.all()}
        return Reading(typed) if typed in known or not typed else Reading("", _("Choose one of the options."))
    try:
        value = field_of(question).clean(_spoken(question, typed))
    except ValidationError as wrong:
        return Reading(typed.replace("\r\n", "\n").replace("\x00", "\ufffd"), " ".join(map(str, wrong.messages)))
    if isinstance(value, date):
        return Reading(value.isoformat())
    if isinstance(value, Decimal):
        return Reading(format(value.normalize(), "f"))
    return Reading(str(value or ""))


def _spoken(question: Question, typed: str) -> object:
    """What the box is given: a day that is kept in ISO is one in every language."""
    return (day_of(typed) or typed) if question.kind == QuestionKind.DATE else typed


def shown(question: Question, text: str) -> str:
    """A kept answer as a box holds it."""
    if question.kind == QuestionKind.DATE:
        day = _spoken(question, text)
        return formats.table_date(day) if isinstance(day, date) else text
    return text
