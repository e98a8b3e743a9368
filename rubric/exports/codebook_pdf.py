"""The codebook of the rows for researchers as a document: the rules first, then every column with its values."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from kanazawa_exchange.lib import pdf

from ..codebook import Entry, codebook, rules, version_words
from ..queries.microdata import Microdata
from .pdf import letterhead


def to_pdf(found: Microdata, *, university: str, address: str, lang: str, timestamp: datetime) -> bytes:
    """The document; the active language must be `lang`. `address` is that of the page. Raises lib.pdf.CannotPrint."""
    printed = {**letterhead(university, address, timestamp), **content(found)}
    title = _("Anonymised data for researchers")
    return pdf.render("rubric/codebook.typ", printed, lang=lang, title=title, timestamp=timestamp)


def content(found: Microdata) -> dict[str, object]:
    version = version_words(found)
    return {
        "version": version,
        "foot": f"{_('Codebook')} · {version}",
        "rules": rules(found),
        "head": [_("Column"), _("Value"), _("Meaning")],
        "columns": list(_columns(entry for entry in codebook(found) if entry.column)),
    }


def _columns(entries: Iterable[Entry]) -> Iterable[dict[str, object]]:
    """Each column once, with what it is and what its values mean."""
    found: dict[str, dict[str, object]] = {}
    values: dict[str, list[list[str]]] = {}
    for entry in entries:
        if entry.column not in found:
            values[entry.column] = []
            found[entry.column] = {"name": entry.column, "what": entry.what, "values": values[entry.column]}
        else:
            values[entry.column].append([entry.value, entry.meaning])
    return found.values()
