"""The texts of letters as they are sent: what the office has written, else what the kind comes with; and how they look filled in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from kanazawa_exchange.lib import mails
from kanazawa_exchange.lib.languages import LANGUAGES, active_language, language_name
from kanazawa_exchange.lib.mails import MailKind, Text, Values

from ..models import MailTemplate, StaleText

RECORD = "mailtemplate"


def texts_of(kind: MailKind) -> Mapping[str, Text]:
    """The text of each language, by one query."""
    return texts_in(kind, template_of(kind))


def template_of(kind: MailKind) -> MailTemplate | None:
    return MailTemplate.objects.filter(kind=kind.code).first()


def texts_in(kind: MailKind, row: MailTemplate | None) -> Mapping[str, Text]:
    """A language that the office left empty has the text the kind comes with."""
    if row is None:
        return kind.texts
    written = {
        code: Text(getattr(row, f"subject_{code}") or "", getattr(row, f"body_{code}") or "") for code in LANGUAGES
    }
    return {
        code: Text(text.subject or kind.texts[code].subject, text.body or kind.texts[code].body)
        for code, text in written.items()
    }


# --- For the pages of the office -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Stale:
    """A language whose text is behind the others."""

    language: str
    since: datetime

    @property
    def name(self) -> str:
        return language_name(self.language)


@dataclass(frozen=True)
class KindLine:
    """One kind of letter in the list."""

    code: str
    title: str
    subject: str
    changed_at: datetime | None
    stale: tuple[Stale, ...]


def lines() -> list[KindLine]:
    """Every kind whose text the office may change, in two queries."""
    rows = {row.kind: row for row in MailTemplate.objects.all()}
    stale = _stale()
    return [_line(kind, rows.get(kind.code), stale) for kind in mails.editable()]


def _line(kind: MailKind, row: MailTemplate | None, stale: Mapping[int, tuple[Stale, ...]]) -> KindLine:
    return KindLine(
        kind.code,
        str(kind.title),
        texts_in(kind, row)[active_language()].subject,
        row.updated_at if row else None,
        stale.get(row.pk, ()) if row else (),
    )


def stale_in(row: MailTemplate | None) -> tuple[Stale, ...]:
    return _stale(record_id=row.pk).get(row.pk, ()) if row else ()


def _stale(**of: object) -> dict[int, tuple[Stale, ...]]:
    found: dict[int, tuple[Stale, ...]] = {}
    for row in StaleText.objects.filter(record_type=RECORD, **of).order_by("pk"):
        found[row.record_id] = (*found.get(row.record_id, ()), Stale(row.language, row.since))
    return found


@dataclass(frozen=True)
class Preview:
    """A letter as it would be sent."""

    language: str
    name: str
    subject: str
    body: str


def previews(kind: MailKind, texts: Mapping[str, Text], values: Values) -> Sequence[Preview]:
    """The letter in each language; what only its reader may know is not shown."""
    found = []
    for code, text in texts.items():
        words = mails.masked(kind, mails.spoken(values, code))
        subject, body = mails.filled(text.subject, words), mails.filled(text.body, words)
        found.append(Preview(code, language_name(code), subject, body.strip()))
    return found
