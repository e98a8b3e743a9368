"""The columns of the files of records and of people: those of their pages, each thing in a cell of its own."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from kanazawa_exchange.accounts.models import Script
from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.list_files import FileColumn
from kanazawa_exchange.lib.viewer import Viewer
from kanazawa_exchange.lib.words import Words
from programs.models import Direction

from .. import permissions
from ..queries.file_rows import FileRow, scripts_of
from ..queries.persons import PersonRow

NAMES: dict[str, Words] = {
    Script.KANJI: gettext_lazy("Name in kanji"),
    Script.KANA: gettext_lazy("Name in kana"),
    Script.LATIN: gettext_lazy("Name in Latin letters"),
    Script.CYRILLIC: gettext_lazy("Name in Cyrillic"),
}
"""The heads of the columns that hold one spelling each."""

FIRST: tuple[FileColumn[FileRow], ...] = (
    FileColumn(gettext_lazy("Status"), lambda row: row.line.status_label, 18),
    FileColumn(gettext_lazy("Name"), lambda row: row.line.name.text, 28),
)
DIRECTION: FileColumn[FileRow] = FileColumn(gettext_lazy("Direction"), lambda row: _direction(row), 14)
WAY: FileColumn[FileRow] = FileColumn(gettext_lazy("Direction"), lambda row: row.line.from_to, 24)
STAY: tuple[FileColumn[FileRow], ...] = (
    DIRECTION,
    FileColumn(gettext_lazy("Sending institution"), lambda row: str(row.sending), 36),
    FileColumn(gettext_lazy("Receiving institution"), lambda row: str(row.receiving), 36),
    FileColumn(gettext_lazy("Programme"), lambda row: str(row.line.program), 36),
    FileColumn(gettext_lazy("Fiscal year"), lambda row: row.line.run_year, 12),
    FileColumn(gettext_lazy("Participant category"), lambda row: row.line.category, 16),
    FileColumn(gettext_lazy("Level"), lambda row: row.level, 18),
    FileColumn(gettext_lazy("Mode"), lambda row: row.line.mode, 14),
    FileColumn(gettext_lazy("From"), lambda row: row.line.starts_on, 12),
    FileColumn(gettext_lazy("Until"), lambda row: row.line.ends_on, 12),
    FileColumn(gettext_lazy("Dates are"), lambda row: _state_of_dates(row), 14),
    FileColumn(gettext_lazy("Return not confirmed since"), lambda row: row.line.overdue_since, 16),
)
NUMBER: FileColumn[FileRow] = FileColumn(gettext_lazy("Student number"), lambda row: row.papers.student_number, 18)
PAPERS: tuple[FileColumn[FileRow], ...] = (
    FileColumn(gettext_lazy("Agreement"), lambda row: row.papers.agreement, 36),
    FileColumn(gettext_lazy("Funding"), lambda row: formats.series(*row.papers.funding), 32),
    FileColumn(gettext_lazy("Credits expected"), lambda row: row.papers.credits_expected, 14),
    FileColumn(gettext_lazy("Credits recognised"), lambda row: row.papers.credits_recognised, 14),
)


def record_columns(user: Viewer) -> tuple[FileColumn[FileRow], ...]:
    """The columns for this reader: what the pages of records show to whoever keeps some, or to others."""
    scripts = scripts_of(user)
    spellings = (_spelling(script) for script in NAMES if scripts is None or script in scripts)
    if permissions.reads_for_a_partner(user):
        return (*FIRST, *spellings, *(WAY if column is DIRECTION else column for column in STAY))
    if not permissions.may_register(user):
        return (*FIRST, *spellings, *STAY)
    return (*FIRST, *spellings, NUMBER, *STAY, *PAPERS)


def _direction(row: FileRow) -> str:
    return str(Direction(row.line.direction).label) if row.line.direction else _("No direction")


def _state_of_dates(row: FileRow) -> str:
    return pgettext("dates", "confirmed") if row.line.is_actual else pgettext("dates", "planned")


def _spelling(script: str) -> FileColumn[FileRow]:
    return FileColumn(NAMES[script], lambda row: row.names.get(script, ""), 28)


def _spelling_of_person(script: str) -> FileColumn[PersonRow]:
    return FileColumn(NAMES[script], lambda row: row.spelt.get(script, ""), 28)


PEOPLE: tuple[FileColumn[PersonRow], ...] = (
    FileColumn(gettext_lazy("Name"), lambda row: row.name.text, 28),
    *map(_spelling_of_person, NAMES),
    FileColumn(gettext_lazy("Student number"), lambda row: row.student_number, 18),
    FileColumn(gettext_lazy("Nationality"), lambda row: row.nationality, 18),
    FileColumn(gettext_lazy("Date of birth"), lambda row: row.birth_date, 12),
)
