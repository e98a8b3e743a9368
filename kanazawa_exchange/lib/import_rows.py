"""A row of a table on its way to a record: what is wrong in it, what was done to read it, what it would change."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from . import import_values, import_words
from .cells import Unread
from .imports import CHANGED, NEW, SAME, WRONG, Change, Finding, Line, Plain, Problem
from .languages import in_every_language
from .words import Words


@dataclass
class Draft:
    """One row. What cannot be read is told already, so that a fault of its cell is not told twice."""

    line: Line
    finding: Finding = field(default_factory=lambda: Finding(NEW))

    @property
    def said(self) -> Mapping[str, Any]:
        return self.line.said

    @property
    def read(self) -> Mapping[str, Plain]:
        """Column → what was found or filled in, where that is not the text of the cell."""
        found: Mapping[str, Plain] = self.finding.about.get("read", {})  # type: ignore[assignment]
        return found

    def fault(self, column: str, code: str, *nearest: str, **words: str | int) -> None:
        self.unread(column, Unread(code, nearest, tuple(words.items())))

    def unread(self, column: str, why: Unread) -> None:
        if column not in self.line.unread:
            self.finding.problems.append(Problem(column, why))

    def refuse(self, column: str, say: Callable[[], str]) -> None:
        """What a rule of the records says against the row, told in every language."""
        self.unread(column, import_words.rule(in_every_language(say)))

    def note(self, column: str, name: str, read: object = None) -> None:
        """What was done beyond reading the cell; `read`: what it stands for then, or was filled in with."""
        old = self.finding.notes.get(column)
        self.finding.notes[column] = f"{old}+{name}" if old else name
        if read is not None:
            self.finding.about["read"] = {**self.read, column: import_values.stored(read)}

    def known(self, record: int, version: int) -> None:
        """The row is about this record as it stands in this version."""
        self.finding.record, self.finding.version = record, version

    def changes(self, column: str, old: object, new: object, was: Plain = None) -> bool:
        """Whether the row changes this value of its record. `was`: what the last import said of it, as JSON keeps it.

        What somebody changed by hand since then stays where the table says the same as before, and is a fault where the table
        says something new.
        """
        if old == new:
            return False
        before, told = import_values.stored(old), import_values.stored(new)
        if was is not None and was == told:
            self.note(column, "kept")
        elif was is not None and was != before:
            self.fault(column, "edited_since", old="—" if old in (None, "") else str(old))
        else:
            self.finding.changes.append(Change(column, before, told))
            return True
        return False

    def found(self) -> Finding:
        """The finding with its verdict."""
        finding = self.finding
        if finding.problems:
            finding.verdict = WRONG
        elif finding.record is not None:
            finding.verdict = CHANGED if finding.changes else SAME
        return finding


def twice(draft: Draft, key: object, taken: dict[object, int]) -> bool:
    """Whether a row before tells the same record; that is a fault of this one."""
    before = taken.setdefault(key, draft.line.number)
    if before == draft.line.number:
        return False
    draft.fault("", "row.twice_record", row=before)
    return True


NOTES: Mapping[str, Words] = {
    "called": _("Found by one of its other names."),
    "kept": _("Somebody has changed this since the last import; the value of the record is kept."),
}
"""What every kind may note, beside the notes of cells."""

_CALLED: Mapping[str, Words] = {
    "institution.unknown": _(
        "No institution is called “%(text)s”. Enter one of its names, or register the institution first."
    ),
    "institution.ambiguous": _("More than one institution is called “%(text)s”."),
    "program.unknown": _("No programme is called “%(text)s”. Enter its name in any language, or its code."),
    "program.ambiguous": _("More than one programme is called “%(text)s”."),
}
REASONS: Mapping[str, Words] = {
    **_CALLED,
    "row.twice_record": _("Row %(row)d tells the same record."),
    "edited_since": _("Somebody has changed this since the last import. The record says: %(old)s."),
    "undo.edited": _("Somebody has changed this record since."),
    "undo.in_use": _("Other records hang on this one by now."),
}
"""What every kind may say against a row, or of one that was left as it is."""
