"""Records that were entered by mistake go again, as long as nothing hangs on them; their history stays."""

from collections.abc import Iterable, Sequence

from django.db import models

from ..models import Tracked, User
from .editing import delete


def in_use(records: Sequence[models.Model], *own: type[models.Model]) -> set[int]:
    """The keys of those records, all of one model, that rows point to; `own`: models whose rows are parts of a record and go along.

    One query for each foreign key, however many the records are.
    """
    if not records:
        return set()
    pks = [record.pk for record in records]
    used: set[int] = set()
    for relation in _relations(type(records[0])):
        if relation.related_model not in own:
            rows: models.QuerySet[models.Model] = relation.related_model._base_manager.all()
            used |= set(
                rows.filter(**{f"{relation.field.attname}__in": pks}).values_list(relation.field.attname, flat=True)
            )
    return used


def _relations(model: type[models.Model]) -> Iterable[models.ManyToOneRel]:
    """The foreign keys to a model, but not those of the lines of history."""
    for relation in model._meta.get_fields(include_hidden=True):
        if isinstance(relation, models.ManyToOneRel) and not hasattr(relation.related_model, "history_object"):
            yield relation


def withdraw(record: Tracked, parts: Iterable[models.Model] = (), *, by: User | None) -> None:
    """Take a record away with its parts, inside the caller's transaction. Whoever calls has asked who may, and `in_use`."""
    for part in parts:
        delete(part, by=by)
    delete(record, by=by)
