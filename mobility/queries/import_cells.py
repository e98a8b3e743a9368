"""What the preview of an import shows of one cell and of one row, with ready words."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.text import capfirst

from kanazawa_exchange.lib.imports import Kind

from ..models import Verdict
from .import_texts import lines

LOOKS = {Verdict.NEW: "now", Verdict.CHANGED: "wait", Verdict.SAME: "done", Verdict.WRONG: "bad"}
"""The glyph of each verdict, as records have them."""


@dataclass(frozen=True)
class Answer:
    """What would be accepted instead: the text that is sent, what it stands for, and in how many rows it would be the answer."""

    value: str
    words: str
    rows: int = 1


@dataclass(frozen=True)
class Cell:
    """`text`: what stands there, as it is typed, `words`: the same as it reads; `read`: what was read, where that is not the text;
    `marks`: numbers of the notes; `old`, `new`: the value of the record and the other one; `elsewhere`: what somebody else typed
    here meanwhile."""

    column: str
    label: str
    name: str
    text: str = ""
    words: str = ""
    read: str = ""
    marks: tuple[int, ...] = ()
    is_changed: bool = False
    old: str = ""
    new: str = ""
    faults: tuple[str, ...] = ()
    answers: tuple[Answer, ...] = ()
    is_open: bool = False
    is_corrected: bool = False
    elsewhere: str | None = None

    @property
    def is_long(self) -> bool:
        """Whether a box of one line would lose the ends of its lines."""
        return "\n" in lines(self.text)

    @property
    def look(self) -> str:
        """How the cell is drawn: wrong, changed, or blank where nothing stands there and nothing was filled in."""
        if self.faults:
            return "wrong"
        if self.is_changed:
            return "changed"
        return "" if self.text or self.read or self.is_open else "blank"


@dataclass(frozen=True)
class Row:
    """`first`: the cell that tells whom the row is about; `asked`: what only somebody can answer, with the answers; `who`: whose
    stay was found, where a row tells of one and registers none; `left`: why an undone import left the record as it is."""

    number: int
    verdict: str
    look: str
    words: str
    first: Cell | None
    cells: tuple[Cell, ...]
    asked: tuple[Cell, ...]
    answered: tuple[Cell, ...]
    faults: tuple[str, ...]
    doubts: tuple[str, ...]
    who: str
    page: str
    is_open: bool
    left: str
    is_written: bool

    @property
    def wrong(self) -> tuple[Cell, ...]:
        """The cells to correct, of which some may stand far to the right."""
        return tuple(cell for cell in (self.first, *self.cells) if cell and cell.faults)

    @property
    def is_right(self) -> bool:
        return self.verdict in (Verdict.NEW, Verdict.CHANGED)

    @property
    def says_more(self) -> bool:
        return bool(self.asked or self.answered or self.faults or self.doubts or self.left)


@dataclass(frozen=True)
class Typed:
    """What stands in the boxes instead of what is stored: name of a box → text; `elsewhere`: those that somebody else corrected."""

    texts: Mapping[str, str] = field(default_factory=dict)
    elsewhere: Mapping[str, str] = field(default_factory=dict)


def called(kind: Kind, key: str) -> str:
    """The name of a column, as it begins a line."""
    return str(capfirst(str(kind.column(key).label)))


def box_name(number: int, column: str) -> str:
    return f"c-{number}-{column}"
