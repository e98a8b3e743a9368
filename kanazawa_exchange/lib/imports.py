"""What records come in by tables: the columns of each kind, and how rows of it are checked, written and taken back."""

import datetime
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kanazawa_exchange.lib.cells import Said, Unread, Value, headers
from kanazawa_exchange.lib.import_screens import Screen
from kanazawa_exchange.lib.viewer import Viewer
from kanazawa_exchange.lib.words import Words

NEW, CHANGED, SAME, WRONG = "new", "changed", "same", "wrong"
"""What becomes of a row: a new record, another value in a known one, nothing, or something that must be put right first."""

RULE = "rule"
"""The code of what a rule of the records refuses: the words are its sentences, one a language."""

Words3 = Mapping[str, str]
"""Language → the sentence in it."""
Plain = object
"""A value as JSON keeps it."""


# --- Columns ---------------------------------------------------------------------------------------------------------

Reader = Callable[[Value, Mapping[str, Any]], Said[Any] | Unread]
"""Reads one cell; the second argument is what the columns before it said in the same row."""


@dataclass(frozen=True)
class Column:
    """One column. `synonyms`: further words that head it; `is_answer`: no column of a table, but an answer given in the preview."""

    key: str
    label: Words
    read: Reader
    synonyms: tuple[str, ...] = ()
    is_answer: bool = False


def known_heads(columns: Iterable[Column]) -> headers.Columns:
    """The headings by which these columns are known; answers are no columns of a table."""
    asked = [column for column in columns if not column.is_answer]
    synonyms = {column.key: column.synonyms for column in asked}
    return headers.columns(((column.key, column.label) for column in asked), synonyms)


def mapped(columns: Iterable[Column], heads: Sequence[str]) -> headers.ColumnMapping:
    """The columns that these heads name, by label in any language, key or synonym."""
    return headers.mapping(heads, known_heads(columns))


# --- Rows ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """A row as it was read. `said`: column → value, of the cells that hold one; `unread`: columns whose cell cannot be read."""

    number: int
    said: Mapping[str, Any]
    unread: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Problem:
    """What is wrong in one cell; an empty column stands for the row."""

    column: str
    why: Unread

    def stored(self) -> dict[str, Plain]:
        return {"column": self.column, **self.why.stored()}

    @classmethod
    def restored(cls, stored: Mapping[str, Plain]) -> "Problem":
        return cls(str(stored["column"]), Unread.restored(stored))


@dataclass(frozen=True)
class Change:
    """One value of a known record that the row would change; both as JSON keeps them."""

    column: str
    old: Plain
    new: Plain

    def stored(self) -> dict[str, Plain]:
        return {"column": self.column, "old": self.old, "new": self.new}


@dataclass
class Finding:
    """What the check found of one row. `act` is what `Kind.write` needs, and is never stored; all else is.

    `notes`: column → names of what was done beyond reading the cell; `about`: what the row is about, as JSON, and under `read`
    column → what stands there now, where that is not the text of its cell;
    `record`, `version`: the known record as it was read; `doubts`: code → its sentence in each language.
    """

    verdict: str
    problems: list[Problem] = field(default_factory=list)
    notes: dict[str, str] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    doubts: dict[str, Words3] = field(default_factory=dict)
    about: dict[str, Plain] = field(default_factory=dict)
    record: int | None = None
    version: int | None = None
    act: object = None


@dataclass(frozen=True)
class Written:
    """What became of one row: the record and its version, and what it was before, as JSON; a new one was nothing."""

    record: int
    version: int
    before: dict[str, Plain] | None = None


@dataclass(frozen=True)
class Act:
    """Who imports, when, from what; `earlier`: record → what the last import that wrote it said of it, column by column.

    `reader`: with whose eyes the rows are looked at, where that is another one than who imports; `writes`: whether they are about
    to be written, so that nobody else may register people meanwhile; `told`: of these records those that other rows of the
    table are about, which are not written now.
    """

    by: Any
    now: datetime.datetime
    source: str
    earlier: Callable[[Collection[int]], Mapping[int, Mapping[str, Plain]]] = lambda _records: {}
    reader: Any = None
    writes: bool = False
    told: Callable[[Collection[int]], Collection[int]] = lambda _records: ()
    kept: dict[str, Any] = field(default_factory=dict)
    """What a kind reads once for all lots of a table."""


class Moved(Exception):
    """What was checked is not what stands there now. `numbers`: of which rows."""

    def __init__(self, numbers: Iterable[int]) -> None:
        self.numbers = tuple(numbers)
        super().__init__()


