"""The columns of the files of records and of people: those of their pages, each thing in a cell of its own.

Who keeps records gets all columns of the table by which they are imported, so that a file can be corrected and imported again.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kanazawa_exchange.accounts.models import Script
from kanazawa_exchange.lib.list_files import FileColumn, read_again
from kanazawa_exchange.lib.viewer import Viewer
from kanazawa_exchange.lib.words import Words
from programs.models import Direction

from .. import permissions, person_sheets, sheets
from ..queries.file_rows import FileRow, scripts_of
from ..queries.persons import PersonRow

NAMES: dict[str, Words] = {
    Script.KANJI: gettext_lazy("Name in kanji"),
    Script.KANA: gettext_lazy("Name in kana"),
    Script.LATIN: gettext_lazy("Name in Latin letters"),
    Script.CYRILLIC: gettext_lazy("Name in Cyrillic"),
}
"""The heads of the columns that hold one spelling each."""

_again: Callable[..., FileColumn[FileRow]] = partial(read_again, sheets.COLUMNS)


def _fact(name: str) -> Callable[[FileRow], Any]:
    return lambda row: row.facts[name]


def _word(name: str, code: str) -> str:
    """The label of a choice."""
    return str(dict(sheets.CHOICES[name]())[code]) if code else ""


def _label(name: str, row: FileRow) -> str:
    return _word(name, row.facts[name])


def _kind_of_dates(row: FileRow) -> str:
    """As the table of stays knows it; a stay that has begun has a planned last day."""
    line = row.line
    if not line.is_actual:
        return str(sheets.KINDS_OF_DATES[sheets.PLANNED])
    is_half = row.facts["actual_ends_on"] is None and line.ends_on is not None
    return str(sheets.KINDS_OF_DATES[sheets.ARRIVED if is_half else sheets.CONFIRMED])


STATUS: FileColumn[FileRow] = _again("status", lambda row: row.line.status_label, 18)
FIRST: tuple[FileColumn[FileRow], ...] = (
    STATUS,
    FileColumn(gettext_lazy("Name"), lambda row: row.line.name.text, 28),
)
FIRST_OF_KEPT: tuple[FileColumn[FileRow], ...] = (
    STATUS,
    FileColumn(gettext_lazy("As shown on the screen"), lambda row: row.line.name.text, 28),  # a table reads a “Name”
)
PLACES: tuple[FileColumn[FileRow], ...] = (
    _again("sending", lambda row: row.sending, 36),
    _again("receiving", lambda row: row.receiving, 36),
    _again("program", lambda row: row.program, 36),
    _again("fiscal_year", lambda row: row.line.run_year, 12),
)
DAYS: tuple[FileColumn[FileRow], ...] = (
    _again("starts_on", lambda row: row.line.starts_on, 12),
    _again("ends_on", lambda row: row.line.ends_on, 12),
    _again("dates_are", _kind_of_dates, 18),
    FileColumn(gettext_lazy("Return not confirmed since"), lambda row: row.line.overdue_since, 16),
)
PLANNED_AND_CONFIRMED = ("planned_starts_on", "planned_ends_on", "actual_starts_on", "actual_ends_on")
DIRECTION: FileColumn[FileRow] = FileColumn(gettext_lazy("Direction"), lambda row: _direction(row), 14)
WAY: FileColumn[FileRow] = FileColumn(gettext_lazy("Direction"), lambda row: row.line.from_to, 24)
STAY: tuple[FileColumn[FileRow], ...] = (
    DIRECTION,
    *PLACES,
    FileColumn(gettext_lazy("Participant category"), lambda row: row.line.category, 16),
    FileColumn(gettext_lazy("Level"), lambda row: _label("level", row), 18),
    FileColumn(gettext_lazy("Mode"), lambda row: row.line.mode, 14),
    *DAYS,
)
KEPT: tuple[FileColumn[FileRow], ...] = (
    _again("student_number", lambda row: row.papers.student_number, 18),
    _again("birth_date", lambda row: row.papers.birth_date, 12),
    _again("direction", lambda row: _label("direction", row)),
    *PLACES,
    _again("term", lambda row: _label("term", row)),
    _again("category", lambda row: row.line.category, 16),
    _again("level", lambda row: _label("level", row), 18),
    _again("activity", lambda row: _label("activity", row), 18),
    _again("mode", lambda row: row.line.mode),
    *DAYS,
    *(_again(name, _fact(name), 12) for name in PLANNED_AND_CONFIRMED),
    _again("leads_to_degree", lambda row: _("yes") if row.facts["leads_to_degree"] else ""),
    _again("enrolled_on", _fact("enrolled_on"), 12),
    _again("agreement", lambda row: row.papers.agreement, 36),
    _again("funding", lambda row: "; ".join(row.papers.funding), 32),
    _again("credits_expected", lambda row: row.papers.credits_expected),
    _again("credits_recognised", lambda row: row.papers.credits_recognised),
    _again("residence_status", lambda row: _word("residence_status", row.papers.residence_status), 24),
    _again("note", lambda row: row.papers.note, 40),
)
"""What whoever keeps records gets behind the names."""


def record_columns(user: Viewer) -> tuple[FileColumn[FileRow], ...]:
    """The columns for this reader: what the pages of records show to whoever keeps some, or to others."""
    scripts = scripts_of(user)
    spellings = (_spelling(script) for script in NAMES if scripts is None or script in scripts)
    if permissions.reads_for_a_partner(user):
        return (*FIRST, *spellings, *(WAY if column is DIRECTION else column for column in STAY))
    if not permissions.may_register(user):
        return (*FIRST, *spellings, *STAY)
    return (*FIRST_OF_KEPT, *spellings, *KEPT)


def _direction(row: FileRow) -> str:
    return str(Direction(row.line.direction).label) if row.line.direction else _("No direction")


def _spelling(script: str) -> FileColumn[FileRow]:
    return _again(f"name_{script}", lambda row: row.names.get(script, ""), 28)


_of_person: Callable[..., FileColumn[PersonRow]] = partial(read_again, person_sheets.COLUMNS)


def _spelling_of_person(script: str) -> FileColumn[PersonRow]:
    return _of_person(f"name_{script}", lambda row: row.spelt.get(script, ""), 28)


PEOPLE: tuple[FileColumn[PersonRow], ...] = (
    FileColumn(gettext_lazy("As shown on the screen"), lambda row: row.name.text, 28),  # a table reads a “Name”
    *map(_spelling_of_person, NAMES),
    _of_person("student_number", lambda row: row.student_number, 18),
    _of_person("nationality", lambda row: row.nationality, 18),
    _of_person("birth_date", lambda row: row.birth_date, 12),
)
