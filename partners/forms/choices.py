"""The fields that forms of the partners share: an institution, a city, an address part, a place in degrees, a country, a zone."""

import re
import unicodedata
from decimal import Decimal
from typing import Any
from zoneinfo import available_timezones

from babel import Locale
from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from kanazawa_exchange.lib.fields import CodeField
from kanazawa_exchange.lib.formats import active_language
from kanazawa_exchange.lib.localized import localized

ZONE_PARTS = ("Africa/", "America/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")


class RecordChoice(forms.ModelChoiceField):
    """A record chosen by its name in the language of the screen; the page never shows a row number."""

    def __init__(self, queryset: models.QuerySet[Any], **kwargs: Any) -> None:
        super().__init__(queryset, **{"empty_label": "—", "to_field_name": "uid", **kwargs})

    def label_from_instance(self, obj: Any) -> str:
        return str(localized(obj, "name"))

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except ValidationError:
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice") from None


def by_name(model: type[models.Model]) -> models.QuerySet[Any]:
    """All records of a model in the order of their names in the language of the screen."""
    return model._default_manager.order_by(f"name_{active_language()}", "pk")


class AddressPartField(CodeField):
    """The part of a public address that names a record: small Latin letters, digits and hyphens."""

    def to_python(self, value: Any) -> str | None:
        text = super().to_python(value)
        if not text:
            return text
        text = text.lower()
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", text):
            raise ValidationError(
                _("Use small Latin letters, digits and hyphens, for example kazan-federal-university.")
            )
        return text


class DegreesField(forms.Field):
    """A latitude or longitude in degrees with a decimal point or comma: 55.79."""

    widget = forms.TextInput

    def __init__(self, *, limit: int, **kwargs: Any) -> None:
        self.limit = limit
        super().__init__(**kwargs)
        self.widget.attrs.update({"inputmode": "decimal", "autocomplete": "off"})

    def to_python(self, value: Any) -> Decimal | None:
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

    def prepare_value(self, value: Any) -> Any:
        return f"{value.normalize():f}" if isinstance(value, Decimal) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return str(initial or "") != str(data or "")


def country_choices() -> list[tuple[str, str]]:
    """Two-letter codes with the names of the screen's language, Japan and Russia first."""
    names = {str(code): str(name) for code, name in Locale.parse(active_language()).territories.items()}
    codes = [
        code for code in names if re.fullmatch(r"[A-Z]{2}", code) and code not in ("EU", "EZ", "UN", "XA", "XB", "ZZ")
    ]
    return [(code, names[code]) for code in sorted(codes, key=lambda code: (code not in ("JP", "RU"), names[code]))]


def zone_choices() -> list[tuple[str, str]]:
    return [(zone, zone.replace("_", " ")) for zone in sorted(available_timezones()) if zone.startswith(ZONE_PARTS)]
