"""The form fields that only this app needs: things picked from a list by their public id, credits."""

import re
import unicodedata
from decimal import Decimal
from typing import Any, Unpack

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from kanazawa_exchange.accounts.forms.records import RecordChoice
from kanazawa_exchange.lib.form_options import FieldOptions
from programs.models import ProgramRun

from ..queries.labels import run_label


class InstitutionField(RecordChoice):
    default_error_messages = {"invalid_choice": _("This institution is not known. Choose one from the list.")}


class RunField(RecordChoice):
    default_error_messages = {"invalid_choice": _("This programme run cannot be chosen. Choose one from the list.")}

    def label_from_instance(self, obj: ProgramRun) -> str:
        return run_label(obj)


class AgreementField(RecordChoice):
    default_error_messages = {"invalid_choice": _("This agreement is not known. Choose one from the list.")}
    text = "title"


class CreditsField(forms.Field):
    """Credits with one decimal at most; a comma is read as a point, digits of any width as digits."""

    widget = forms.TextInput

    def __init__(self, **options: Unpack[FieldOptions]) -> None:
        super().__init__(**options)
        self.widget.attrs.update({"inputmode": "decimal", "autocomplete": "off"})

    def to_python(self, value: object) -> Decimal | None:
        if value in self.empty_values or not str(value).strip():
            return None
        plain = unicodedata.normalize("NFKC", str(value)[:50]).strip().replace(",", ".")
        if not re.fullmatch(r"[0-9]{1,4}(\.[0-9])?", plain):
            raise ValidationError(
                _("Enter credits as a number with one decimal at most, for example 2 or 2.5."), code="invalid"
            )
        return Decimal(plain)

    def prepare_value(self, value: object) -> Any:
        if isinstance(value, Decimal):
            return str(value.quantize(Decimal(1)) if value == value.to_integral() else value)
        return value


def offer(form: forms.Form, name: str, queryset: QuerySet[Any]) -> None:
    """Let a box offer these records."""
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 as declared
    field.queryset = queryset
