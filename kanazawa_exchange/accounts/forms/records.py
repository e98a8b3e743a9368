"""The boxes in which a record is chosen, by its name on the screen and its public id underneath; address parts; countries."""

import re
from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from babel import Locale
from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from kanazawa_exchange.lib.fields import CodeField
from kanazawa_exchange.lib.languages import active_language
from kanazawa_exchange.lib.localized import localized
from kanazawa_exchange.lib.search_key import sort_key

EMPTY = "—"
NEAR = ("JP", "RU")
"""The two countries of the project stand first."""
NO_COUNTRY = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})

READINGS = {
    "中華人民共和国": "チュウカジンミンキョウワコク", "中央": "チュウオウ", "中国": "チュウゴク", "台湾": "タイワン", "韓国": "カンコク",
    "北朝鮮": "キタチョウセン", "日本": "ニホン", "米領": "ベイリョウ", "英領": "エイリョウ", "仏領": "フツリョウ", "赤道": "セキドウ",
    "合衆国領有": "ガッシュウコクリョウユウ", "南極": "ナンキョク", "北": "キタ", "南": "ミナミ", "東": "ヒガシ", "西": "ニシ",
}  # fmt: skip
"""How the kanji are read with which the Japanese name of a country begins."""


class RecordChoice(forms.ModelChoiceField):
    """One record out of those offered; anything else that is sent is an unknown one. The page never shows a row number."""

    text = "name"
    """The translated field that is read as the record's name."""

    def __init__(
        self,
        queryset: models.QuerySet[Any] | type[models.Model],
        *,
        words: Callable[[Any], str] | None = None,
        **kwargs: Any,
    ) -> None:
        """A model instead of a queryset offers all its records by name, asked anew for each form.

        `words`: how a record is called, where no field of it says so alone.
        """
        self.words = words
        self.every = queryset if isinstance(queryset, type) else None
        rows = None if isinstance(queryset, type) else queryset
        super().__init__(rows, **{"empty_label": EMPTY, "to_field_name": "uid", **kwargs})

    def __deepcopy__(self, memo: dict[int, Any]) -> "RecordChoice":
        copied: RecordChoice = super().__deepcopy__(memo)
        if copied.every is not None:
            copied.queryset = by_name(copied.every)
        return copied

    def label_from_instance(self, obj: Any) -> str:
        return self.words(obj) if self.words else str(localized(obj, self.text)) or str(obj)

    def to_python(self, value: object) -> Any:
        try:
            return super().to_python(value)
        except (ValidationError, ValueError, TypeError):
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice") from None


class RecordsChoice(forms.ModelMultipleChoiceField):
    """Several records out of those offered."""

    def __init__(
        self, queryset: models.QuerySet[Any], *, words: Callable[[Any], str] | None = None, **kwargs: Any
    ) -> None:
        self.words = words
        super().__init__(queryset, **{"to_field_name": "uid", **kwargs})

    def label_from_instance(self, obj: object) -> str:
        return self.words(obj) if self.words else str(localized(obj, "name")) or str(obj)

    def clean(self, value: object) -> Any:
        for each in value if isinstance(value, list | tuple) else ():
            try:
                UUID(str(each))
            except ValueError:
                message = self.error_messages["invalid_choice"]
                raise ValidationError(message, code="invalid_choice", params={"value": str(each)[:40]}) from None
        return super().clean(value)


def by_name(model: type[models.Model]) -> models.QuerySet[Any]:
    """All records of a model in the order of their names in the language of the screen."""
    return model._default_manager.order_by(f"name_{active_language()}", "pk")


class AddressPartField(CodeField):
    """The part of a public address that names a record: small Latin letters, digits and single hyphens."""

    def to_python(self, value: object) -> str | None:
        text = super().to_python(value)
        if not text:
            return text
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", text.lower()):
            raise ValidationError(
                _("Use small Latin letters, digits and hyphens, for example kazan-federal-university."), code="address"
            )
        return text.lower()


def countries() -> list[tuple[str, str]]:
    """(two-letter code, name in the language of the screen), Japan and Russia first."""
    names = {str(code): str(name) for code, name in Locale.parse(active_language()).territories.items()}
    codes = (code for code in names if re.fullmatch(r"[A-Z]{2}", code) and code not in NO_COUNTRY)
    return [(code, names[code]) for code in sorted(codes, key=lambda code: (code not in NEAR, _order_of(names[code])))]


def _order_of(country: str) -> str:
    """The place of a country among the others: kanji by their reading."""
    for kanji, reading in READINGS.items():
        country = country.replace(kanji, reading)
    return sort_key(country)


def choices_with_empty(choices: Iterable[tuple[str, Any]]) -> list[tuple[str, Any]]:
    return [("", EMPTY), *choices]
