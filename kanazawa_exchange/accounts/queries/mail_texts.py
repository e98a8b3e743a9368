"""The texts of letters as they are sent: what the office has written, else what the kind comes with."""

from collections.abc import Mapping

from kanazawa_exchange.lib.languages import LANGUAGES
from kanazawa_exchange.lib.mails import MailKind, Text

from ..models import MailTemplate


def texts_of(kind: MailKind) -> Mapping[str, Text]:
    """The text of each language, by one query."""
    row = MailTemplate.objects.filter(kind=kind.code).first()
    return kind.texts if row is None else texts_in(kind, row)


def texts_in(kind: MailKind, row: MailTemplate) -> dict[str, Text]:
    """A language that the office left empty has the text the kind comes with."""
    written = {
        code: Text(getattr(row, f"subject_{code}") or "", getattr(row, f"body_{code}") or "") for code in LANGUAGES
    }
    return {
        code: Text(text.subject or kind.texts[code].subject, text.body or kind.texts[code].body)
        for code, text in written.items()
    }
