"""Which boxes of a form hold something else than what somebody saved meanwhile?"""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from ..forms.mobilities import RecordForms


@dataclass(frozen=True)
class BothTexts:
    """One box: what is saved now, and what this user typed."""

    label: str
    theirs: str
    yours: str


def both_texts(saved: RecordForms, typed: RecordForms) -> list[BothTexts]:
    """The boxes that differ, legs and funding included."""
    rows = different_boxes(saved.facts, typed.facts)
    for title, one, other in ((_("Host legs"), saved.legs, typed.legs), (_("Funding"), saved.fundings, typed.fundings)):
        theirs, yours = _rows_text(one), _rows_text(other)
        if theirs != yours:
            rows.append(BothTexts(title, theirs, yours))
    return rows


def different_boxes(saved: forms.BaseForm, typed: forms.BaseForm) -> list[BothTexts]:
    found = []
    for name in typed.fields:
        if name == "version":
            continue
        theirs, yours = _text(saved[name]), _text(typed[name])
        if theirs != yours:
            found.append(BothTexts(str(typed[name].label), theirs, yours))
    return found


def _rows_text(rows: Any) -> str:
    lines = (", ".join(text for name in form.fields if (text := _text(form[name]))) for form in rows)
    return "; ".join(line for line in lines if line)


def _text(box: forms.BoundField) -> str:
    """What stands in a box, as it is read: the word of a choice, not its code."""
    value = box.value()
    if isinstance(box.field, forms.BooleanField):
        return _("yes") if value else ""
    if isinstance(box.field, forms.ChoiceField):
        return next((str(label) for key, label in _flat(box.field.choices) if key and str(key) == str(value)), "")
    return "" if value is None else str(value)


def _flat(choices: Any) -> Any:
    for key, label in choices:
        yield getattr(key, "value", key), label
