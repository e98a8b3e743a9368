"""The form fields that only this app needs: things picked from a list by their public id, credits, countries."""

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from babel import Locale
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kanazawa_exchange.lib.formats import active_language
from kanazawa_exchange.lib.localized import localized

from ..queries.labels import run_label

EMPTY = "—"
NEAR = ("JP", "RU")


class PickField(forms.ModelChoiceField):
    """One thing out of those offered, by its public id; anything else that is sent is an unknown thing."""

    def __init__(self, queryset: Any, **kwargs: Any) -> None:
        kwargs.setdefault("empty_label", EMPTY)
        super().__init__(queryset, to_field_name="uid", **kwargs)

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except ValidationError:
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice") from None


class InstitutionField(PickField):
    default_error_messages = {"invalid_choice": _("This institution is not known. Choose one from the list.")}

    def label_from_instance(self, obj: Any) -> str:
        return str(localized(obj, "name"))


class RunField(PickField):
    default_error_messages = {"invalid_choice": _("This programme run cannot be chosen. Choose one from the list.")}

    def label_from_instance(self, obj: Any) -> str:
        return run_label(obj)


class AgreementField(PickField):
    default_error_messages = {"invalid_choice": _("This agreement is not known. Choose one from the list.")}

    def label_from_instance(self, obj: Any) -> str:
        return str(localized(obj, "title"))


class CreditsField(forms.Field):
    """Credits with one decimal at most; a comma is read as a point, digits of any width as digits."""

    widget = forms.TextInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs.update({"inputmode": "decimal", "autocomplete": "off"})

    def to_python(self, value: Any) -> Decimal | None:
        if value in self.empty_values or not str(value).strip():
            return None
        plain = unicodedata.normalize("NFKC", str(value)[:50]).strip().replace(",", ".")
        if not re.fullmatch(r"[0-9]{1,4}(\.[0-9])?", plain):
            raise ValidationError(
                _("Enter credits as a number with one decimal at most, for example 2 or 2.5."), code="invalid"
            )
        return Decimal(plain)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, Decimal):
            return str(value.quantize(Decimal(1)) if value == value.to_integral() else value)
        return value


def countries() -> list[tuple[str, str]]:
    """Countries with their names in the language of the screen, Japan and Russia first."""
    names = Locale(active_language(get_language())).territories
    known = sorted(
        ((code, name) for code, name in names.items() if len(code) == 2 and code.isalpha()), key=lambda pair: pair[1]
    )
    near = [(code, names[code]) for code in NEAR]
    return [
        ("", EMPTY),
        *near,
        *(pair for pair in known if pair[0] not in {*NEAR, "EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"}),
    ]


def choices_with_empty(choices: Iterable[tuple[str, Any]]) -> list[tuple[str, Any]]:
    return [("", EMPTY), *choices]
