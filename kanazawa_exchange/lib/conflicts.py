"""The boxes of a form that differ from what somebody else saved meanwhile."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from django import forms
from django.db import models
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


def differences(form: forms.BaseForm, current: Mapping[str, object]) -> list[Difference]:
    """Where a valid form and the record as it stands now (field name → value) do not agree."""
    rows = []
    for bound in form.visible_fields():
        if bound.name not in current:
            continue
        yours = box_words(bound, form.cleaned_data.get(bound.name))
        theirs = box_words(bound, current[bound.name])
        if yours != theirs:
            rows.append(Difference(str(bound.label), yours, theirs))
    return rows


def restart(form: forms.BaseForm, version: int) -> None:
    """Let a bound form that met a newer record be sent again, this time against that record; nothing typed is lost."""
    data: Any = form.data
    data = data.copy()
    data[form.add_prefix("version")] = str(version)
    form.data = data


def version_of(form: Cleaned) -> int:
    """The version that was being edited; a form without one counts as outdated, never as permitted."""
    return form.cleaned_data.get("version") or 0


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
        return ", ".join(sorted(box_words(bound, each) for each in value))
    choices = getattr(bound.field, "choices", None)
    if choices is not None and not isinstance(bound.field, forms.ModelChoiceField):
        return str(dict(choices).get(value, value))
    return str(value)


def _name(field: forms.Field, record: models.Model) -> str:
    if isinstance(field, forms.ModelChoiceField):
        return str(field.label_from_instance(record))
    return str(localized(record, "name")) or str(record)
