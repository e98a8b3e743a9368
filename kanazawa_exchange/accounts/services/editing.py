"""Every write of a tracked record: created, edited, deleted, one or many, with versions that refuse a stale edit."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from kanazawa_exchange.lib import bulk
from kanazawa_exchange.lib.refusals import Guards, Refused, explained

from ..models import Person, Tracked, User, tracked_writes_allowed

T = TypeVar("T", bound=Tracked)
Values = Mapping[str, Any]
"""Field name → value, as a form or a sheet gives them."""
RECOMPUTED_AT_ONCE = 500


class StaleEdit(Exception):
    """Somebody saved the record after this edit began; `current` is the record as it stands now."""

    def __init__(self, current: Tracked) -> None:
        self.current = current
        super().__init__(_("Somebody else saved this record while you were editing it. Nothing of yours is lost."))


class Gone(Refused):
    """Somebody took the record away after this act began: a double click on a button that deletes is one."""

    def __init__(self) -> None:
        super().__init__(_("This is no longer here: it was taken away in the meantime."))


# --- Locked, compared, saved -----------------------------------------------------------------------------------------


def lock_for_edit(queryset: models.QuerySet[T], pk: int, version: int | None) -> T:
    """Lock one row inside the caller's transaction and compare its version; None skips the comparison.

    Errors: StaleEdit when the versions differ, Gone when the row is not in the queryset.
    """
    current = queryset.select_for_update(of=("self",)).filter(pk=pk).first()
    if current is None:
        raise Gone
    if version is not None and current.version != version:
        raise StaleEdit(current)
    return current


def lock_person(pk: int) -> Person:
    """Lock an entry to which something is added. Errors: Gone for one that was merged with another one meanwhile."""
    return lock_for_edit(Person.objects.standing(), pk, None)


def save_edit(record: Tracked, *, by: User | None, reason: str = "") -> None:
    """Save a locked record as its next version, with its line of history in the name of `by`."""
    record.version += 1
    write(record, by=by, reason=reason)


def save_edits(records: Sequence[T], names: Sequence[str], *, by: User | None, reason: str = "") -> None:
    """Save these fields of locked records of one model as the next version of each, in as many queries for 300 as for 3."""
    if not records:
        return
    for record in records:
        record.version += 1
        record.updated_at = timezone.now()
    with tracked_writes_allowed():
        bulk_update_with_history(
            list(records),
            type(records[0]),
            ["version", "updated_at", *names],
            default_user=by,
            default_change_reason=reason or None,
            manager=type(records[0])._base_manager,
        )


def write(record: models.Model, *, by: User | None, reason: str = "") -> None:
    """Save a tracked record with its line of history in the name of `by` (None is a named system act)."""
    _sign(record, by, reason)
    record.full_clean(validate_unique=False, validate_constraints=False, exclude=_computed(record))
    record.save()


def write_many(records: Sequence[T], *, by: User | None, reason: str = "", is_clean: bool = False) -> list[T]:
    """Insert new tracked records of one model with their lines of history, in as many queries for 300 as for 3.

    The reviewed way around the refusal of bulk writes: values are cleaned one by one as `write` does, foreign keys are
    left to the database. Primary keys are set on the records that come back. `is_clean`: the caller has just asked each field
    whether it takes the value; whoever says so is named in `tests/lib/test_bulk.py`.
    """
    if not records:
        return []
    if not is_clean:
        relations = {field.name for field in records[0]._meta.concrete_fields if field.is_relation}
        bulk.clean(records, _computed(records[0]) | relations)
    if by is not None and len(records) >= bulk.FROM:
        return _insert_many(records, by=by, reason=reason)
    with tracked_writes_allowed():
        return bulk_create_with_history(
            list(records), type(records[0]), default_user=by, default_change_reason=reason or None
        )


def _insert_many(records: Sequence[T], *, by: User, reason: str) -> list[T]:
    with transaction.atomic():
        bulk.insert(records)
        _insert_history(type(records[0]), [record.pk for record in records], by=by, reason=reason)
    return list(records)


def write_values(
    model: type[Tracked], names: Sequence[str], rows: Sequence[Sequence[object]], *, by: User | None, reason: str = ""
) -> None:
    """The same for whoever needs no records back, of plain values of these columns; what is not given has its default.

    Of very many no record is made at all, unless one of them is wrong.
    """
    if by is not None and len(rows) >= bulk.FROM and model.clean is models.Model.clean:
        with suppress(ValidationError), transaction.atomic():
            keys = bulk.insert_values(model, names, rows)
            _insert_history(model, keys, by=by, reason=reason)
            return
    write_many([model(**dict(zip(names, row, strict=True))) for row in rows], by=by, reason=reason)


def _insert_history(model: type[Tracked], keys: Sequence[int], *, by: User, reason: str) -> None:
    bulk.insert_history(
        model,
        keys,
        history_date=timezone.now(),
        history_user_id=by.pk,
        history_change_reason=reason or None,
        history_type="+",
    )


def delete(record: models.Model, *, by: User | None) -> None:
    """Take a record away; its history stays and names who did it."""
    _sign(record, by, "")
    record.delete()


# --- From values -----------------------------------------------------------------------------------------------------


def create(record: T, values: Values, *, by: User | None, guards: Guards | None = None) -> T:
    """Store a new record with these values, inside the caller's transaction. Errors: Refused, for what `guards` name."""
    assign(record, values)
    with explained(guards or {}), transaction.atomic():
        write(record, by=by)
    return record


