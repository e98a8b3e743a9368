"""One history of a call with its parts, each change under the name of what it is about."""

from typing import Any

from kanazawa_exchange.accounts.queries.changes import Label, Labels, Words
from kanazawa_exchange.accounts.queries.history import Entry, Part, timeline
from kanazawa_exchange.lib.localized import localized

from ..call_moves import CALL_MOVES
from ..models import Call, CallPlace, ChecklistLine, Criterion, ProgramRun, Question, RequiredDocument, Requirement
from .labels import run_label


def call_history(call: Call) -> list[Entry]:
    """Everything that happened to the call, newest first; when it was announced stands at the move."""
    return timeline(call, moves=CALL_MOVES, parts=PARTS, labels=LABELS, hidden=HIDDEN)


def _named(name: str) -> Any:
    return lambda row, _words: str(localized(row, name))


def _kind(row: Any, words: Words) -> str:
    return words.of(Requirement._meta.get_field("kind"), row.kind)


def _place(row: Any, words: Words) -> str:
    return words.of(CallPlace._meta.get_field("institution"), row.institution_id)


HIDDEN = ("order", "lot_seed", "announced_at", "called_off_at")
LABELS: Labels = {ProgramRun: Label(run_label, ("program",))}
PARTS = (
    Part(CallPlace, "call", called=_place),
    Part(Requirement, "call", called=_kind),
    Part(RequiredDocument, "call", called=_named("name")),
    Part(Question, "call", called=_named("text")),
    Part(Criterion, "call", called=_named("name")),
    Part(ChecklistLine, "call", called=_named("name")),
)
