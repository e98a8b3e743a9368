"""What each app knows of people: the rows that go along when two entries of one person are merged, and what stands against it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import models
from django.utils.text import capfirst

from ..models import Person, User

Moved = Mapping[str, frozenset[int]]
"""Name of a reference → the keys of the rows that came along with an entry."""


def _kind(row: models.Model) -> str:
    return str(capfirst(str(row._meta.verbose_name)))


@dataclass(frozen=True)
class Reference:
    """A foreign key to a person. Its rows go to the entry that is kept, unless `stays` says why they stay where they are.

    `called`: how one of the rows is called in a sentence.
    """

    model: type[models.Model]
    field: str = "person"
    called: Callable[[Any], str] = _kind
    stays: str = ""

    @property
    def name(self) -> str:
        return f"{self.model._meta.label_lower}.{self.field}"

    def rows(self, *people: Person) -> models.QuerySet[Any]:
        """Those of these entries, in the order of their keys."""
        found: models.QuerySet[Any] = self.model._default_manager.filter(**{f"{self.field}__in": people})
        return found.order_by("pk")


class Pair(NamedTuple):
    """Two entries that shall be one. `reader`: who hears why they cannot."""

    kept: Person
    absorbed: Person
    reader: User | None = None


@dataclass(frozen=True)
class Knowledge:
    """What one app registers. `clashes`: why two entries cannot be one person, in sentences; `ties`: what joins rows that came
    along with others since, so that they cannot be parted."""

    references: Sequence[Reference] = ()
    clashes: Callable[[Pair], Iterable[str]] = lambda pair: ()
    ties: Callable[[Pair, Moved], Iterable[str]] = lambda pair, moved: ()


_known: dict[str, Knowledge] = {}


def register(app: str, knowledge: Knowledge) -> None:
    """An app says what it knows of people (called once, when the apps are ready)."""
    _known[app] = knowledge


def references() -> list[Reference]:
    return [reference for knowledge in _known.values() for reference in knowledge.references]


def moving() -> list[Reference]:
    """Those whose rows go along."""
    return [reference for reference in references() if not reference.stays]


def clashes(pair: Pair) -> list[str]:
    return [sentence for knowledge in _known.values() for sentence in knowledge.clashes(pair)]


def ties(pair: Pair, moved: Moved) -> list[str]:
    return [sentence for knowledge in _known.values() for sentence in knowledge.ties(pair, moved)]
