"""How two people may edit one record without either losing a word."""

from typing import Any, TypeVar

from django.db import models
from django.utils.translation import gettext as _

from ..models import Tracked, User

T = TypeVar("T", bound=Tracked)


class StaleEdit(Exception):
    """Somebody saved the record after this edit began; `current` is the record as it stands now."""

    def __init__(self, current: Tracked) -> None:
        self.current = current
        super().__init__(_("Somebody else saved this record while you were editing it. Nothing of yours is lost."))


def lock_for_edit(queryset: models.QuerySet[T], pk: int, version: int | None) -> T:
    """Lock one row inside the caller's transaction and compare its version; None skips the comparison.

    Errors: StaleEdit when the versions differ, the model's DoesNotExist when the row is not in the queryset.
    """
    current = queryset.select_for_update(of=("self",)).get(pk=pk)
    if version is not None and current.version != version:
        raise StaleEdit(current)
    return current


def save_edit(record: Tracked, *, by: User | None, reason: str = "") -> None:
    """Save a locked record as its next version, with its line of history in the name of `by`."""
    record.version += 1
    write(record, by=by, reason=reason)


def write(record: models.Model, *, by: User | None, reason: str = "") -> None:
    """Save a tracked record with its line of history in the name of `by` (None is a named system act)."""
    tracked: Any = record
    tracked._history_user = by
    tracked._change_reason = reason or None
    record.full_clean(validate_unique=False, validate_constraints=False, exclude=_computed(record))
    record.save()


def _computed(record: models.Model) -> set[str]:
    return {field.name for field in record._meta.concrete_fields if field.generated or not field.editable}
