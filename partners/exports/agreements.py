"""The columns of the file of agreements: those of their page, each thing in a cell of its own."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.list_files import FileColumn

from ..queries.agreements import AgreementLine

AGREEMENTS: tuple[FileColumn[AgreementLine], ...] = (
    FileColumn(_("State"), lambda line: line.status, 18),
    FileColumn(_("Title"), lambda line: str(line.title), 44),
    FileColumn(_("Type"), lambda line: line.type, 24),
    FileColumn(_("Parties"), lambda line: formats.comma().join(map(str, line.parties)), 44),
    FileColumn(_("Signed"), lambda line: line.signed_on if line.is_signed_to_the_day else line.signed, 14),
    FileColumn(_("In force from"), lambda line: line.effective_on, 12),
    FileColumn(pgettext_lazy("agreement", "Last day"), lambda line: line.expires_on, 12),
)
