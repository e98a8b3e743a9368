"""The columns of the list of nominations as a file."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kanazawa_exchange.lib.list_files import FileColumn
from programs.models import Direction

from ..queries.nominations.lists import Row

COLUMNS: tuple[FileColumn[Row], ...] = (
    FileColumn(_("Name"), lambda row: row.name.text, 28),
    FileColumn(_("Direction"), lambda row: str(Direction(row.direction).label), 14),
    FileColumn(_("From"), lambda row: str(row.sending), 32),
    FileColumn(_("To"), lambda row: str(row.receiving), 32),
    FileColumn(_("Programme"), lambda row: str(row.program), 28),
    FileColumn(_("Fiscal year"), lambda row: row.fiscal_year, 10),
    FileColumn(_("Level"), lambda row: row.level, 18),
    FileColumn(_("Planned start"), lambda row: row.starts_on, 12),
    FileColumn(_("Planned end"), lambda row: row.ends_on, 12),
    FileColumn(pgettext_lazy("nomination", "State at the sender"), lambda row: row.sender_label, 20),
    FileColumn(pgettext_lazy("nomination", "State at the host"), lambda row: row.receiver_label, 20),
    FileColumn(_("Whose turn"), lambda row: row.turn, 20),
    FileColumn(pgettext_lazy("nomination", "Revision"), lambda row: row.revision or None, 10),
    FileColumn(pgettext_lazy("nomination", "Last sent"), lambda row: row.sent_at and row.sent_at.date(), 12),
)