def edit(record: T, values: Values, *, by: User | None, version: int | None, guards: Guards | None = None) -> T:
    """Store the next version of a record with these values, inside the caller's transaction; other fields stay.

    Errors: StaleEdit, Refused.
    """
    rows: models.QuerySet[T] = type(record)._default_manager.all()  # type: ignore[assignment]  # the manager of T itself
    current = lock_for_edit(rows, record.pk, version)
    assign(current, values)
    with explained(guards or {}), transaction.atomic():
        save_edit(current, by=by)
    return current


def recompute(rows: models.QuerySet[T], computed: Callable[[T], Values]) -> int:
    """Write computed columns of all these rows anew; returns how many differed."""
    return in_chunks(rows, lambda chunk: len(write_computed(chunk, computed)))


def write_computed(chunk: Sequence[T], computed: Callable[[T], Values]) -> set[int]:
    """Write computed columns of locked rows where they differ; returns which did.

    Nobody has edited anything, so neither version nor history moves.
    """
    differed = set()
    for row in chunk:
        values = computed(row)
        if any(getattr(row, name) != value for name, value in values.items()):
            with tracked_writes_allowed():
                type(row)._base_manager.filter(pk=row.pk).update(**values)
            differed.add(row.pk)
    return differed


def in_chunks(rows: models.QuerySet[T], act: Callable[[Sequence[T]], int]) -> int:
    """The sum of what `act` returns for some hundreds of rows at a time, under lock, each lot in a transaction of its own."""
    pks, total = list(rows.order_by("pk").values_list("pk", flat=True)), 0
    for start in range(0, len(pks), RECOMPUTED_AT_ONCE):
        with transaction.atomic():
            chunk = rows.filter(pk__in=pks[start : start + RECOMPUTED_AT_ONCE]).order_by("pk")
            total += act(list(chunk.select_for_update(of=("self",), no_key=True)))
    return total


def bump_version(record: T, *, by: User | None) -> T:
    """Give a record whose parts have changed its next version, so that an edit begun before is told."""
    return edit(record, {}, by=by, version=None)


def assign(record: models.Model, values: Values) -> None:
    """Set fields by name. Errors: TypeError for a name that the model does not have."""
    names = {field.name for field in record._meta.get_fields()}
    for name, value in values.items():
        if name not in names:
            raise TypeError(f"{type(record).__name__} has no field {name}")
        setattr(record, name, value)


def _sign(record: models.Model, by: User | None, reason: str) -> None:
    tracked: Any = record
    tracked._history_user = by
    tracked._change_reason = reason or None


def _computed(record: models.Model) -> set[str]:
    return {field.name for field in record._meta.concrete_fields if field.generated or not field.editable}
