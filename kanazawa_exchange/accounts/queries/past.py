"""A record as it stood when somebody read it, and who has saved it since."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from kanazawa_exchange.lib import clock, formats

from ..models import Tracked, User
from .history import actors


@dataclass(frozen=True)
class Save:
    """One save of a record: its moment on the clock of Japan, with the day unless that is today, and who it was."""

    moment: str
    by: str
    is_today: bool
    is_own: bool


def at_version(record: Tracked, version: int, parts: Sequence[str] = ()) -> Any:
    """The record as its history holds it at an older version, or None where the history does not know it.

    Of the relations named in `parts` it has the rows of that moment. An act writes a record and its parts together, so
    halfway between two acts all of the first is written and nothing of the second.
    """
    rows = list(_history(type(record)).filter(id=record.pk, version__gte=version).order_by(*OLDEST_FIRST))
    read = [row for row in rows if row.version == version]
    later = [row for row in rows if row.version > version]
    if not (read and later):
        return None
    between = read[-1].history_date + (later[0].history_date - read[-1].history_date) / 2
    past = read[-1].instance
    past._prefetched_objects_cache = {
        name: _part(record, name, between) for name in parts
    }  # what `past.names.all()` reads
    return past


def saves_since(record: Tracked, version: int, reader: User) -> tuple[Save, ...]:
    """Who has saved the record after this version, each person's last time, the newest at the end."""
    rows = _history(type(record)).filter(id=record.pk, version__gt=version).order_by(*OLDEST_FIRST)
    last: dict[int | None, datetime] = {}
    for user, moment in rows.values_list("history_user_id", "history_date"):
        last.pop(user, None)
        last[user] = moment
    names = {**actors(set(last)), reader.pk: _("you, in another window")}
    today = clock.today()
    saves = []
    for user, moment in last.items():
        is_today = formats.local_day(moment) == today
        words = formats.time(moment) if is_today else formats.date_and_time(moment)
        saves.append(Save(words, names.get(user, "—"), is_today, user == reader.pk))
    return tuple(saves)


OLDEST_FIRST = ("history_date", "history_id")


def _history(model: Any) -> models.QuerySet[Any]:
    rows: models.QuerySet[Any] = model.history.all()
    return rows


def _part(record: models.Model, name: str, moment: datetime) -> models.QuerySet[Any]:
    """The rows of one relation at that moment, as a queryset that has been read already."""
    relation: Any = record._meta.get_field(name)
    rows: models.QuerySet[Any] = relation.related_model._base_manager.all()
    if relation.many_to_many:
        key, other = relation.m2m_field_name(), relation.m2m_reverse_field_name()
        links = _rows_at(relation.remote_field.through, key, record, moment)
        found: Iterable[Any] = rows.in_bulk([getattr(link, f"{other}_id") for link in links]).values()
    else:
        found = (row.instance for row in _rows_at(relation.related_model, relation.field.name, record, moment))
    rows._result_cache = list(found)
    return rows


def _rows_at(model: Any, key: str, record: models.Model, moment: datetime) -> list[Any]:
    """The newest line of history of each row that was there."""
    rows = _history(model).filter(**{f"{key}_id": record.pk}, history_date__lte=moment).order_by(*OLDEST_FIRST)
    return [row for row in {row.id: row for row in rows}.values() if row.history_type != "-"]
