"""One kind of thing and its states: everything about a state stands in its row, everything about a move in its own."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol, TypeVar

from django import forms
from django.utils.translation import gettext as _

from kanazawa_exchange.lib.viewer import Viewer
from kanazawa_exchange.lib.words import Words

from .refusals import Refused

NEW = ""
"""Before the record exists; the first move of every record starts here."""

UNDO = "undo"
"""How the log calls the move before it undone: within seconds, by whoever had made it, whatever it was."""


class Logged(Protocol):
    """One line of the log of a record."""

    @property
    def move(self) -> str: ...

    @property
    def source(self) -> str: ...

    @property
    def target(self) -> str: ...


L = TypeVar("L", bound=Logged)


@dataclass(frozen=True)
class State:
    """One state: its words for the office and for the person concerned, and the glyph before them.

    The glyph (`kind`) is a colour (todo, wait, now, done, bad, off), and a second word where another state has it already:
    no two states of one kind of thing share a shape.
    """

    office: Words
    person: Words | None = None
    kind: str = "now"


@dataclass(frozen=True)
class Day:
    """The day a move asks for: how the form calls it, its label, and the date of the record that is suggested."""

    label: Words
    field: str = "on"
    suggested: str = ""  # an attribute of the record, offered once it has come; without one it is today
    help_text: Words = ""


@dataclass(frozen=True)
class Step:
    """What is said when a record is moved: the day, the reason in code and words, answers to further questions."""

    on: date | None = None
    reason_code: str = ""
    reason: str = ""
    answers: Mapping[str, Any] = field(default_factory=dict)
    overruled: Collection[str] | None = None  # the doubts that are meant so, by their codes; None is not asked
    at: datetime | None = None  # the moment of the act: the one door fills it in


def nothing_needed(_record: Any, _step: Step) -> Mapping[str, str]:
    return {}


def everything_asked(_record: Any) -> Set[str]:
    return frozenset()


def nothing_changes(_record: Any, _step: Step) -> None:
    """The state alone moves."""


@dataclass(frozen=True, kw_only=True)
class Move:
    """One move, whole: from where to where, by whom, in which words, on which day, for which reasons, after what."""

    name: str
    sources: Set[str]
    target: str = ""  # an empty target keeps the state, or leads back to where the move that is taken back came from
    by_way: Mapping[str, str] = field(default_factory=dict)  # state → the move that is made before it there, in one act
    takes_back: bool = False  # the move that led into this state: it holds from the same day, as if that had never been
    is_final: bool = False  # nothing undoes it, not even at once
    label: Words  # the verb on the button, perhaps lazy
    done: Words = ""  # what the history says of it; the verb when empty
    ever: Words = ""  # what it says in place of the day it holds from, where the move holds for every date
    may: Callable[[Viewer, Any], bool] | None = None  # user, record; None: the portal itself alone
    day: Day | None = None  # None: the move has no day of its own
    reasons: Mapping[str, Words] = field(default_factory=dict)  # code → words; with any, one is required
    usual_reason: str = ""  # the code that the form starts with
    reason_required: bool = False  # words are required
    reason_if: Callable[[Any], bool] | None = None  # record → whether words are required of this one
    questions: Callable[[], Mapping[str, forms.Field]] = dict  # further boxes of the form; their names are the answers
    confirms: Set[str] = frozenset()  # those of them that are days somebody has confirmed: none is still to come
    unasked: Callable[[Any], Set[str]] = everything_asked  # record → those of them that it has no answer to
    needs: Callable[[Any, Step], Mapping[str, str]] = nothing_needed  # record, step → sentences by field
    change: Callable[[Any, Step], None] = nothing_changes  # what it writes into the record beside the state
    by_person: bool = (
        False  # the person concerned makes it: why it is not possible is said in the words for that person
    )
    is_grave: bool = False
    notice: Words = ""  # what the page says above the form

    def __post_init__(self) -> None:
        object.__setattr__(self, "sources", frozenset(self.sources))

    @property
    def done_label(self) -> str:
        return str(self.done or self.label)

    def asks_why(self, record: Any) -> bool:
        """Whether words are required when this record is moved."""
        return bool(self.reasons) or self.reason_required or (self.reason_if is not None and self.reason_if(record))


class MoveRefused(Refused):
    """The table knows no such move from here, or something it asks for is missing or wrong."""


class MoveTable:
    """The moves of one kind of thing, beside its enum of states. `field`: the column of the record that holds the state; a record
    that two sides move has one for each, with a table for each."""

    def __init__(self, moves: Iterable[Move], states: Mapping[str, State], *, field: str = "status") -> None:
        self.field = field
        self.moves: dict[str, Move] = {}
        for move in moves:
            if move.name in self.moves:
                raise ValueError(f"two moves are called {move.name}")
            self.moves[move.name] = move
        self.states = {str(state): row for state, row in states.items()}
        named = {state for move in self.moves.values() for state in {*move.sources, *move.by_way, move.target or NEW}}
        if unknown := named - {NEW} - set(self.states):
            raise ValueError(f"states without labels: {sorted(unknown)}")

    def state_of(self, record: Any) -> str:
        """The state in which a record stands."""
        return str(getattr(record, self.field))

    def allowed(self, state: str, move: str) -> bool:
        """Whether the move exists from this state."""
        return move in self.moves and state in self.moves[move].sources

    def way(self, state: str, move: str) -> str:
        """The move that is made before this one in a state from which this one does not exist; empty where none is."""
        return self.moves[move].by_way.get(state, "") if move in self.moves else ""

    def possible(self, state: str, move: str) -> bool:
        """Whether the move can be made in this state, perhaps with another one before it."""
        return self.allowed(state, move) or bool(self.way(state, move))

    def starts(self, move: str) -> frozenset[str]:
        """The states in which the move can be made."""
        return frozenset(state for state in self.states if self.possible(state, move))

    def moves_from(self, state: str) -> tuple[Move, ...]:
        """The moves that exist from this state, in the order of the table."""
        return tuple(move for move in self.moves.values() if state in move.sources)

    def offered(self, record: Any, user: Viewer) -> tuple[Move, ...]:
        """The moves this user may make with this record as it stands, in the order of the table."""
        rows = (row for row in self.moves.values() if self.possible(self.state_of(record), row.name))
        return tuple(row for row in rows if row.may is not None and row.may(user, record))

    def may(self, user: Viewer, record: Any, name: str) -> bool:
        """Whether this user may make that move at all; whether it exists from here is `allowed`."""
        row = self.moves.get(name)
        return row is not None and row.may is not None and bool(row.may(user, record))

    def standing(self, log: Sequence[L]) -> Sequence[L]:
        """The moves of a log that still stand: what was undone or taken back is gone, with what took it back."""
        stand: Sequence[L] = ()
        before: list[Sequence[L]] = []
        for step in log:
            if step.move == UNDO:
                stand = before.pop() if before else ()
                continue
            before.append(stand)
            row = self.moves.get(step.move)
            stand = stand[: _entry(stand, step.source)] if row and row.takes_back else (*stand, step)
        return stand

    def taken_back(self, state: str, log: Sequence[L]) -> L | None:
        """The move that led into this state and still stands: what a move that takes back takes back. None if none did."""
        stand = self.standing(log)
        place = _entry(stand, state)
        return stand[place] if place < len(stand) else None

    def undoes(self, log: Sequence[L]) -> L | None:
        """The move that an undo would undo: the last one, or the one before it that was made in one act with what is undone."""
        made: list[L] = []
        undone: L | None = None
        for step in log:
            if step.move != UNDO:
                made.append(step)
            undone = made.pop() if step.move == UNDO and made else None
        last = made[-1] if made else None
        if last is None or last.source == NEW:
            return None
        return last if undone is None or self.way(last.source, undone.move) == last.move else None

    def target(self, name: str, state: str, log: Sequence[Logged]) -> str | None:
        """Where a move leads from this state of a record with this log, None where it is none."""
        if name == UNDO:
            undone = self.undoes(log)
            return None if undone is None else undone.source
        if not self.allowed(state, name):
            return None
        row = self.moves[name]
        if row.target or not row.takes_back:
            return row.target or state
        led_here = self.taken_back(state, log)
        return None if led_here is None else led_here.source

    def office_label(self, state: str) -> str:
        """The state in the words of the office."""
        return str(self.states[state].office)

    def person_label(self, state: str) -> str:
        """The state in the words for the person concerned."""
        row = self.states[state]
        return str(row.office if row.person is None else row.person)

    def kind(self, state: str) -> str:
        """The glyph before the words of a state."""
        return self.states[state].kind

    def done(self, name: str) -> str:
        """What the history says of a move; one that the table no longer knows keeps its name."""
        row = self.moves.get(name)
        return row.done_label if row else _("Undone at once") if name == UNDO else name

    def undone(self, name: str) -> str:
        """What the history says where this move was undone at once."""
        return _("Undone at once: %(move)s") % {"move": self.done(name)}

    def reason_label(self, name: str, code: str) -> str:
        """A reason in words; a code that the table no longer knows is shown as it stands."""
        row = self.moves.get(name)
        return str(row.reasons.get(code, code)) if row else code

    def check(self, state: str, name: str, step: Step | None = None) -> Move:
        """The row of the move, when the table knows it from this state and the reasons it asks for are given.

        Errors: MoveRefused. Without a step only the table is asked.
        """
        if not self.allowed(state, name):
            row = self.moves.get(name)
            label = self.person_label if row is not None and row.by_person else self.office_label
            raise MoveRefused(_("This is not possible now: the state is “%(state)s”.") % {"state": label(state)})
        row = self.moves[name]
        errors = {}
        if step is not None and row.reasons and step.reason_code not in row.reasons:
            errors["reason_code"] = _("Choose a reason.")
        if step is not None and (row.reasons or row.reason_required) and not step.reason.strip():
            errors["reason"] = _("Give a reason.")
        if errors:
            raise MoveRefused(errors)
        return row


def _entry(stand: Sequence[Logged], state: str) -> int:
    """The place of the last move that led into the state from another one; behind them all where none did."""
    places = [place for place, step in enumerate(stand) if step.target == state and step.source != state]
    return places[-1] if places else len(stand)


def undone_by(log: Sequence[L]) -> Mapping[int, int]:
    """By the place of a line that undoes: the place of the move that it undoes."""
    stand: list[int] = []
    found = {}
    for place, step in enumerate(log):
        if step.move != UNDO:
            stand.append(place)
        elif stand:
            found[place] = stand.pop()
    return found
