"""Very many new records at once, by COPY: their keys are taken from the database first, so that others can refer to them."""

import json
from collections.abc import Callable, Iterable, Sequence
from operator import attrgetter
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, models

from . import copy

FROM = 400
"""So many records are worth it; fewer go the ordinary way."""
_REMEMBERED = 5000
_PLAIN = (models.ForeignKey, models.UUIDField, models.BooleanField, models.IntegerField, models.DateTimeField)
"""Fields whose values come into their columns as they stand in a record that was cleaned."""


def create(records: Sequence[Any]) -> None:
    """Insert new records of one model without history, however many."""
    if len(records) >= FROM:
        insert(records)
    elif records:
        type(records[0])._base_manager.bulk_create(records)


def insert(records: Sequence[Any]) -> None:
    """Insert new records of one model as they are, and set their keys. Errors: those of the database."""
    model = type(records[0])
    for record, key in zip(records, copy.next_keys(model, len(records)), strict=True):
        record.pk = key
    columns = _columns(model)
    rows = ([value(record) for _name, value in columns] for record in records)
    copy.insert_rows(model._meta.db_table, [name for name, _value in columns], rows)
    for record in records:
        record._state.adding, record._state.db = False, DEFAULT_DB_ALIAS


def insert_history(records: Sequence[Any], **values: object) -> None:
    """One line of history of each of these records, with these values beside the fields that history follows."""
    history = type(records[0]).history.model
    columns = [(field.column, _value_of(field, saves=False)) for field in history.tracked_fields if not field.generated]
    names = [*(name for name, _value in columns), *values]
    rows = ([*(value(record) for _name, value in columns), *values.values()] for record in records)
    copy.insert_rows(history._meta.db_table, names, rows)


def _columns(model: type[models.Model]) -> list[tuple[str, Callable[[Any], object]]]:
    return [(str(field.column), _value_of(field)) for field in model._meta.concrete_fields if not field.generated]


def _value_of(field: Any, *, saves: bool = True) -> Callable[[Any], object]:
    """How the value of a record comes into the column."""
    name = field.attname
    if isinstance(field, models.JSONField):
        encoder = field.encoder
        return lambda record: _as_json(getattr(record, name), encoder)
    if saves and isinstance(field, models.DateTimeField) and (field.auto_now or field.auto_now_add):
        return lambda record: field.pre_save(record, True)
    if isinstance(field, _PLAIN):
        return attrgetter(name)
    return lambda record: field.get_prep_value(getattr(record, name))


def _as_json(value: object, encoder: Any) -> str | None:
    return None if value is None else json.dumps(value, cls=encoder, ensure_ascii=False)


# --- Cleaned -----------------------------------------------------------------------------------------------------------


def clean(records: Sequence[models.Model], exclude: Iterable[str]) -> None:
    """What `full_clean` does with the fields of each record; a value that many share is cleaned once.

    Errors: ValidationError of the first record that has a wrong value.
    """
    without = frozenset(exclude)
    fields = [field for field in type(records[0])._meta.fields if field.name not in without and not field.generated]
    known: dict[tuple[int, type, object], object] = {}
    for record in records:
        try:
            for place, field in enumerate(fields):
                raw = getattr(record, field.attname)
                if field.blank and raw in field.empty_values:
                    continue
                key = (place, type(raw), raw)
                if key not in known:
                    if len(known) > _REMEMBERED:
                        known.clear()
                    known[key] = field.clean(raw, record)
                setattr(record, field.attname, known[key])
        except (ValidationError, TypeError):  # a wrong value, or one that is no key of a dictionary
            record.clean_fields(exclude=without)
        record.clean()
