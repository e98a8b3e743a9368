"""Very many new records at once, by COPY: their keys are taken from the database first, so that others can refer to them."""

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from operator import attrgetter
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, models

from . import copy

FROM = 400
"""So many records are worth it; fewer go the ordinary way."""
_PLAIN = (models.ForeignKey, models.UUIDField, models.BooleanField, models.IntegerField, models.DateTimeField)
"""Fields whose values come into their columns as they stand in a record that was cleaned."""
_AS_WRITTEN = {field.get_prep_value for field in (models.CharField, models.TextField, models.DateField)}
_WRITTEN = {str, date, type(None)}
"""What such fields take, and give away as it is."""


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
    columns = {field.column: _stored(field, records) for field in _fields(model)}
    copy.insert_rows(model._meta.db_table, list(columns), zip(*columns.values(), strict=True))
    for record in records:
        record._state.adding, record._state.db = False, DEFAULT_DB_ALIAS


def insert_values(model: type[models.Model], names: Sequence[str], rows: Sequence[Sequence[object]]) -> Sequence[int]:
    """Insert new records of which these columns are given and cleaned here, as if they had been made; returns their keys.

    Errors: ValidationError, which does not say whose value is wrong; those of the database.
    """
    given = dict(zip(names, zip(*rows, strict=True), strict=True))
    first = model(**dict(zip(names, rows[0], strict=True)))
    made = {
        field.column: _cleaned(field, given[field.attname], first)
        if field.attname in given
        else _unsaid(field, first, len(rows))
        for field in _fields(model)
        if not field.primary_key
    }
    keys = copy.next_keys(model, len(rows))
    names = [str(model._meta.pk.column), *made]
    copy.insert_rows(model._meta.db_table, names, zip(keys, *made.values(), strict=True))
    return keys


def insert_history(model: Any, keys: Sequence[int], **values: object) -> None:
    """One line of history of each of these stored records, with these values beside the fields that history follows."""
    history = model.history.model
    columns = [field.column for field in history.tracked_fields if not field.generated]
    copy.insert_from(model, keys, history._meta.db_table, columns, values)


def _fields(model: type[models.Model]) -> list[Any]:
    return [field for field in model._meta.concrete_fields if not field.generated]


def _stored(field: Any, records: Sequence[Any]) -> Sequence[object]:
    """What comes into a column, of each record."""
    if _keeps_time(field):
        moment = field.pre_save(records[0], True)
        for record in records:
            setattr(record, field.attname, moment)
    return _prepared(field, list(map(attrgetter(field.attname), records)))


def _cleaned(field: Any, values: Sequence[object], record: models.Model) -> Sequence[object]:
    cleaned = values if field.is_relation else _each_once(_cleaning(field, record), values)
    return _prepared(field, cleaned)


def _unsaid(field: Any, record: models.Model, count: int) -> Sequence[object]:
    """What stands in a column of which nothing is given."""
    if _keeps_time(field):
        return [field.pre_save(record, True)] * count
    is_each_its_own = callable(field.default)
    return _prepared(
        field, [field.get_default() for _one in range(count)] if is_each_its_own else [field.get_default()] * count
    )


def _keeps_time(field: Any) -> bool:
    return getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)


def _prepared(field: Any, values: Sequence[object]) -> Sequence[object]:
    if isinstance(field, models.JSONField):
        return [_as_json(value, field.encoder) for value in values]
    is_written = type(field).get_prep_value in _AS_WRITTEN and _WRITTEN.issuperset(map(type, values))
    return values if is_written or isinstance(field, _PLAIN) else _each_once(field.get_prep_value, values)


def _as_json(value: object, encoder: Any) -> str | None:
    return None if value is None else json.dumps(value, cls=encoder, ensure_ascii=False)


def _each_once(act: Callable[[Any], object], values: Sequence[object]) -> Sequence[object]:
    """What becomes of each of these values; those that are equal are asked once."""
    try:
        different = set(zip(map(type, values), values, strict=True))
    except TypeError:  # some have no hash
        return [act(value) for value in values]
    done = {key: act(key[1]) for key in different}
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
    except ValidationError:
        for record in records:
            record.clean_fields(exclude=without)
    if model.clean is not models.Model.clean:
        for record in records:
            record.clean()


def _clean_field(field: Any, records: Sequence[models.Model]) -> None:
    values = list(map(attrgetter(field.attname), records))
    made = _each_once(_cleaning(field, records[0]), values)
    if made is not values:
        for record, value in zip(records, made, strict=True):
            setattr(record, field.attname, value)


def _cleaning(field: Any, record: models.Model) -> Callable[[object], object]:
    """How a field cleans a value that a record gives, as `clean_fields` does."""
    return lambda raw: raw if field.blank and raw in field.empty_values else field.clean(raw, record)
