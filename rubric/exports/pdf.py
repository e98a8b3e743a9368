"""The rubric as a printed sheet: the abilities down, the levels across, in the language of the reader."""

from datetime import datetime

from django.utils.translation import gettext as _

from kanazawa_exchange.lib import formats, pdf
from kanazawa_exchange.lib.qr import qr_code

from ..queries.sheets import RubricSheet


def to_pdf(sheet: RubricSheet, *, university: str, address: str, lang: str, timestamp: datetime) -> bytes:
    """The document; the active language must be `lang`. `address` is that of the page. Raises lib.pdf.CannotPrint."""
    printed = {**letterhead(university, address, timestamp), **content(sheet)}
    return pdf.render("rubric/rubric_sheet.typ", printed, lang=lang, title=str(sheet.name), timestamp=timestamp)


def letterhead(university: str, address: str, timestamp: datetime) -> dict[str, object]:
    """Whose paper it is, when it was printed, and the page that it was made from."""
    short = address.partition("://")[2]
    return {
        "university": university,
        "printed_on": _("Printed on %(date)s") % {"date": formats.long_date(timestamp)},
        "address": short,
        "code": qr_code(address, border=0),
        "code_alt": _("QR code of the live page: %(address)s") % {"address": short},
    }


def content(sheet: RubricSheet) -> dict[str, object]:
    """What the sheet says. That its texts are a draft stands above the table and at the foot of every page."""
    draft = "" if sheet.is_confirmed else _("Draft of this project, to be confirmed")
    return {
        "version": version_line(sheet),
        "draft": draft,
        "draft_text": _("The programme has not confirmed these texts yet.") if draft else "",
        "foot": " · ".join(filter(None, (str(sheet.name), version_line(sheet), draft))),
        "head": [_("Ability"), *(f"{level.number} {level.captions.local}" for level in sheet.levels)],
        "rows": [
            {
                "name": f"{ability.place}. {ability.names.local}",
                "definition": str(ability.definitions.local),
                "texts": [str(words.local) for _level, words in ability.rows],
            }
            for ability in sheet.abilities
        ],
    }


def version_line(sheet: RubricSheet) -> str:
    """Which version: Version 1, in use from 1 April 2018; Version 2, Draft."""
    if sheet.in_use_on is None or sheet.retired_on is not None:
        return formats.comma().join((_("Version %(number)s") % {"number": sheet.number}, sheet.status_label))
    words = {"number": sheet.number, "day": formats.long_date(sheet.in_use_on)}
    return _("Version %(number)s, in use from %(day)s") % words
