"""Boxes for whole numbers, numbers with decimals, money, fiscal years and telephone numbers."""

import re
import unicodedata
from decimal import Decimal
from typing import Any, Unpack

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import amounts, period, phones
from ..dashes import HYPHENS
from ..form_options import FieldOptions
from .characters import cut, refuse_row


class WholeNumberField(forms.Field):
    """A whole number within bounds; full-width digits and groups of three are read, underscores and other scripts are not."""

    widget = forms.TextInput
    read = staticmethod(amounts.parse)

    def __init__(self, *, min_value: int = 0, max_value: int = 1_000_000, **options: Unpack[FieldOptions]) -> None:
        self.min_value, self.max_value = min_value, max_value
        super().__init__(**options)
        self.widget.attrs.setdefault("inputmode", "numeric" if min_value >= 0 else "text")
        self.widget.attrs.setdefault("autocomplete", "off")

    def to_python(self, value: object) -> int | None:
        if value in self.empty_values:
            return None
        text = str(value)
        if not text.strip():
            return None
        refuse_row(text)
        try:
            number = self.read(text)
        except amounts.InvalidNumber as wrong:
            raise ValidationError(str(wrong), code="invalid") from None
        if not self.min_value <= number <= self.max_value:
            raise ValidationError(
                _("Enter a number from %(min)d to %(max)d."),
                code="range",
                params={"min": self.min_value, "max": self.max_value},
            )
        return number


class YenField(WholeNumberField):
    """An amount of yen, as people write money."""

    read = staticmethod(amounts.parse_yen)


class DecimalField(forms.Field):
    """A number with decimals within bounds; a comma is read as a point, digits of any width as digits."""

    widget = forms.TextInput
    example = gettext_lazy("Enter a number with %(decimals)d decimals at most, for example 2 or 2.5.")

    def __init__(
        self, *, decimals: int, min_value: int = 0, max_value: int = 9999, **options: Unpack[FieldOptions]
    ) -> None:
        self.decimals, self.min_value, self.max_value = decimals, min_value, max_value
        super().__init__(**options)
        self.widget.attrs.update({"inputmode": "decimal" if min_value >= 0 else "text", "autocomplete": "off"})

    def to_python(self, value: object) -> Decimal | None:
        if value in self.empty_values or not str(value).strip():
            return None
        typed = unicodedata.normalize("NFKC", cut(str(value), 50)).translate(HYPHENS).strip()
        plain = typed.replace(",", ".")
        if not re.fullmatch(rf"-?[0-9]{{1,15}}(\.[0-9]{{1,{self.decimals}}})?", plain):
            raise ValidationError(self.example, code="invalid", params={"decimals": self.decimals})
        _refuse_two_readings(typed)
        number = Decimal(plain)
        if not self.min_value <= number <= self.max_value:
            raise ValidationError(
                _("Enter a number from %(min)d to %(max)d."),
                code="range",
                params={"min": self.min_value, "max": self.max_value},
            )
        return number

    def prepare_value(self, value: object) -> Any:
        if isinstance(value, Decimal):
            return str(value.quantize(Decimal(1)) if value == value.to_integral() else value.normalize())
        return value


def _refuse_two_readings(typed: str) -> None:
    """1,500 is 1500 to one reader and 1.5 to another."""
    if re.fullmatch(r"-?[1-9][0-9]{0,2},[0-9]{3}", typed):
        words = {"text": typed, "one": typed.replace(",", ""), "other": Decimal(typed.replace(",", ".")).normalize()}
        sentence = _("“%(text)s” could mean %(one)s or %(other)s. Write it in digits alone: %(one)s or %(other)s.")
        raise ValidationError(sentence % words, code="readings")


class YearField(forms.Field):
    """A fiscal year as its number; 2019, 2019年度, 平成31年度 and 令和元年度 are read."""

    widget = forms.TextInput

    def __init__(
        self, *, min_value: int = period.FIRST_YEAR, max_value: int = period.LAST_YEAR, **options: Unpack[FieldOptions]
    ) -> None:
        self.min_value, self.max_value = min_value, max_value
        super().__init__(**options)
        self.widget.attrs.setdefault("autocomplete", "off")

    def to_python(self, value: object) -> int | None:
        if value in self.empty_values or not str(value).strip():
            return None
        try:
            year = period.parse_fiscal_year(cut(str(value), 50))
        except period.UnknownYear as wrong:
            raise ValidationError(str(wrong), code="invalid") from None
        if not self.min_value <= year <= self.max_value:
            raise ValidationError(
                _("Enter a year from %(first)d to %(last)d."),
                code="range",
                params={"first": self.min_value, "last": self.max_value},
            )
        return year


class PhoneField(forms.CharField):
    """Telephone numbers as they are printed; what is stored already may stay as it is while other boxes are changed."""

    default_error_messages = {
        "invalid": gettext_lazy(
            "Enter a telephone number in digits, for example +81 76 000 0000; an extension may follow: 内線 123, ext. 123."
        )
    }
    stored: object = None

    def __init__(self, *, max_length: int = 40, **options: Unpack[FieldOptions]) -> None:
        super().__init__(max_length=max_length, **options)
        self.widget.attrs.update({"inputmode": "tel", "autocomplete": "off"})

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> forms.BoundField:
        self.stored = form.get_initial_for_field(self, field_name)
        return super().get_bound_field(form, field_name)

    def to_python(self, value: object) -> str | None:
        text = super().to_python(value)
        if not text or text == str(self.stored or "").strip() or len(text) > (self.max_length or 0):
            return text
        refuse_row(text)
        shown = phones.read(text)
        if not shown:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return shown
