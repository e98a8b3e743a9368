"""The columns of the files of records and of people: those of their pages, each thing in a cell of its own."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.list_files import FileColumn
from programs.models import Direction

from ..queries.persons import PersonRow
from ..queries.rows import ListRow

RECORDS: tuple[FileColumn[ListRow], ...] = (
    FileColumn(gettext_lazy("Status"), lambda row: row.status_label, 18),
    FileColumn(gettext_lazy("Name"), lambda row: row.name.text, 28),
    FileColumn(gettext_lazy("Direction"), lambda row: _direction(row), 14),
    FileColumn(gettext_lazy("Sending institution"), lambda row: str(row.sending), 28),
    FileColumn(gettext_lazy("Receiving institution"), lambda row: str(row.receiving), 28),
    FileColumn(gettext_lazy("Programme"), lambda row: str(row.program), 36),
    FileColumn(gettext_lazy("Fiscal year"), lambda row: row.run_year, 12),
    FileColumn(gettext_lazy("Participant category"), lambda row: row.category, 16),
    FileColumn(gettext_lazy("Mode"), lambda row: row.mode, 14),
    FileColumn(gettext_lazy("From"), lambda row: row.starts_on, 12),
    FileColumn(gettext_lazy("Until"), lambda row: row.ends_on, 12),
    FileColumn(gettext_lazy("Confirmed dates"), lambda row: _("yes") if row.is_actual else _("no"), 12),
    FileColumn(gettext_lazy("No return confirmed since"), lambda row: row.overdue_since, 14),
)

PEOPLE: tuple[FileColumn[PersonRow], ...] = (
    FileColumn(gettext_lazy("Name"), lambda row: row.name.text, 28),
    FileColumn(gettext_lazy("Other spellings"), lambda row: formats.comma().join(o.text for o in row.others), 44),
    FileColumn(gettext_lazy("Student number"), lambda row: row.student_number, 18),
    FileColumn(gettext_lazy("Date of birth"), lambda row: row.birth_date, 12),
)


def _direction(row: ListRow) -> str:
    return str(Direction(row.direction).label) if row.direction else _("No direction")
