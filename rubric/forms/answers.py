"""The form of one screen of the survey: a box for each item, whose value is an answer as it can be stored."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Unpack

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _

from kanazawa_exchange.lib.fields.characters import refuse_in_text
from kanazawa_exchange.lib.form_options import Data, Files, FormOptions

from ..models import ItemKind
from ..queries.answering import Answering
from ..queries.questions import Question, range_words
from ..scoring import answers as reading
from ..scoring.instruments import Answer, Unscorable

NO_ANSWER = ""
SEEN, AT = "seen-", "at-"
"""Beside the box of an item: the stamp of the answer it showed, and the moment at which the browser saw it change."""
BOX = "answer-"


class Radios(forms.RadioSelect):
    """Nothing is chosen beforehand, not even that there is no answer."""

    def format_value(self, value: Any) -> list[str]:
        return [] if value is None else super().format_value(value)


class AnswerField(forms.Field):
    """The box of one question; its value is the answer as it is stored, None without one."""

    def __init__(self, question: Question, highest: int) -> None:
        self.question, self.highest = question, highest
        super().__init__(
            label=str(question.prompt), help_text=str(question.note), required=False, widget=_widget(question)
        )

    def clean(self, value: Any) -> Answer:
        texts = value if isinstance(value, list) else [value or ""]
        item = self.question.item
        if self.question.kind == ItemKind.TEXT:
            refuse_in_text(texts[0])
        try:
            return reading.accepted(item, self.highest, reading.typed(item, texts))
        except Unscorable:
            raise ValidationError(_why_not(self.question)) from None


def _widget(question: Question) -> forms.Widget:
    choices = [(choice.value, choice) for choice in question.choices]
    if question.kind == ItemKind.CHOICES:
        return forms.CheckboxSelectMultiple(choices=choices)
    if choices:
        return Radios(choices=[*choices, (NO_ANSWER, None)])
    if question.kind == ItemKind.TEXT:
        return forms.Textarea(attrs={"rows": 4, "maxlength": reading.LONGEST_TEXT})
    return forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "class": "short"})


def _why_not(question: Question) -> str:
    if question.kind == ItemKind.TEXT:
        return _("This text is too long.")
    if question.choices:
        return _("Choose one of the answers offered here.")
    return _("Type a number. %(range)s.") % {"range": range_words(question)}


@dataclass(frozen=True)
class Sent:
    """One item as it was sent; `at` is None where no script has seen it change."""

    key: str
    value: Answer
    at: int | None
    seen: int


class ScreenForm(forms.Form):
    """The questions of one screen, filled in with what is stored."""

    def __init__(
        self,
        data: Data = None,
        files: Files = None,
        *,
        questions: Iterable[Question],
        answering: Answering,
        **options: Unpack[FormOptions],
    ) -> None:
        self.questions, self.answering = tuple(questions), answering
        highest = answering.screens[0].highest if answering.screens else 0
        options["initial"] = {BOX + one.key: self._shown(one) for one in self.questions}
        super().__init__(data, files, **options)
        self.fields = {BOX + one.key: AnswerField(one, highest) for one in self.questions}
        self.newer: Mapping[str, Answer] = {}

    def _shown(self, question: Question) -> object:
        """What the box holds at first: the answer, or that there shall be none, or nothing yet."""
        answer = self.answering.answer(question)
        if answer is None:
            return NO_ANSWER if self.answering.is_touched(question) else None
        return [str(one) for one in answer] if isinstance(answer, list | tuple) else str(answer)

    def rows(self) -> list["Row"]:
        """The boxes with their questions, as the page prints them."""
        return [Row(one, self[BOX + one.key], self.seen(one), self.newer_words(one)) for one in self.questions]

    def seen(self, question: Question) -> int:
        """Which answer the box was shown with; once a newer one was told, that one."""
        if self.is_bound and not self.newer and (sent := _stamp(self.data, SEEN + question.key)) is not None:
            return sent
        return self.answering.stamps.get(question.key, 0)

    def newer_words(self, question: Question) -> str:
        """What stands by now for an item that was answered elsewhere since the page was shown."""
        if question.key not in self.newer:
            return ""
        words = [str(one) for one in question.in_words(self.newer[question.key])]
        return ", ".join(words) or _("no answer")

    def sent(self) -> list[Sent]:
        """The items that were answered, or whose answer was taken back; those that nobody touched are left out."""
        return [
            Sent(one.key, value, _stamp(self.data, AT + one.key), _stamp(self.data, SEEN + one.key) or 0)
            for one in self.questions
            if BOX + one.key in self.cleaned_data and self._says(one, value := self.cleaned_data[BOX + one.key])
        ]

    def _says(self, question: Question, value: Answer) -> bool:
        if value is not None or self.answering.answer(question) is not None or AT + question.key in self.data:
            return BOX + question.key in self.data or question.kind == ItemKind.CHOICES
        return bool(question.choices) and BOX + question.key in self.data


@dataclass(frozen=True)
class Row:
    """One question on the page: its box, the stamp of the answer shown, and a newer answer in words."""

    question: Question
    field: forms.BoundField
    seen: int
    newer: str

    @property
    def range(self) -> str:
        return range_words(self.question)


def _stamp(data: Any, name: str) -> int | None:
    text = data.get(name, "")
    return int(text) if isinstance(text, str) and text.isascii() and text.isdigit() and len(text) < 17 else None


def named(data: QueryDict) -> set[str]:
    """The keys of the items that a browser saves by itself."""
    return {name.removeprefix(AT) for name in data if name.startswith(AT)}