# --- Kinds -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Ties:
    """Which rows of a long table are looked at together, since one may touch another: those with an equal key, and those of
    which one holds what is a key of another. `columns`: those that are read for it.

    Rows that turn out to be about one record come together later, and those about one thing by the word `about` of what was found
    of them.
    """

    columns: frozenset[str]
    keys: Callable[[Line], Iterable[str]]
    holds: Callable[[Line], Iterable[str]] = lambda _line: ()
    about: str = ""


@dataclass(frozen=True)
class Kind:
    """One kind of records that come in by tables.

    `check` looks at all rows in as many queries for 300 as for 3 and writes nothing; `write` makes the rows of one
    transaction come true, by the same services as the forms (errors: Moved); `undo` takes written rows back and says of
    which it cannot, and why. `asks_when_writing`: what the rules say of new records is asked by `write`, so that the check of
    rows that are about to be written leaves it out; their doubts are then those that were shown.
    `of_title`: column → what a title, or a label above some rows, says of them.
    `of_cells`: column → its place, as the cells of a table without heads show it (beside what holds for all of it).
    `notes`, `reasons`: what the kind says beyond `lib.cells`, by name and by code. `screen`: how the pages show it.
    `is_private`: its tables are shown to whoever sent them alone, and not to the office: what stands in them is not sent yet.
    """

    code: str
    title: Words
    columns: tuple[Column, ...]
    may: Callable[[Viewer], bool]
    check: Callable[[Sequence[Line], Act], list[Finding]]
    write: Callable[[Sequence[Finding], Act], list[Written]]
    undo: Callable[[Sequence[Written], Act], Mapping[int, Unread]]
    of_title: Callable[[str], Mapping[str, str]] = lambda _text: {}
    of_cells: Callable[[Sequence[Sequence[Value]], Mapping[str, str]], Mapping[str, int]] = lambda _rows, _given: {}
    notes: Mapping[str, Words] = field(default_factory=dict)
    reasons: Mapping[str, Words] = field(default_factory=dict)
    screen: Screen = field(default_factory=Screen)
    ties: Ties | None = None
    asks_when_writing: bool = False
    is_private: bool = False

    def column(self, key: str) -> Column:
        """Errors: KeyError."""
        return next((one for one in self.columns if one.key == key), None) or _unknown(key)


def _unknown(key: str) -> Column:
    raise KeyError(key)


@dataclass(frozen=True)
class Family:
    """Kinds whose columns are data, as those of a questionnaire. `kind`: what follows the name of the family in a code → the kind,
    None for one that is not there; `titles`: the same of many → their titles, in one query; `offered`: those into which this user
    may import now."""

    name: str
    may: Callable[[Viewer], bool]
    kind: Callable[[str], Kind | None]
    titles: Callable[[Collection[str]], Mapping[str, str]]
    offered: Callable[[Viewer], Iterable[Kind]]

    def named(self, code: str) -> Kind | None:
        begin, dash, rest = code.partition("-")
        return self.kind(rest) if dash and begin == self.name else None

    def titled(self, codes: Iterable[str]) -> Mapping[str, str]:
        """The titles of those codes that are of this family and there."""
        parts = {rest: code for code in codes for begin, _dash, rest in [code.partition("-")] if begin == self.name}
        return {parts[rest]: title for rest, title in self.titles(parts).items()} if parts else {}


_kinds: dict[str, Kind] = {}
_families: dict[str, Family] = {}


def register(kind: Kind) -> None:
    """An app says what of it comes in by tables (when the apps are ready)."""
    _kinds[kind.code] = kind


def register_family(family: Family) -> None:
    _families[family.name] = family


def kind_of(code: str) -> Kind:
    """Errors: KeyError for a kind that this version of the portal does not know."""
    if code in _kinds:
        return _kinds[code]
    found = (family.named(code) for family in _families.values())
    return next(filter(None, found), None) or _unknown_kind(code)


def _unknown_kind(code: str) -> Kind:
    raise KeyError(code)


def private_kinds() -> frozenset[str]:
    """The codes of the kinds whose tables only their senders see."""
    return frozenset(code for code, kind in _kinds.items() if kind.is_private)


def titles_of(codes: Iterable[str]) -> Mapping[str, str]:
    """Code → the kind of records in words; of one that this version does not know, its code. One query a family."""
    asked = set(codes)
    told = {code: str(_kinds[code].title) for code in asked & _kinds.keys()}
    for family in _families.values():
        told |= family.titled(asked - told.keys())
    return {code: told.get(code, code) for code in asked}


def imports_something(user: Viewer) -> bool:
    """Whether there is a kind into which this user may import; asked on every page, so that no kind of a family is looked up."""
    return any(kind.may(user) for kind in _kinds.values()) or any(family.may(user) for family in _families.values())


def kinds_for(user: Viewer) -> tuple[Kind, ...]:
    further = (kind for family in _families.values() for kind in family.offered(user))
    return tuple(kind for kind in (*_kinds.values(), *further) if kind.may(user))
