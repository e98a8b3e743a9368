"""Parts shared by these forms: years in which a project may lie, and a last one that follows the first."""

from typing import Unpack

from django import forms

from kanazawa_exchange.lib.fields import YearField
from kanazawa_exchange.lib.form_options import FieldOptions


class ProjectYearField(YearField):
    """A fiscal year in which a project may lie."""

    def __init__(self, **options: Unpack[FieldOptions]) -> None:
        super().__init__(min_value=1990, max_value=2100, **options)


def refuse_reversed(form: forms.Form, first: str, last: str, sentence: str) -> None:
    """Put the sentence at the box of the last year or day when it comes before the first."""
    begin, end = form.cleaned_data.get(first), form.cleaned_data.get(last)
    if begin and end and end < begin:
        form.add_error(last, sentence)
