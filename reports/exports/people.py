"""The columns of the file of the people behind a figure: those of their page, each thing in a cell of its own."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kanazawa_exchange.lib.list_files import FileColumn

from .. import wording
from ..queries.people import Somebody

PEOPLE: tuple[FileColumn[Somebody], ...] = (
    FileColumn(gettext_lazy("Name"), lambda one: one.name.text, 28),
    FileColumn(gettext_lazy("Direction"), lambda one: wording.direction_word(one.direction), 14),
    FileColumn(gettext_lazy("From institution"), lambda one: str(one.sending), 32),
    FileColumn(gettext_lazy("To institution"), lambda one: str(one.receiving), 32),
    FileColumn(gettext_lazy("Programme"), lambda one: str(one.program), 36),
    FileColumn(gettext_lazy("From"), lambda one: one.starts_on, 12),
    FileColumn(gettext_lazy("Until"), lambda one: one.ends_on, 12),
    FileColumn(
        gettext_lazy("Remark"), lambda one: _("with a second stage, counted once") if one.has_second_stage else "", 28
    ),
)
