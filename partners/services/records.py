"""How is any record of the partners written? One way for new ones and for edits, with refusals in words."""

from collections.abc import Mapping
from typing import Any, TypeVar

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import Tracked, User
from kanazawa_exchange.accounts.services.editing import lock_for_edit, save_edit, write

T = TypeVar("T", bound=Tracked)


class Refused(Exception):
    """The record cannot be written like this; `field` is where it goes wrong, the message is fit for the user."""

    def __init__(self, message: str, *, field: str | None = None) -> None:
        self.field = field
        super().__init__(message)


def create(record: T, values: Mapping[str, Any], *, by: User | None) -> T:
    """Store a new record. Call inside a transaction. Errors: Refused."""
    _assign(record, values)
    _refuse_taken_slug(record)
    try:
        with transaction.atomic():
            write(record, by=by)
    except IntegrityError as error:
        raise _in_words(error) from error
    return record


def edit(record: T, values: Mapping[str, Any], *, by: User | None, version: int | None) -> T:
    """Store the next version of a record. Call inside a transaction. Errors: StaleEdit, Refused."""
    current = _lock(record, version)
    _assign(current, values)
    _refuse_taken_slug(current)
    try:
        with transaction.atomic():
            save_edit(current, by=by)
    except IntegrityError as error:
        raise _in_words(error) from error
    return current


def remove(record: Tracked, *, by: User | None) -> None:
    """Take a part of a record away; its history stays."""
    record._history_user = by  # type: ignore[attr-defined]
    record.delete()


def touch(record: T, *, by: User | None) -> T:
    """Give a record whose parts have changed its next version, so that an edit begun before is told."""
    current = _lock(record, None)
    save_edit(current, by=by)
    return current


def _lock(record: T, version: int | None) -> T:
    rows: models.QuerySet[T] = type(record)._default_manager.all()  # type: ignore[assignment]  # the manager of T itself
    return lock_for_edit(rows, record.pk, version)


def _assign(record: Tracked, values: Mapping[str, Any]) -> None:
    known = {field.name for field in record._meta.get_fields()}
    for name, value in values.items():
        if name not in known:
            raise TypeError(f"{type(record).__name__} has no field {name}")
        setattr(record, name, value)


def _refuse_taken_slug(record: Tracked) -> None:
    slug = getattr(record, "slug", None)
    rows: Any = type(record)._default_manager
    if slug and rows.filter(slug=slug).exclude(pk=record.pk).exists():
        raise Refused(_("Another record already has this address part."), field="slug")


def _in_words(error: IntegrityError) -> Refused:
    text = str(error)
    messages = {
        "_named": _("Fill in one language at least."),
        "_term": _("The end lies before the beginning."),
        "_slug": _("Another record already has this address part."),
        "group_membership": _("This institution already joined the group on that day."),
        "agreement_party": _("This institution is a party already."),
    }
    return Refused(
        next((words for mark, words in messages.items() if mark in text), _("The record cannot be saved like this."))
    )
