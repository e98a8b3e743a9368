"""The letters that an applicant was sent about one application, for the office."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kanazawa_exchange.accounts.models import Letter, LetterState
from kanazawa_exchange.accounts.queries.letters import LOOKS
from kanazawa_exchange.lib import mails
from kanazawa_exchange.lib.languages import language_name

from ...models import Application


@dataclass(frozen=True)
class Mailed:
    """One letter: which kind, its subject, and what became of it."""

    uid: UUID
    title: str
    subject: str
    language: str
    words: str
    look: str
    written_at: datetime


def letters_about(application: Application) -> tuple[Mailed, ...]:
    """The newest first, in one query; the acts of an application begin with its public id."""
    rows = Letter.objects.filter(person=application.person_id, ref__startswith=f"{application.uid} ")
    return tuple(_mailed(row) for row in rows.order_by("-pk"))


def _mailed(row: Letter) -> Mailed:
    state = LetterState(row.state)
    return Mailed(
        row.uid,
        mails.title_of(row.kind),
        row.subject,
        language_name(row.language),
        str(state.label),
        LOOKS[state],
        row.written_at,
    )
