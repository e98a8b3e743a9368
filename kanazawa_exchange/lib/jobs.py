"""What kinds of long work there are: each tells how one part of it is done, and knows nothing of queues and workers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import UUID

from django.db.models import Q

from .viewer import Viewer
from .words import Words

LOST = "lost"
"""Why a part failed that never gave an answer: its process crashed, or was ended for its time or its memory."""

UNKNOWN = "unknown kind"
"""Why a part failed of which this version of the portal does not know what it is."""


class Stopped(Exception):
    """A part that takes long has seen that somebody asked to stop: nothing of it is written, and it is there to be done."""


About = Mapping[str, Any]
"""What a part is about, as JSON: keys and ranges, never names or answers of people."""


@dataclass(frozen=True)
class Part:
    """One part of a job: done by one worker in a few seconds, and written as a whole or not at all.

    `key` names it within its job, `size` is its weight in the progress. Parts of a stage begin when all of the stage before have ended.
    """

    key: str
    about: About = field(default_factory=dict)
    size: int = 1
    stage: int = 0


class Held(Protocol):
    """A part in the hands of a worker."""

    @property
    def job(self) -> UUID: ...

    @property
    def owner_pk(self) -> int | None: ...

    @property
    def parameters(self) -> About: ...

    @property
    def part(self) -> Part: ...

    def add(self, parts: Sequence[Part]) -> None:
        """Further parts of the job; within `store` they come with the result, or not at all."""

    def redo_later(self) -> int:
        """What later stages have done without this part is done once more, when the part succeeds only now; how many parts.

        Call it within `store`: then they wait with its result, or not at all.
        """

    def tell(self, more: int) -> None:
        """So much more of the size of the part is done, where it takes minutes: for whoever looks, before any of it is written."""

    def is_cancelled(self) -> bool:
        """Whether somebody asked to stop; a part that takes long looks now and then, and ends by returning what it has,
        or by raising `Stopped`, also within `store`.
        """


def nothing(held: Held) -> Any:
    """A part whose whole work is its writing."""


@dataclass(frozen=True)
class Kind:
    """One kind of long work.

    `work` reads and computes, outside any transaction, and may be killed at any moment and begun again. `store` writes what
    `work` returned, in the transaction that also marks the part as done: together or not at all, and never twice. A part that
    failed is cut by `split`, where it can be, so that one row that cannot be done does not take its neighbours along.
    """

    code: str
    title: Words
    store: Callable[[Held, Any], None]
    work: Callable[[Held], Any] = nothing
    split: Callable[[Part], Sequence[Part]] | None = None
    address: Callable[[About], str] | None = None
    """Where the result is seen, from the parameters of the job."""
    may: Callable[[Viewer, About], bool] | None = None
    """Who has it done, stops it and takes it up again, from the parameters; None: the office, and whoever started the job."""
    is_long: Callable[[About], bool] = lambda _parameters: False
    """Whether one part may take minutes, as one transaction over very many rows does, by the parameters of the job."""
    steered: Callable[[Viewer], Q] | None = None
    """The jobs of this kind that `may` gives a reader, as a condition on `parameters`, so that the list of jobs has them."""


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """An app says what long work it has (when the apps are ready)."""
    _kinds[kind.code] = kind


def kind_of(code: str) -> Kind:
    """Errors: KeyError for a kind that this version of the portal does not know."""
    return _kinds[code]


def is_known(code: str) -> bool:
    return code in _kinds


def steered_by(user: Viewer) -> Q:
    """The jobs that kinds give this reader, whoever started them."""
    found = Q(pk__in=[])
    for kind in _kinds.values():
        if kind.steered is not None:
            found |= Q(kind=kind.code) & kind.steered(user)
    return found


def is_long(code: str, parameters: About) -> bool:
    """Whether a worker may take minutes for one part of such a job."""
    return is_known(code) and kind_of(code).is_long(parameters)


def title_of(code: str) -> str:
    """The kind in words; its code where this version does not know it any more."""
    kind = _kinds.get(code)
    return str(kind.title) if kind else code


def ranges(keys: Sequence[int], size: int, *, stage: int = 0) -> list[Part]:
    """Parts that each hold so many of these sorted keys, as {"first": …, "last": …}."""
    cut = [keys[start : start + size] for start in range(0, len(keys), size)]
    return [Part(f"{piece[0]}-{piece[-1]}", {"first": piece[0], "last": piece[-1]}, len(piece), stage) for piece in cut]
