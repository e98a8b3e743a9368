"""The columns of the file of the applications to a call: those of their page."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.list_files import FileColumn

from ..queries.applications.lists import ApplicationRow

APPLICATIONS: tuple[FileColumn[ApplicationRow], ...] = (
    FileColumn(gettext_lazy("Number of the application"), lambda row: row.number, 14),
    FileColumn(gettext_lazy("Name"), lambda row: row.name.text, 28),
    FileColumn(gettext_lazy("Status"), lambda row: row.status_words, 18),
    FileColumn(gettext_lazy("Level"), lambda row: row.level, 18),
    FileColumn(pgettext_lazy("application", "Home institution"), lambda row: str(row.institution or ""), 36),
    FileColumn(pgettext_lazy("application", "Wishes in their order"), lambda row: "; ".join(map(str, row.wishes)), 44),
    FileColumn(
        pgettext_lazy("application", "Received"),
        lambda row: formats.date_and_time(row.submitted_at) if row.submitted_at else "",
        18,
    ),
    FileColumn(pgettext_lazy("application", "Late"), lambda row: _("yes") if row.is_late else "", 10),
    FileColumn(pgettext_lazy("application", "Note"), lambda row: row.bar, 36),
)
