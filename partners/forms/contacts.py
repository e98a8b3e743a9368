"""The form of a contact that answers questions."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from kanazawa_exchange.accounts.forms.records import RecordChoice
from kanazawa_exchange.lib.fields import EmailField, NameField, PhoneField, TextField
from kanazawa_exchange.lib.formats import weekday
from kanazawa_exchange.lib.trilingual import Three, TrilingualForm

from ..models import Institution


def _weekdays() -> list[tuple[str, str]]:
    return [(str(number), weekday(number)) for number in range(1, 8)]


class WeekdaysField(forms.MultipleChoiceField):
    """Days of the week, stored as their digits: 12345 is Monday to Friday."""

    widget = forms.CheckboxSelectMultiple

    def prepare_value(self, value: Any) -> Any:
        return list(value) if isinstance(value, str) else value

    def clean(self, value: Any) -> str:
        return "".join(sorted(super().clean(list(value) if isinstance(value, str) else value)))


class ClockField(forms.TimeField):
    """A time of day as people write it: 9:00, 09:00, ９：００."""

    def __init__(self, **options: Any) -> None:
        super().__init__(input_formats=["%H:%M", "%H.%M"], **options)
        self.widget.format = "%H:%M"

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = value.translate(str.maketrans("０１２３４５６７８９：．", "0123456789:."))
        return super().to_python(value)


class ContactForm(TrilingualForm):
    three = {
        "name": Three(NameField, pgettext_lazy("institution", "Name"), required=True, options={"max_length": 200}),
        "person": Three(NameField, gettext_lazy("Person in charge"), options={"max_length": 200}),
        "room": Three(TextField, gettext_lazy("Room and address"), options={"max_length": 300, "multiline": False}),
        "closures": Three(
            TextField,
            gettext_lazy("Holidays"),
            help_text=gettext_lazy("Holidays and other closures, in words."),
            options={"max_length": 300, "multiline": False},
        ),
    }
    institution = RecordChoice(Institution, label=gettext_lazy("Institution"))
    email = EmailField(label=gettext_lazy("E-mail address"), required=False)
    phone = PhoneField(
        label=gettext_lazy("Telephone"),
        required=False,
        max_length=40,
        help_text=gettext_lazy("With the country code, for example +81 76 000 0000."),
    )
    weekdays = WeekdaysField(label=gettext_lazy("Open on"), required=False, choices=_weekdays)
    opens_at = ClockField(
        label=gettext_lazy("Opens at"), required=False, help_text=gettext_lazy("In the time of the institution's city.")
    )
    closes_at = ClockField(label=gettext_lazy("Closes at"), required=False)
    is_shown = forms.BooleanField(label=gettext_lazy("Shown to the public"), required=False, initial=True)

    def clean(self) -> dict[str, Any]:
        """Hours are days, a beginning and an end: all three or none."""
        cleaned = super().clean()
        hours = {name: cleaned.get(name) for name in ("weekdays", "opens_at", "closes_at")}
        if any(hours.values()):
            for name in (name for name, value in hours.items() if not value and name not in self.errors):
                self.add_error(name, _("Days, opening and closing time belong together."))
        return cleaned
