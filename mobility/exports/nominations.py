"""The columns of the list of nominations as a file; those that a table of nominations knows are called as it calls them."""

from collections.abc import Callable
from functools import partial

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kanazawa_exchange.lib.list_files import FileColumn, read_again
from programs.models import Direction

from .. import nomination_sheets
from ..queries.nominations.lists import Row

_again: Callable[..., FileColumn[Row]] = partial(read_again, nomination_sheets.COLUMNS)

COLUMNS: tuple[FileColumn[Row], ...] = (
    _again("name", lambda row: row.name.text, 28),
    _again("direction", lambda row: str(Direction(row.direction).label), 14),
    _again("sending", lambda row: str(row.sending), 32),
    _again("receiving", lambda row: str(row.receiving), 32),
    _again("program", lambda row: str(row.program), 28),
    _again("fiscal_year", lambda row: row.fiscal_year, 10),
    _again("level", lambda row: row.level, 18),
    _again("planned_starts_on", lambda row: row.starts_on, 12),
    _again("planned_ends_on", lambda row: row.ends_on, 12),
    _again("sender_status", lambda row: row.sender_label, 20),
    _again("receiver_status", lambda row: row.receiver_label, 20),
    FileColumn(_("Whose turn"), lambda row: row.turn, 20),
    FileColumn(pgettext_lazy("nomination", "Revision"), lambda row: row.revision or None, 10),
    FileColumn(pgettext_lazy("nomination", "Last sent"), lambda row: row.sent_at and row.sent_at.date(), 12),
)
