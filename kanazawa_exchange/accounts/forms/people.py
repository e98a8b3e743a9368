"""A person's names in every script and the few facts that tell two people of one name apart."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any, Unpack

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.fields import FlexibleDateField, NameField, PersonNameField, WholeNumberField
from kanazawa_exchange.lib.form_options import Data, Files, FormOptions
from kanazawa_exchange.lib.languages import active_language
from kanazawa_exchange.lib.name_doubts import doubtful, odd_parts
from kanazawa_exchange.lib.names import LANGUAGE_OF, Spelling, spoken
from kanazawa_exchange.lib.refusals import Doubt

from ..models import Person, Script
from ..queries.namesakes import Newcomer
from ..services.former_names import Renaming
from ..services.people import SOMEBODY_ELSE
from ..services.people_words import NameParts
from .records import choices_with_empty, countries

NAME_PARTS = {
    Script.KANJI: ("family", "given"),
    Script.KANA: ("family", "given"),
    Script.LATIN: ("family", "given"),
    Script.CYRILLIC: ("family", "given", "patronymic"),
}
SCRIPT_OF_READER = {"ja": Script.KANJI, "ru": Script.CYRILLIC}
"""The script in whose box a name is looked for first; Latin letters on every other page."""
PART_LABELS = {"family": _("Family name"), "given": _("Given name"), "patronymic": _("Patronymic")}
SCRIPT_LABELS = {
    Script.KANJI: pgettext_lazy("script", "kanji"),
    Script.KANA: pgettext_lazy("script", "kana"),
    Script.LATIN: pgettext_lazy("script", "Latin"),
    Script.CYRILLIC: pgettext_lazy("script", "Cyrillic"),
}
"""What stands behind a part of a name where the script is not said above it."""


class PersonForm(forms.Form):
    """Names as the person writes them, at least one of them in any script; a namesake is asked about before a person is new."""

    different_person = forms.BooleanField(
        label=_("This is another person: somebody of the same or a similar name is known already"), required=False
    )
    as_suggested = forms.BooleanField(label=_("Save the spelling that was probably meant"), required=False)

    student_number = NameField(label=_("Student number"), max_length=40, required=False)
    nationality = forms.ChoiceField(
        label=_("Nationality"), required=False, choices=lambda: choices_with_empty(countries())
    )
    birth_date = FlexibleDateField(
        label=_("Date of birth"), required=False, help_text=_("For example 1998-04-20 or 平成10年4月20日.")
    )

    def __init__(self, data: Data = None, files: Files = None, **options: Unpack[FormOptions]) -> None:
        super().__init__(data, files, **options)
        self.script_of_reader = SCRIPT_OF_READER.get(active_language(), Script.LATIN)
        for script, parts in NAME_PARTS.items():
            for part in parts:
                words = {"label": PART_LABELS[part], "language": SCRIPT_LABELS[script]}
                label = _("%(label)s (%(language)s)") % words
                field = PersonNameField(label=label, required=False, kana=script == Script.KANA)
                field.widget.attrs.update({"autocomplete": "off", "lang": LANGUAGE_OF[script], "autocapitalize": "off"})
                self.fields[f"{script}_{part}"] = field
        self.order_fields(["different_person", "as_suggested", *self._name_boxes(), "student_number", "birth_date"])

    def _name_boxes(self) -> list[str]:
        return [f"{script}_{part}" for script, parts in NAME_PARTS.items() for part in parts]

    def scripts(self) -> Iterable[tuple[str, str, list[tuple[str, Any]]]]:
        """(name of the script, language, its boxes with what each is called below that name) in the order of the screen."""
        for script, parts in NAME_PARTS.items():
            boxes = [(str(PART_LABELS[part]), self[f"{script}_{part}"]) for part in parts]
            yield str(script.label), LANGUAGE_OF[script], boxes

    def clean_birth_date(self) -> date | None:
        day: date | None = self.cleaned_data["birth_date"]
        if day is not None and day > clock.today():
            raise ValidationError(_("This day has not come yet. Enter a day up to today."), code="future")
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        written = self._name_boxes()
        if not any(name in self.errors for name in written) and not self.names():
            box = f"{self.script_of_reader}_family"
            self.add_error(box, ValidationError(_("Enter a name in at least one script."), code="required"))
        patronymic = cleaned.get("cyrillic_patronymic")
        if patronymic and not (cleaned.get("cyrillic_family") or cleaned.get("cyrillic_given")):
            self.add_error("cyrillic_family", ValidationError(_("A patronymic stands with a name."), code="required"))
        return cleaned

    def names(self) -> list[NameParts]:
        """The names typed, ready for the service."""
        spelled: list[NameParts] = []
        for script in NAME_PARTS:
            family, given, patronymic = (
                self.cleaned_data.get(f"{script}_{part}") or "" for part in ("family", "given", "patronymic")
            )
            if family or given:
                spelled.append((script, family, given, patronymic))
        return [_meant(name) for name in spelled] if self.cleaned_data.get("as_suggested") else spelled

    @property
    def suggests(self) -> bool:
        """Whether another spelling of what was typed is offered."""
        return any(part.suggestion for part in odd_parts(self.names()))

    def doubts(self) -> list[Doubt]:
        """The letters of these names that are hardly meant, quoted as they were typed; none before the form was judged."""
        if not hasattr(self, "cleaned_data"):
            return []
        boxes = self._name_boxes()
        typed = {self.cleaned_data[name]: str(self[name].data or "") for name in boxes if self.cleaned_data.get(name)}
        return [replace(odd, typed=typed.get(odd.text, "").strip()).doubt for odd in odd_parts(self.names())]

    def quoted(self, doubts: Iterable[Doubt]) -> list[Doubt]:
        """These doubts, those about letters in what was typed."""
        own = {doubt.code: doubt for doubt in self.doubts()}
        return [own.get(doubt.code, doubt) for doubt in doubts]

    def typed_names(self) -> list[str]:
        """The names as they were typed, each in one line."""
        return [spoken(Spelling(*parts)) for parts in self.names()]

    def newcomer(self, university: int | None = None) -> Newcomer:
        """Who was typed, ready for the service; `university`: the one that gave the number."""
        facts = {name: self.cleaned_data[name] for name in ("student_number", "nationality", "birth_date")}
        return Newcomer(self.names(), **facts, university=university)

    def answers(self) -> frozenset[str]:
        """What the boxes of the question about namesakes say, for the service."""
        return frozenset({SOMEBODY_ELSE} if self.cleaned_data["different_person"] else ())


class FormerNameForm(forms.Form):
    """A name that somebody bore before, in one script."""

    one_of = ("family", "given")

    script = forms.ChoiceField(label=_("Script"), choices=Script.choices)
    family = PersonNameField(label=_("Family name"), required=False)
    given = PersonNameField(label=_("Given name"), required=False)
    patronymic = PersonNameField(label=_("Patronymic"), required=False)
    until = FlexibleDateField(label=_("Borne until"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not (cleaned.get("family") or cleaned.get("given") or {"family", "given"} & set(self.errors)):
            self.add_error("family", ValidationError(_("Enter the name."), code="required"))
        if cleaned.get("patronymic") and cleaned.get("script") != Script.CYRILLIC:
            self.add_error(
                "patronymic", ValidationError(_("A patronymic stands in Cyrillic letters only."), code="script")
            )
        return cleaned

    def values(self) -> dict[str, Any]:
        return self.cleaned_data


class PersonEditForm(PersonForm):
    """The same for somebody who is known; carries the version that was read."""

    parts = ("names",)

    version = WholeNumberField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1, required=False)
    is_correction = forms.BooleanField(
        label=_("The name before was a mistake"),
        required=False,
        help_text=_(
            "Otherwise a name that is changed is kept as a former name: search finds it, and nothing prints it."
        ),
    )
    borne_until = FlexibleDateField(label=_("The name before was borne until"), required=False)

    def renaming(self) -> Renaming:
        return Renaming(self.cleaned_data["borne_until"], is_correction=self.cleaned_data["is_correction"])

    def stored_values(self, person: Person) -> dict[str, Any]:
        return initial_of(person)


def _meant(name: NameParts) -> NameParts:
    """The name in the letters that were probably meant."""
    script, *parts = name
    found = ((doubtful(script, part), part) for part in parts)
    family, given, patronymic = ((odd and odd.suggestion) or part for odd, part in found)
    return script, family, given, patronymic


def initial_of(person: Person) -> dict[str, Any]:
    """A person as the form shows it."""
    values: dict[str, Any] = {
        "student_number": person.student_number,
        "nationality": person.nationality,
        "birth_date": person.birth_date,
        "version": person.version,
        **{f"{script}_{part}": "" for script, parts in NAME_PARTS.items() for part in parts},
    }
    for name in person.names.all():
        for part in ("family", "given", "patronymic"):
            values[f"{name.script}_{part}"] = getattr(name, part)
    return values
