"""What every record with a history has in common, and why it cannot be changed in bulk by accident."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

_open: ContextVar[bool] = ContextVar("tracked_writes_allowed", default=False)


class TrackedUpdateRefused(RuntimeError):
    """A bulk write on a tracked model: it would leave no line in the record's history."""


@contextmanager
def tracked_writes_allowed() -> Iterator[None]:
    """Open the guard for the library's own bulk helpers, which write the history themselves."""
    token = _open.set(True)
    try:
        yield
    finally:
        _open.reset(token)


def _refuse() -> None:
    if not _open.get():
        raise TrackedUpdateRefused("use save(), or simple_history's bulk helpers inside tracked_writes_allowed()")


class TrackedQuerySet(models.QuerySet):
    """A queryset that refuses the writes simple-history cannot see."""

    def update(self, **kwargs: Any) -> int:
        _refuse()
        return super().update(**kwargs)

    def bulk_update(self, *args: Any, **kwargs: Any) -> int:
        _refuse()
        return super().bulk_update(*args, **kwargs)

    def bulk_create(self, *args: Any, **kwargs: Any) -> list[Any]:
        _refuse()
        return super().bulk_create(*args, **kwargs)


class Tracked(models.Model):
    """A record with a public id, a version for safe editing and a history (registered in `translation.py`)."""

    uid = models.UUIDField(_("public id"), default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)

    objects = TrackedQuerySet.as_manager()

    class Meta:
        abstract = True
