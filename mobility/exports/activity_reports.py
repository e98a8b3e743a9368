"""The columns of the list of Activity Reports that moderators keep, as a file."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kanazawa_exchange.lib import clock, formats
from kanazawa_exchange.lib.list_files import FileColumn

from ..queries.activity_reports.review import Row

COLUMNS: tuple[FileColumn[Row], ...] = (
    FileColumn(pgettext_lazy("activity report", "Title"), lambda row: row.title, 40),
    FileColumn(
        pgettext_lazy("activity report", "Authors"), lambda row: formats.listed(name.text for name in row.names), 32
    ),
    FileColumn(_("Programme"), lambda row: str(row.program or ""), 28),
    FileColumn(_("City"), lambda row: str(row.city or ""), 20),
    FileColumn(_("Language"), lambda row: row.language, 12),
    FileColumn(
        pgettext_lazy("activity report, column", "Sent in"),
        lambda row: clock.tokyo_date(row.submitted_at) if row.submitted_at else None,
        12,
    ),
    FileColumn(pgettext_lazy("activity report", "State"), lambda row: row.state, 16),
)
