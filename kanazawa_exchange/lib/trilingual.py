"""Forms of one record in three languages side by side."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Unpack

from django import forms
from django.db import models
from django.db.models.manager import BaseManager
from django.forms import BoundField
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from kanazawa_exchange.lib.fields import NameField, RichTextField, TextField, WholeNumberField
from kanazawa_exchange.lib.form_options import Data, Files, FormOptions
from kanazawa_exchange.lib.languages import LANGUAGES, active_language, columns, language_name
from kanazawa_exchange.lib.words import Words


def in_language(label: Words, code: str) -> str:
    """The label of one of the three columns of a text: Name (Russian)."""
    return _("%(label)s (%(language)s)") % {"label": label, "language": language_name(code)}


# --- Three columns of one text ---------------------------------------------------------------------------------------


LONG = 4000
"""Characters of a text whose column sets no limit."""


@dataclass(frozen=True)
class Three:
    """One text in three languages: the field class of `lib.fields`, its label, and whether one language must be filled."""

    kind: type[forms.Field]
    label: Words
    required: bool = False
    help_text: Words = ""
    options: Mapping[str, Any] = field(default_factory=dict)


def texts_of(model: type[models.Model], *names: str, marked: Iterable[str] = ()) -> dict[str, Three]:
    """Translated texts of a model as a form asks for them: label, length and whether it may be empty are the model's.

    Those in `marked` carry marks and have the aid for writing them.
    """
    return {name: _text_of(model._meta.get_field(name), name in marked) for name in names}


def _text_of(column: Any, marked: bool) -> Three:
    label, required = capfirst(column.verbose_name), not column.blank
    if isinstance(column, models.TextField):
        return Three(RichTextField if marked else TextField, label, required, options={"max_length": LONG})
    return Three(NameField, label, required, options={"max_length": column.max_length})


@dataclass(frozen=True)
class Row:
    """One text as it stands in the form: three bound fields with the names of their languages."""

    name: str
    label: str
    help_text: str
    required: bool
    cells: tuple[tuple[BoundField, str, str], ...]


class TrilingualForm(forms.Form):
    """A form with `three = texts_of(Program, "name")`; its fields are name_ja, name_en, name_ru.

    `version` is hidden: the version of the record that is being edited, empty for a new one.
    """

    three: ClassVar[Mapping[str, Three]] = {}
    version = WholeNumberField(required=False, widget=forms.HiddenInput, min_value=1)

    def __init__(self, data: Data = None, files: Files = None, **options: Unpack[FormOptions]) -> None:
        super().__init__(data, files, **options)
        plain = self.fields
        self.fields = {}
        for name, text in self.three.items():
            for code in LANGUAGES:
                made = text.kind(label=in_language(text.label, code), required=False, **text.options)
                made.widget.attrs["lang"] = code
                self.fields[f"{name}_{code}"] = made
        self.fields.update(plain)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name, text in self.three.items():
            if text.required and not any(cleaned.get(column) or column in self.errors for column in columns(name)):
                self.add_error(f"{name}_{active_language()}", _("Fill in one language at least."))
        return cleaned

    @property
    def trilingual_rows(self) -> list[Row]:
        return [self.row(name) for name in self.three]

    def row(self, name: str) -> Row:
        text = self.three[name]
        cells = tuple((self[f"{name}_{code}"], code, language_name(code)) for code in LANGUAGES)
        return Row(name, str(text.label), str(text.help_text), text.required, cells)

    @property
    def plain_fields(self) -> Iterator[BoundField]:
        """The fields that are no columns of a trilingual text, hidden ones left out."""
        texts = columns(*self.three)
        return (bound for bound in self.visible_fields() if bound.name not in texts)

    def values(self) -> dict[str, Any]:
        """What is to be stored: every cleaned value but the version; a text that is not written is empty, never NULL."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


def initial_from(record: models.Model, form_class: type[forms.Form]) -> dict[str, object]:
    """What an edit form of a stored record shows at first; the fields of the form are named as the model's.

    Several related records are shown as a list.
    """
    names = list(form_class.base_fields)
    names += columns(*getattr(form_class, "three", ()))
    values: dict[str, object] = {name: getattr(record, name) for name in names if hasattr(record, name)}
    return {name: list(value.all()) if isinstance(value, BaseManager) else value for name, value in values.items()}
