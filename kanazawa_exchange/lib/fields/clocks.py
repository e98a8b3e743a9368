"""A time of day as people type it, up to the 24:00 that ends the day."""

import re
from datetime import timedelta
from typing import Unpack

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kanazawa_exchange.lib.form_options import FieldOptions

_TIME = re.compile(r"([0-9]{1,2})[:.時]([0-9]{2})(?:[:.分]([0-9]{2}))?分?|([0-9]{1,2})時")
_PLAIN = str.maketrans("０１２３４５６７８９：．", "0123456789:.")


class TimeOfDay(timedelta):
    """Time since midnight, up to the 24:00 of the same day; written as a clock shows it."""

    def __str__(self) -> str:
        minutes, seconds = divmod(int(self.total_seconds()), 60)
        clock = f"{minutes // 60}:{minutes % 60:02}"
        return f"{clock}:{seconds:02}" if seconds else clock


class ClockTimeField(forms.Field):
    """A time of day as time since its midnight: 9:00, ９：００, 17時30分, 23:59:59; 24:00 is the end of the day."""

    widget = forms.TextInput

    def __init__(self, **options: Unpack[FieldOptions]) -> None:
        super().__init__(**options)
        self.widget.attrs.update({"class": "short", "autocomplete": "off"})

    def to_python(self, value: object) -> TimeOfDay | None:
        text = str(value or "").translate(_PLAIN).strip()
        if not text:
            return None
        found = _TIME.fullmatch(text)
        hours, minutes, seconds = (
            ([int(part or 0) for part in (found[1] or found[4], found[2], found[3])]) if found else (99, 0, 0)
        )
        read = TimeOfDay(hours=hours, minutes=minutes, seconds=seconds)
        if minutes > 59 or seconds > 59 or read > timedelta(days=1):
            raise ValidationError(_("Enter a time of day, for example 17:00 or 24:00."), code="time")
        return read

    def prepare_value(self, value: object) -> object:
        return str(value) if isinstance(value, timedelta) else value
