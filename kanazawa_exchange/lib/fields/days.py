"""The box for a day, in any of the ways people write one."""

from datetime import date
from typing import Unpack

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .. import dates
from ..form_options import FieldOptions
from .characters import cut, refuse_row

DATE_HINT = _("For example 2018-08-20, 20.08.2018 or 平成30年8月20日.")


class FlexibleDateField(forms.Field):
    """A day in one text box, in any of the ways people write it; what was typed stays in the box after an error.

    A form that is about one fiscal year sets it, and a day may be written without its year.
    """

    widget = forms.TextInput
    fiscal_year: int | None = None

    def __init__(self, **options: Unpack[FieldOptions]) -> None:
        super().__init__(**options)
        self.widget.attrs.setdefault("class", "short")
        self.widget.attrs.setdefault("autocomplete", "off")

    def to_python(self, value: object) -> date | None:
        if value in self.empty_values:
            return None
        if isinstance(value, date):
            return value
        if not str(value).strip():
            return None
        refuse_row(str(value))
        try:
            return dates.parse(cut(str(value), 100), fiscal_year=self.fiscal_year)
        except dates.InvalidDate as wrong:
            raise ValidationError(str(wrong), code="invalid") from None

    def prepare_value(self, value: object) -> object:
        return dates.numeric(value) if isinstance(value, date) else value


def read_within(form: forms.Form, fiscal_year: int) -> None:
    """Let the boxes of a form take days without a year: those of this fiscal year."""
    for field in form.fields.values():
        if isinstance(field, FlexibleDateField):
            field.fiscal_year = fiscal_year
