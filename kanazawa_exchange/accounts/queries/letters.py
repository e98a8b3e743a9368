"""What became of letters: of those that tell of certain acts, and for the log of the office."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kanazawa_exchange.lib import mails
from kanazawa_exchange.lib.mails import ELSEWHERE, LOST, MASK, OVERTAKEN, SEALED, TOO_LATE, MailKind
from kanazawa_exchange.lib.names import ShownName
from kanazawa_exchange.lib.paging import PAGE_SIZE, Order, Page, Place
from kanazawa_exchange.lib.totals import Total, counted
from kanazawa_exchange.lib.viewer import Viewer

from ..models import NOT_TAKEN, Letter, LetterState, Person, User
from .names import shown_names

NEWEST_FIRST = Order("written_at", descending=True)
LOOKS = {
    LetterState.WAITING: "wait",
    LetterState.TAKEN: "done",
    LetterState.REFUSED: "bad",
    LetterState.GIVEN_UP: "bad",
    LetterState.WITHDRAWN: "off",
    LetterState.RETURNED: "bad",
}
"""The glyph of each state, as records have them."""


def states_of(kind: MailKind, refs: Collection[str]) -> dict[str, str]:
    """What became of the letters of these acts, in words, by one query."""
    rows = Letter.objects.filter(kind=kind.code, ref__in=refs).values_list("ref", "state")
    return {ref: str(LetterState(state).label) for ref, state in rows}


@dataclass(frozen=True)
class Undelivered:
    """A letter that did not arrive, as far as is known."""

    uid: UUID
    state: str

    @property
    def words(self) -> str:
        return str(LetterState(self.state).label)


def undelivered(kinds: Collection[MailKind], refs: Collection[str]) -> dict[str, Undelivered]:
    """The letters of these acts that were not taken or came back, by one query; none for no acts."""
    rows = Letter.objects.filter(kind__in=[kind.code for kind in kinds], ref__in=refs)
    found = rows.filter(state__in=[*NOT_TAKEN, LetterState.RETURNED]).order_by("pk")
    return {ref: Undelivered(uid, state) for ref, uid, state in found.values_list("ref", "uid", "state")}


def overtaken(kinds: Collection[MailKind], abouts: Collection[str]) -> set[str]:
    """The acts whose first word is one of these and whose letters were withdrawn because nobody was asked any more."""
    if not abouts:
        return set()
    rows = Letter.objects.filter(kind__in=[kind.code for kind in kinds], state=LetterState.WITHDRAWN, reason=OVERTAKEN)
    return {ref for ref in rows.values_list("ref", flat=True) if ref.split(" ")[0] in abouts}


# --- Where a letter goes ---------------------------------------------------------------------------------------------


def address_of_now(letter: Letter) -> str:
    """Where its reader is written to now; the address of its writing where the kind stays with it, or no account is open."""
    if letter.person_id is None or not mails.follows_account(letter.kind):
        return letter.address
    account = User.objects.filter(person=letter.person_id, is_active=True).first()
    return account.email.lower() if account else letter.address


def same_at(letter: Letter, address: str) -> QuerySet[Letter]:
    """The other letter that tells the same at this address, whatever became of it: there is one at most."""
    return Letter.objects.filter(kind=letter.kind, ref=letter.ref, address=address).exclude(pk=letter.pk)


def has_said_nothing(letter: Letter) -> bool:
    """Whether no server took a letter and none will, though its act stands."""
    is_spare = letter.state == LetterState.WITHDRAWN and letter.reason in (OVERTAKEN, ELSEWHERE)
    return is_spare or letter.state in NOT_TAKEN


# --- The log ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class LetterLine:
    """A letter in the log."""

    uid: UUID
    title: str
    subject: str
    language: str
    address: str
    person: ShownName | None
    person_uid: UUID | None
    state: str
    written_at: datetime

    @property
    def words(self) -> str:
        return str(LetterState(self.state).label)

    @property
    def look(self) -> str:
        return LOOKS[LetterState(self.state)]


@dataclass(frozen=True)
class LetterFilter:
    """What the address asks for; empty means everything."""

    state: str = ""
    kind: str = ""
    q: str = ""
    person: UUID | None = None

    @property
    def is_active(self) -> bool:
        return bool(self.state or self.kind or self.q or self.person)


def page(user: Viewer, asked: LetterFilter, place: Place, *, size: int = PAGE_SIZE) -> Page[LetterLine]:
    """Letters, newest first, in two queries."""
    rows = _matching(user, asked).select_related("person")
    found = NEWEST_FIRST.page(rows, place, size=size)
    names = shown_names((row.person_id for row in found.rows if row.person_id), reading=False)
    return found.of(_line(row, names) for row in found.rows)


def count(user: Viewer, asked: LetterFilter) -> Total:
    return counted(_matching(user, asked))


def _matching(user: Viewer, asked: LetterFilter) -> QuerySet[Letter]:
    rows = Letter.objects.visible_to(user)
    if asked.state:
        rows = rows.filter(state=asked.state)
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    if asked.q:
        rows = rows.filter(address__contains=asked.q.lower())
    if asked.person:
        rows = rows.filter(person__uid=asked.person)
    return rows


def name_of(user: Viewer, uid: UUID | None) -> ShownName | None:
    """Of whom the log is asked."""
    person = Person.objects.visible_to(user).filter(uid=uid).first() if uid else None
    return shown_names([person.pk], reading=False)[person.pk] if person else None


def _line(row: Letter, names: Mapping[int, ShownName]) -> LetterLine:
    return LetterLine(
        row.uid,
        mails.title_of(row.kind),
        row.subject,
        row.language,
        row.address,
        names.get(row.person_id) if row.person_id else None,
        row.person.uid if row.person else None,
        row.state,
        row.written_at,
    )


# --- One letter ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class LetterPage:
    """What the page of a letter shows and offers."""

    line: LetterLine
    body: str
    reason: str
    attempts: int
    next_at: datetime | None
    ended_at: datetime | None
    by: str
    message_id: str
    may_send_again: bool
    is_masked: bool
    is_late: bool


def letter_page(row: Letter, now: datetime) -> LetterPage:
    names = shown_names([row.person_id], reading=False) if row.person_id else {}
    is_masked, is_waiting = MASK in row.body, row.state == LetterState.WAITING
    return LetterPage(
        _line(row, names),
        row.body,
        reason_words(row.reason),
        row.attempts,
        row.not_before if is_waiting and row.attempts else None,
        row.ended_at,
        row.written_by.email if row.written_by else _("the portal itself"),
        row.message_id,
        may_send_again=not why_not_again(row, now),
        is_masked=is_masked,
        is_late=not is_waiting and _is_late(row, now),
    )


def why_not_again(row: Letter, now: datetime) -> str:
    """Why a letter cannot be sent once more, in a sentence; nothing where it can."""
    if row.state == LetterState.WAITING:
        return _("This letter is waiting for the mail server already.")
    if not row.body or MASK in row.body:
        return _("The text of this letter is not kept whole. Have a new letter written instead.")
    if _is_late(row, now):
        return _("What this letter tells is out of date: it would say nothing any more.")
    return ""


def _is_late(row: Letter, now: datetime) -> bool:
    """Whether its day is over, or what it asks for is done or not asked any more."""
    is_over = row.useful_until is not None and row.useful_until <= now
    return is_over or mails.is_overtaken(row.kind, row.ref, now)


def reason_words(reason: str) -> str:
    """Why a letter has not gone: the words of the server, or what they stand for."""
    known = {
        TOO_LATE: _("What it tells was out of date before the mail server took it."),
        OVERTAKEN: _("What it asks for was done before it left, or is not asked any more."),
        ELSEWHERE: _("The same letter has been written to the address of now already."),
        LOST: _("The worker stopped again and again while handing it over."),
        SEALED: _("Its text was sealed with a key that this portal no longer has."),
        "ConnectionRefusedError": _("Nobody answers at the address of the mail server."),
        "TimeoutError": _("The mail server does not answer in time."),
        "SMTPServerDisconnected": _("The mail server broke the connection off."),
    }
    return known.get(reason, reason)
