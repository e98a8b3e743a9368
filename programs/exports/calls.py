"""The columns of the file of calls: those of their page, each thing in a cell of its own."""

from django.utils.translation import gettext_lazy, pgettext_lazy

from kanazawa_exchange.lib.list_files import FileColumn

from ..queries.calls import CallCard

CALLS: tuple[FileColumn[CallCard], ...] = (
    FileColumn(gettext_lazy("Status"), lambda call: call.state_label, 14),
    FileColumn(pgettext_lazy("call", "Title"), lambda call: str(call.title), 44),
    FileColumn(gettext_lazy("Programme run"), lambda call: call.run, 44),
    FileColumn(pgettext_lazy("call", "Opens"), lambda call: call.opens, 26),
    FileColumn(pgettext_lazy("call", "Closes"), lambda call: call.closes, 26),
    FileColumn(gettext_lazy("Places"), lambda call: call.places, 10),
)
