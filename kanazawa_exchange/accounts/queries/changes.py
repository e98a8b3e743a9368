"""The differences between two states of a record, field by field, in the words of the screen."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.localized import localized
from kanazawa_exchange.lib.names import SCREENS
from kanazawa_exchange.lib.period import fiscal_year_label
from kanazawa_exchange.lib.trilingual import in_language

SORTED_BY = tuple(f"sort_{screen}" for screen in SCREENS)
HIDDEN = frozenset({"id", "uid", "version", "created_at", "updated_at", "search_key", "loose_key", *SORTED_BY})


@dataclass(frozen=True)
class Change:
    """One field and its values in words; an empty one is an empty text."""

    label: str
    before: str
    after: str


class Label(NamedTuple):
    """How a record is called in a line about another one, and the relations that are read for it."""

    of: Callable[[Any], str]
    joined: tuple[str, ...] = ()


Labels = Mapping[type[models.Model], Label]


class Words:
    """The values of historical rows in words. What their keys stand for is looked up once, one query for each model."""

    def __init__(self, rows: Iterable[tuple[type[models.Model], Any]], skip: Iterable[str], labels: Labels) -> None:
        self.skip = frozenset(skip)
        self.labels = labels
        keys: dict[type[models.Model], set[Any]] = {}
        for model, row in rows:
            for field in self.fields(model):
                if field.is_relation:
                    keys.setdefault(field.related_model, set()).add(getattr(row, field.attname))
        self.targets = {model: self._called(model, pks - {None}) for model, pks in keys.items()}

    def fields(self, model: type[models.Model]) -> list[Any]:
        """The columns that are told: stored ones, a translated text by its languages."""
        columns = model._meta.concrete_fields
        bases = {field.name.removesuffix(f"_{field.language}") for field in columns if hasattr(field, "language")}
        return [field for field in columns if field.name not in self.skip | bases and not field.generated]

    def changes(self, model: type[models.Model], before: Any, after: Any) -> list[Change]:
        """What two rows tell differently; a row beside None tells everything that is filled."""
        rows = (before, after)
        empty: tuple[Any, ...] = ("", None) if None not in rows else ("", None, False)
        changes = []
        for field in self.fields(model):
            old, new = (None if row is None else getattr(row, field.attname) for row in rows)
            if (None if old in empty else old) != (None if new in empty else new):
                changes.append(Change(_label(field), self.of(field, old), self.of(field, new)))
        return changes

    def of(self, field: Any, value: Any) -> str:
        """A value of a field in words.

        A model whose column holds a code that is no choice says how it is read: `IN_WORDS`, by the names of its columns.
        """
        if value in (None, ""):
            return ""
        if in_words := getattr(field.model, "IN_WORDS", {}).get(field.name):
            return str(in_words(value))
        if field.is_relation:
            return self.targets.get(field.related_model, {}).get(value, str(value))
        if field.choices:
            return str(dict(field.flatchoices).get(value, value))
        if field.name.endswith("fiscal_year"):
            return fiscal_year_label(value)
        if isinstance(value, Decimal):
            return formats.number(value, decimals=field.decimal_places)
        return _plain(value)

    def _called(self, model: Any, keys: set[Any]) -> dict[Any, str]:
        label = self.labels.get(model, Label(_name))
        rows = model._base_manager.select_related(*label.joined) if label.joined else model._base_manager
        return {pk: label.of(target) for pk, target in rows.in_bulk(keys).items()}


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return formats.date_and_time(value)
    if isinstance(value, date):
        return formats.table_date(value)
    if isinstance(value, time):
        return formats.time(value)
    if isinstance(value, int) and value < 0:
        return f"{formats.MINUS}{-value}"
    return str(value)


def _name(target: models.Model) -> str:
    names = (str(localized(target, name)) for name in ("name", "title") if hasattr(target, f"{name}_en"))
    return next(names, "") or getattr(target, "original_name", "") or str(target)


def _label(field: Any) -> str:
    language = getattr(field, "language", None)
    if language is None:
        return str(capfirst(str(field.verbose_name)))
    return str(capfirst(in_language(field.translated_field.verbose_name, language)))
