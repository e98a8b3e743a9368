"""Two people edit one record: which boxes of a form whom they belong to, and the form that keeps what both have written."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any, NamedTuple, Protocol

from django import forms
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.localized import localized


@dataclass(frozen=True)
class Difference:
    """One box of a form that somebody else has saved in the meantime, in the words of the screen."""

    label: str
    yours: str
    theirs: str


class Cleaned(Protocol):
    """A form that has been checked."""

    cleaned_data: dict[str, Any]


@dataclass(frozen=True)
class Comparison:
    """The boxes that both have changed, those that only the other one has, and those that only the sender has.

    Without the text that the sender had read every box that differs counts as changed by both.
    """

    both: tuple[Difference, ...] = ()
    kept: tuple[Difference, ...] = ()
    own: tuple[Difference, ...] = ()
    untouched: tuple[str, ...] = ()
    """The names of the boxes under `kept`: the form takes what is stored now."""


class Typed(NamedTuple):
    """What was typed in one box, or in several that are one thing, and how such a value is read."""

    name: str
    label: str
    value: object
    words: Callable[[Any], str]


Values = Mapping[str, Any]
"""Name of the box → value."""


# --- Compared --------------------------------------------------------------------------------------------------------


def compare(typed: Iterable[Typed], seen: Values | None, stored: Values) -> Comparison:
    """What was typed beside the record as the sender saw it (None when nobody knows) and as it is stored now."""
    both, kept, own, untouched = [], [], [], []
    for box in typed:
        if box.name not in stored and box.name not in (seen or {}):
            continue
        yours, theirs = box.value, stored.get(box.name)
        if same(yours, theirs):
            continue
        difference = Difference(box.label, box.words(yours), box.words(theirs))
        if seen is not None and same(yours, seen.get(box.name)):
            kept.append(difference)
            untouched.append(box.name)
        elif seen is not None and same(theirs, seen.get(box.name)):
            own.append(difference)
        else:
            both.append(difference)
    return Comparison(tuple(both), tuple(kept), tuple(own), tuple(untouched))


def typed_in(form: forms.BaseForm) -> list[Typed]:
    """The boxes of a valid form; a file is sent anew each time and has no text."""
    return [
        Typed(bound.name, str(bound.label), form.cleaned_data.get(bound.name), partial(box_words, bound))
        for bound in form.visible_fields()
        if not isinstance(bound.field, forms.FileField)
    ]


def same(one: object, other: object) -> bool:
    """Whether two values mean the same in a box: an empty text is nothing, a list has no order."""
    return _meaning(one) == _meaning(other)


def _meaning(value: object) -> object:
    if value is None or value is False:
        return None
    if isinstance(value, str | Promise):
        return str(value).replace("\r\n", "\n").strip() or None
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return Decimal(str(value))
    if isinstance(value, models.Model):
        return (type(value), value.pk)
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return tuple(_meaning(each) for each in value)
    if isinstance(value, Iterable):
        return frozenset(_meaning(each) for each in value) or None
    return value


# --- Sent again ------------------------------------------------------------------------------------------------------


def take(form: forms.BaseForm, values: Values, version: int) -> None:
    """Let a bound form that met a newer record be sent again, this time against that record.

    The boxes named in `values` hold these now; nothing else that was typed is lost.
    """
    data: Any = form.data
    data = data.copy()
    data[form.add_prefix("version")] = str(version)
    for name, value in values.items():
        _fill(data, form[name], value)
    form.data = data


def _fill(data: Any, bound: forms.BoundField, value: object) -> None:
    """Put a value where a browser would have sent it."""
    sent: Any = bound.field.prepare_value(value)
    data.pop(bound.html_name, None)
    if isinstance(sent, list | tuple | models.QuerySet) and hasattr(data, "setlist"):
        data.setlist(bound.html_name, [str(each) for each in sent])
    elif sent is True:
        data[bound.html_name] = "on"
    elif sent is not None and sent is not False:
        data[bound.html_name] = sent


def version_of(form: Cleaned) -> int:
    """The version that was being edited; a form without one counts as outdated, never as permitted."""
    return form.cleaned_data.get("version") or 0


# --- In words --------------------------------------------------------------------------------------------------------


def box_words(bound: forms.BoundField, value: object) -> str:
    """A value as it is read in this box: the word of a choice, not its code."""
    if value in (None, ""):
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, date):
        return formats.table_date(value)
    if isinstance(value, models.Model):
        return _name(bound.field, value)
    if isinstance(value, Iterable) and not isinstance(value, str):
        return formats.series(*sorted(box_words(bound, each) for each in value))
    choices = getattr(bound.field, "choices", None)
    if choices is not None and not isinstance(bound.field, forms.ModelChoiceField):
        return str(dict(choices).get(value, value))
    return str(value)


def _name(field: forms.Field, record: models.Model) -> str:
    if isinstance(field, forms.ModelChoiceField):
        return str(field.label_from_instance(record))
    return str(localized(record, "name")) or str(record)
