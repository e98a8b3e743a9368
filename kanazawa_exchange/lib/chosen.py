"""What the filter of a list asks for, in words, and the address that no longer asks for it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast

from django import forms
from django.http import QueryDict

from . import formats
from .paging import AFTER, BEFORE

PLACE = (AFTER, BEFORE)
CODE, LONGEST = 8, 12
"""A code longer than the second is a public id or a name of an address: the ledger keeps its first letters."""
SEARCHED = "with a search"
"""What a ledger says of words that were searched: the words themselves may name somebody."""
Choices = Iterable[tuple[object, object]]


@dataclass(frozen=True)
class Chosen:
    """One part of a filter: its label, what is chosen, and the query without it."""

    label: str
    value: str
    without: str = ""

    @property
    def words(self) -> str:
        return f"{self.label}{formats.colon()}{self.value}" if self.value else self.label


def chosen(form: forms.Form) -> tuple[Chosen, ...]:
    """The boxes of a filter that leave something out, in the order of the form; what could not be read is none of them."""
    form.is_valid()
    return tuple(
        Chosen(str(box.label), _in_words(box.field, form.cleaned_data[box.name]), without(form.data, box.name))
        for box in form
        if form.cleaned_data.get(box.name)
    )


def codes(form: forms.Form) -> tuple[str, ...]:
    """The same in code, for a ledger: direction=outbound, fy=2018,2019, the first letters of a public id; never what was searched."""
    form.is_valid()
    return tuple(_in_code(box) for box in form if form.cleaned_data.get(box.name))


def without(query: object, *names: str) -> str:
    """The query of an address without some words, and without its place: a shorter filter has other pages."""
    if not isinstance(query, QueryDict):
        return ""
    left = query.copy()
    for name in (*names, *PLACE):
        left.pop(name, None)
    return f"?{left.urlencode()}" if left else "?"


def _in_words(field: forms.Field, value: object) -> str:
    if isinstance(field, forms.BooleanField):
        return ""
    values = value if isinstance(value, list | tuple) else [value]
    if isinstance(field, forms.ChoiceField):
        labels = {str(key): str(label) for key, label in _flat(cast("Choices", field.choices))}
        values = [labels.get(str(each), each) for each in values]
    return formats.comma().join(map(str, values))


def _in_code(box: forms.BoundField) -> str:
    if isinstance(box.field, forms.CharField):
        return SEARCHED
    if isinstance(box.field, forms.BooleanField):
        return box.name
    value = box.value()
    values = value if isinstance(value, list | tuple) else [value]
    return f"{box.name}={','.join(_short(str(each)) for each in values)}"


def _short(code: str) -> str:
    return code[:CODE] if len(code) > LONGEST else code


def _flat(choices: Choices) -> Choices:
    for key, label in choices:
        if isinstance(label, list | tuple):
            yield from _flat(label)
        else:
            yield key, label
