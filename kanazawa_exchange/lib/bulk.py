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
    columns = {field.column: _stored(field, records) for field in model._meta.concrete_fields if not field.generated}
    copy.insert_rows(model._meta.db_table, list(columns), zip(*columns.values(), strict=True))
    for record in records:
        record._state.adding, record._state.db = False, DEFAULT_DB_ALIAS


def insert_history(records: Sequence[Any], **values: object) -> None:
    """One line of history of each of these stored records, with these values beside the fields that history follows."""
    model = type(records[0])
    history = model.history.model
    columns = [field.column for field in history.tracked_fields if not field.generated]
    copy.insert_from(model, [record.pk for record in records], history._meta.db_table, columns, values)


def _stored(field: Any, records: Sequence[Any]) -> Sequence[object]:
    """What comes into a column, of each record."""
    name = field.attname
    if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
        moment = field.pre_save(records[0], True)
        for record in records:
            setattr(record, name, moment)
    values = list(map(attrgetter(name), records))
    if isinstance(field, models.JSONField):
        return [_as_json(value, field.encoder) for value in values]
    return values if isinstance(field, _PLAIN) else _each_once(field.get_prep_value, values)


def _as_json(value: object, encoder: Any) -> str | None:
    return None if value is None else json.dumps(value, cls=encoder, ensure_ascii=False)


def _each_once(act: Callable[[Any], object], values: Sequence[object]) -> Sequence[object]:
    """What becomes of each of these values; those that are equal are asked once. Errors: TypeError for what has no hash."""
    done = {key: act(key[1]) for key in set(zip(map(type, values), values, strict=True))}
    if all(made is key[1] for key, made in done.items()):
        return values
    return [done[type(value), value] for value in values]


# --- Cleaned -----------------------------------------------------------------------------------------------------------


def clean(records: Sequence[models.Model], exclude: Iterable[str]) -> None:
    """What `full_clean` does with the fields of each record; a value that many share is cleaned once.

    Errors: ValidationError of the first record that has a wrong value.
    """
    without = frozenset(exclude)
    model = type(records[0])
    fields = [field for field in model._meta.fields if field.name not in without and not field.generated]
    try:
        for field in fields:
            _clean_field(field, records)
    except (ValidationError, TypeError):  # a wrong value, or one that has no hash
        for record in records:
            record.clean_fields(exclude=without)
    if model.clean is not models.Model.clean:
        for record in records:
            record.clean()


def _clean_field(field: Any, records: Sequence[models.Model]) -> None:
    def cleaned(raw: object) -> object:
        return raw if field.blank and raw in field.empty_values else field.clean(raw, records[0])

    values = list(map(attrgetter(field.attname), records))
    made = _each_once(cleaned, values)
    if made is not values:
        for record, value in zip(records, made, strict=True):
            setattr(record, field.attname, value)
