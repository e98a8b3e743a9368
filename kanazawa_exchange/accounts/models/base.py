"""Base models of records: a history that bulk writes cannot skip, terms from day to day, names in every language."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kanazawa_exchange.lib.languages import columns
from kanazawa_exchange.lib.period import covers
from kanazawa_exchange.lib.viewer import Viewer, member

from ..permissions import is_office

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


class PublicQuerySet(TrackedQuerySet):
    """Rows that anybody may read."""

    def visible_to(self, user: Viewer) -> "PublicQuerySet":
        return self


class Tracked(models.Model):
    """A record with a public id, a version for safe editing and a history (registered in `translation.py`)."""

    uid = models.UUIDField(_("public id"), default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)

    objects = TrackedQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        """For the support desk and the log; the words of a page are the page's own."""
        return f"{self._meta.model_name} {self.uid}"


class TermQuerySet(TrackedQuerySet):
    """Rows that hold from `starts_on` to `ends_on`, both included."""

    def on(self, day: date) -> "TermQuerySet":
        return self.overlapping(day, day)

    def overlapping(self, starts_on: date, ends_on: date | None) -> "TermQuerySet":
        """Those that share a day with this term; one without a last day lasts for ever."""
        rows = self.filter(Q(ends_on=None) | Q(ends_on__gte=starts_on))
        return rows if ends_on is None else rows.filter(starts_on__lte=ends_on)


class PersonalTermQuerySet(TermQuerySet):
    """Terms of people: who holds a role, studies, represents, coordinates or sits where."""

    def visible_to(self, user: Viewer) -> "PersonalTermQuerySet":
        """The office sees all of them, everybody else the own."""
        account = member(user)
        if account is None:
            return self.none()
        return self if is_office(user) else self.filter(person_id=account.person_id)


class Term(Tracked):
    """A record that holds from its first to its last day; without a last day until further notice."""

    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    objects: ClassVar = TermQuerySet.as_manager()

    class Meta:
        abstract = True

    def holds_on(self, day: date) -> bool:
        return covers(self.starts_on, self.ends_on, day)


class PersonalTerm(Term):
    """What one person holds for a term: a role, a seat, a programme, an institution."""

    objects: ClassVar = PersonalTermQuerySet.as_manager()

    class Meta:
        abstract = True


def term_ends_after_start(prefix: str) -> models.CheckConstraint:
    """A term ends on its first day at the earliest."""
    return models.CheckConstraint(condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name=f"{prefix}_term")


def named(prefix: str, *, field: str = "name") -> models.CheckConstraint:
    """A translated record has its name in one language at least; a missing language stays visibly missing."""
    empty = Q()
    for column in columns(field):
        empty &= Q(**{column: ""}) | Q(**{column: None})
    return models.CheckConstraint(condition=~empty, name=f"{prefix}_named")
