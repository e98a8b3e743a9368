"""Which fields do several of these forms share?"""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kanazawa_exchange.lib.fields import CodeField, YearField
from kanazawa_exchange.lib.localized import localized


class AddressField(CodeField):
    """A part of an address: small Latin letters, digits and hyphens."""

    def to_python(self, value: Any) -> str | None:
        text = super().to_python(value)
        if text and not re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", text.lower()):
            raise ValidationError(_("Use Latin letters, digits and single hyphens only."), code="address")
        return text.lower() if text else text


class ProjectYearField(YearField):
    """A fiscal year in which a project may lie."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=1990, max_value=2100, **kwargs)


class NamedChoiceField(forms.ModelChoiceField):
    """A choice among trilingual records, shown by name in the reader's language."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"empty_label": "—", **kwargs})

    def label_from_instance(self, obj: Any) -> str:
        return str(localized(obj, "name")) or str(obj)


class NamedMultipleChoiceField(forms.ModelMultipleChoiceField):
    """Several of them."""

    def clean(self, value: Any) -> Any:
        """Numbers that no database can hold are refused before one is asked."""
        for each in value if isinstance(value, list | tuple) else ():
            if not re.fullmatch(r"[0-9]{1,18}", str(each)):
                message = self.error_messages["invalid_pk_value"]
                raise ValidationError(message, code="invalid_pk_value", params={"pk": str(each)[:40]})
        return super().clean(value)

    def label_from_instance(self, obj: Any) -> str:
        return str(localized(obj, "name")) or str(obj)
