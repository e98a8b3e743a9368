"""Form fields of places on the map: degrees and time zones."""

import re
import unicodedata
from decimal import Decimal
from typing import Unpack
from zoneinfo import available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kanazawa_exchange.lib.form_options import FieldOptions

ZONE_PARTS = ("Africa/", "America/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")


class DegreesField(forms.Field):
    """A latitude or longitude in degrees with a decimal point or comma: 55.79."""

    widget = forms.TextInput

    def __init__(self, *, limit: int, **options: Unpack[FieldOptions]) -> None:
        self.limit = limit
        super().__init__(**options)
        self.widget.attrs.update({"inputmode": "decimal", "autocomplete": "off"})

    def to_python(self, value: object) -> Decimal | None:
        if value in self.empty_values:
            return None
        plain = unicodedata.normalize("NFKC", str(value)).strip().replace("−", "-").replace(",", ".")
        if not re.fullmatch(r"[+-]?[0-9]{1,3}(\.[0-9]{1,12})?", plain):
            raise ValidationError(_("Enter degrees in digits, for example 55.79."), code="invalid")
        degrees = round(Decimal(plain), 5)
        if abs(degrees) > self.limit:
            raise ValidationError(
                _("Enter degrees from −%(limit)d to %(limit)d."), code="range", params={"limit": self.limit}
            )
        return degrees

    def prepare_value(self, value: object) -> object:
        return f"{value.normalize():f}" if isinstance(value, Decimal) else value

    def has_changed(self, initial: object, data: object) -> bool:
        return str(initial or "") != str(data or "")


def zone_choices() -> list[tuple[str, str]]:
    return [(zone, zone.replace("_", " ")) for zone in sorted(available_timezones()) if zone.startswith(ZONE_PARTS)]
