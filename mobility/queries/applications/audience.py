"""To whom a letter of the office about applications goes, in which language, and to whom it does not and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import NOT_TAKEN, Letter, LetterState, User
from kanazawa_exchange.accounts.queries.names import named_on_screen, spellings_of
from kanazawa_exchange.lib.languages import LANGUAGES, language_name
from kanazawa_exchange.lib.localized import order
from kanazawa_exchange.lib.mails import Text
from kanazawa_exchange.lib.names import ShownName, Spelling
from kanazawa_exchange.lib.viewer import Viewer

from ...application_moves import APPLICATION_MOVES
from ...application_states import ENDED_EARLY
from ...mail_kinds import APPLICATION_LETTER
from ...models import Application
from .bars import bar_of
from .letters import by_language, number_of
from .ticked import LeftOut

Texts = Mapping[str, Text]
"""Language → what the office has written in it; a language without a text is left out."""


@dataclass(frozen=True)
class Reader:
    """Who gets the letter. `speaks`: the language of the account; `language`: that of the letter, "" before anything is written.

    `did_not_arrive`: the last letter to this address was not taken by the server of the reader, or came back.
    """

    application: Application
    account: User
    name: ShownName
    spellings: tuple[Spelling, ...]
    language: str
    did_not_arrive: bool

    @property
    def uid(self) -> UUID:
        return self.application.uid

    @property
    def speaks(self) -> str:
        return self.account.language

    @property
    def number(self) -> str:
        return number_of(self.application)

    @property
    def has_notes(self) -> bool:
        return self.is_substitute or self.did_not_arrive

    @property
    def is_substitute(self) -> bool:
        return self.language not in ("", self.speaks)

    @property
    def language_name(self) -> str:
        return language_name(self.language or self.speaks)

    @property
    def spoken_name(self) -> str:
        return language_name(self.speaks)


@dataclass(frozen=True)
class Audience:
    """`readers` in the order of the applications; `left` likewise."""

    readers: tuple[Reader, ...]
    left: tuple[LeftOut, ...]

    @property
    def letters(self) -> tuple[tuple[str, str], ...]:
        """How many letters in which language."""
        return by_language(row.language or row.speaks for row in self.readers)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages in which letters are written."""
        return tuple(code for code in LANGUAGES if any(code == row.language for row in self.readers))

    @property
    def substitutes(self) -> int:
        """How many get the letter in another language than their own."""
        return sum(row.is_substitute for row in self.readers)


def audience(applications: Sequence[Application], user: Viewer | None, texts: Texts | None = None) -> Audience:
    """`texts`: what is written; without them, whom a letter of `user` would reach, None being the portal itself.

    Three queries for 3 applications and for 300."""
    people = {one.person_id for one in applications}
    spellings = spellings_of(people)
    names = named_on_screen(spellings, people)
    accounts = {account.person_id: account for account in _accounts(people)}
    languages = {one.pk: language_of(accounts.get(one.person_id), texts or {}) for one in applications}
    refs = {one.pk: act_of(one, (texts or {}).get(languages[one.pk])) for one in applications}
    written = _written([ref for ref in refs.values() if ref]) if texts else set()
    readers, left = [], []
    for one in applications:
        account, name = accounts.get(one.person_id), names[one.person_id]
        why = _why_left(one, account, user, account is not None and (refs[one.pk], account.email.lower()) in written)
        if account is None or why:
            left.append(LeftOut(one.uid, name, why))
            continue
        spelled = tuple(spellings.get(one.person_id, ()))
        failed = getattr(account, "last_state", None) in (*NOT_TAKEN, LetterState.RETURNED)
        readers.append(Reader(one, account, name, spelled, languages[one.pk], failed))
    return Audience(tuple(readers), tuple(left))


def _accounts(people: set[int]) -> list[User]:
    """The accounts of these people, each with what became of the last letter to its address."""
    letters = Letter.objects.filter(person=OuterRef("person"), address=OuterRef("email"), ended_at__isnull=False)
    last = Subquery(letters.order_by("-pk").values("state")[:1])
    return list(User.objects.filter(person__in=people, is_active=True).annotate(last_state=last))


def _written(refs: list[str]) -> set[tuple[str, str]]:
    """What was written to which address: another address has had nothing yet."""
    rows = Letter.objects.filter(kind=APPLICATION_LETTER.code, ref__in=refs)
    return set(rows.values_list("ref", "address"))


def _why_left(one: Application, account: User | None, user: Viewer | None, is_written: bool) -> str:
    if bar := bar_of(one, user):
        return bar
    if one.status in ENDED_EARLY:
        return str(APPLICATION_MOVES.office_label(one.status))
    if account is None:
        return _("has no account")
    return _("has had this very letter already") if is_written else ""


def language_of(account: User | None, texts: Texts) -> str:
    """The language in which somebody gets the letter: the own one, else the one that stands in for it; "" where there is none."""
    if account is None:
        return ""
    return next((code for code in order(account.language) if code in texts), "")


def act_of(application: Application, text: Text | None) -> str:
    """How the outbox calls this text to this applicant: the same words are the same letter, whoever sends them again."""
    if text is None:
        return ""
    words = sha256(f"{text.subject}\n{text.body}".encode()).hexdigest()
    return f"{application.uid} {words[:32]}"
