"""Which moves may a thing make from the state it is in? A table of moves, and the refusal in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _


@dataclass(frozen=True, kw_only=True)
class Move:
    """One allowed change of state. Who may make it is said in the app's `permissions`."""

    name: str
    sources: frozenset[str]
    target: str
    label: Any  # the verb on the button, perhaps lazy
    reason_required: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "sources", frozenset(self.sources))


@dataclass(frozen=True)
class Labels:
    """The two names of a state: one for the office, one for the person concerned."""

    office: Any
    person: Any


class MoveRefused(Exception):
    """The table knows no such move from here, or the reason is missing; the message is fit for the user."""


class MoveTable:
    """The moves of one kind of thing, beside its enum of states."""

    def __init__(self, moves: Iterable[Move], labels: Mapping[str, Labels]) -> None:
        self.moves: dict[str, Move] = {}
        for move in moves:
            if move.name in self.moves:
                raise ValueError(f"two moves are called {move.name}")
            self.moves[move.name] = move
        self.labels = {str(state): pair for state, pair in labels.items()}
        unknown = {state for move in self.moves.values() for state in {*move.sources, move.target}} - set(self.labels)
        if unknown:
            raise ValueError(f"states without labels: {sorted(unknown)}")

    def allowed(self, state: str, move: str) -> bool:
        """Whether the move exists from this state."""
        return move in self.moves and state in self.moves[move].sources

    def moves_from(self, state: str) -> tuple[Move, ...]:
        """The moves that exist from this state, in the order of the table."""
        return tuple(move for move in self.moves.values() if state in move.sources)

    def office_label(self, state: str) -> str:
        """The state in the words of the office."""
        return str(self.labels[state].office)

    def person_label(self, state: str) -> str:
        """The state in the words for the person concerned."""
        return str(self.labels[state].person)

    def check(self, state: str, move: str, *, reason: str = "") -> Move:
        """The move, when the table allows it and a required reason is given; else MoveRefused."""
        if not self.allowed(state, move):
            raise MoveRefused(
                _("This is not possible now: the state is “%(state)s”.") % {"state": self.office_label(state)}
            )
        found = self.moves[move]
        if found.reason_required and not reason.strip():
            raise MoveRefused(_("Give a reason."))
        return found
