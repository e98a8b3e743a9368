"""How a worker sends letters: it takes one for a while, hands it over outside of any transaction, and writes what the server said.

Killed at any moment, a worker leaves a letter that is waiting; when its lease has run out another one takes it. Only a letter that
the server had taken before the kill goes out twice, under the same Message-ID.
"""

import logging
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from django.db import transaction
from django.db.models import Q, QuerySet

from kanazawa_exchange.lib import clock, mails
from kanazawa_exchange.lib.mail import Answer, Counter, Said
from kanazawa_exchange.lib.mails import ELSEWHERE, LOST, OVERTAKEN, SEALED, TOO_LATE
from kanazawa_exchange.lib.sealing import CannotOpen

from ..models import NOT_TAKEN, FailureKind, Letter, LetterState
from ..queries.letters import address_of_now, has_said_nothing, same_at
from . import failures
from .retries import retried

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=100)
"""Longer than the hard limit of a task, after which its process is dead."""

TURN = 20.0
"""Seconds after which a worker lets others have their turn."""

FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=1)
"""Each pause is twice as long as the one before, up to an hour."""

ATTEMPTS = 78
"""Three days of them; then the letter is given up."""


class LetterNotTaken(Exception):
    """A letter that was refused or given up, for the list of what failed."""


class LetterReturned(Exception):
    """A letter that the server took, and that came back."""


class Outcome(Enum):
    """What the report of a letter that came back has changed."""

    MARKED = "marked"
    KNOWN = "known"
    STRANGE = "strange"


@dataclass(frozen=True)
class Held:
    """A letter that somebody hands over under this lease."""

    pk: int
    lease: uuid.UUID
    address: str
    subject: str
    text: str
    message_id: str
    written_at: datetime


# --- A turn ----------------------------------------------------------------------------------------------------------


def send_due(*, seconds: float = TURN) -> bool:
    """Hand over letters that are due until there is none, the turn is over or the server does not answer.

    Whether letters are left that could be tried at once.
    """
    end = time.monotonic() + seconds
    with Counter() as counter:
        while (held := claim(due(clock.now()), now=clock.now())) is not None:
            if _hand_over(counter, held).said is Said.DOWN:
                return False  # the next one would fare alike: the sweep comes back
            if time.monotonic() > end:
                return due(clock.now()).exists()
    return False


def send_at_once(letter_pk: int) -> Letter:
    """Hand over one letter for which somebody waits at the screen; the letter as it stands then. Call after the commit.

    A lease on it says that a worker was quicker, and is handing it over.
    """
    held = claim(due(clock.now()).filter(pk=letter_pk), now=clock.now())
    if held is not None:
        with Counter() as counter:
            _hand_over(counter, held)
    return Letter.objects.get(pk=letter_pk)


def _hand_over(counter: Counter, held: Held) -> Answer:
    answer = counter.hand_over(held)
    settle(held, answer, now=clock.now())
    return answer


# --- One letter ------------------------------------------------------------------------------------------------------


def due(now: datetime) -> QuerySet[Letter]:
    """Letters that may be tried now, and that nobody is handing over."""
    return Letter.objects.waiting().filter(Q(leased_until=None) | Q(leased_until__lt=now), not_before__lte=now)


@retried
def claim(letters: QuerySet[Letter], *, now: datetime) -> Held | None:
    """Take the next of these letters, counting the attempt before it begins; None when there is none to take."""
    while True:
        with transaction.atomic():
            rows = letters.select_for_update(skip_locked=True, of=("self",))
            letter = rows.order_by("not_before", "pk").first()
            if letter is None:
                return None
            held = _held(letter, now)
        if held is not None:
            return held


def _held(letter: Letter, now: datetime) -> Held | None:
    """The letter in hand, to the address that its reader has now.

    None for one that is given up instead, or withdrawn because the matter has moved on or the same is written there.
    """
    if mails.is_overtaken(letter.kind, letter.ref, now):
        _end(letter, LetterState.WITHDRAWN, OVERTAKEN, now)
        return None
    address = address_of_now(letter)
    if address != letter.address and _is_told_there(letter, address, now):
        _end(letter, LetterState.WITHDRAWN, ELSEWHERE, now)
        return None
    letter.address = address
    reason, text = _why_not(letter, now)
    if reason:
        _end(letter, LetterState.GIVEN_UP, reason, now)
        return None
    letter.attempts += 1
    letter.lease, letter.leased_until = uuid.uuid4(), now + LEASE
    letter.save(update_fields=["address", "attempts", "lease", "leased_until"])
    return Held(letter.pk, letter.lease, letter.address, letter.subject, text, letter.message_id, letter.written_at)


def _is_told_there(letter: Letter, address: str, now: datetime) -> bool:
    """Whether the same is written to the address of now. Where that one has said nothing it waits, in the place of this one."""
    other = same_at(letter, address).select_for_update().first()
    if other is None:
        return False
    if has_said_nothing(other):
        for name in WORDS:
            setattr(other, name, getattr(letter, name))
        other.state, other.ended_at, other.reason = LetterState.WAITING, None, ""
        other.attempts, other.not_before = 0, now
        other.save()
    return True


WORDS = ("language", "subject", "body", "sealed", "useful_until")
"""What a letter takes over from the one in whose place it goes."""


def _why_not(letter: Letter, now: datetime) -> tuple[str, str]:
    """Why a letter is not tried any more, or nothing; and its text."""
    if letter.useful_until is not None and letter.useful_until <= now:
        return letter.reason or TOO_LATE, ""
    if letter.attempts >= ATTEMPTS:
        return letter.reason or LOST, ""
    try:
        return "", letter.text
    except CannotOpen:
        return SEALED, ""


def settle(held: Held, answer: Answer, *, now: datetime) -> None:
    """Write what the server said, unless somebody else has taken the letter over."""
    with transaction.atomic():
        rows = Letter.objects.waiting().select_for_update()
        letter = rows.filter(pk=held.pk, lease=held.lease).first()
        if letter is None:
            logger.warning("letter %d was taken over by somebody else", held.pk)
            return
        _OUTCOMES[answer.said](letter, answer.reason, now)


def _taken(letter: Letter, reason: str, now: datetime) -> None:
    _end(letter, LetterState.TAKEN, "", now)


def _refused(letter: Letter, reason: str, now: datetime) -> None:
    _end(letter, LetterState.REFUSED, reason, now)


def _later(letter: Letter, reason: str, now: datetime) -> None:
    if letter.attempts >= ATTEMPTS:
        _end(letter, LetterState.GIVEN_UP, reason, now)
        return
    letter.reason, letter.not_before = reason, now + pause(letter.attempts)
    letter.lease, letter.leased_until = None, None
    letter.save(update_fields=["reason", "not_before", "lease", "leased_until"])


_OUTCOMES: dict[Said, Callable[[Letter, str, datetime], None]] = {
    Said.TAKEN: _taken,
    Said.NEVER: _refused,
    Said.LATER: _later,
    Said.DOWN: _later,
}


def came_back(number: str, reason: str, *, now: datetime) -> Outcome:
    """Mark the letter with this Message-ID as returned, once; also one whose server was quicker than the worker that wrote it down."""
    with transaction.atomic():
        letter = Letter.objects.select_for_update().filter(message_id=number).first()
        if letter is None:
            return Outcome.STRANGE
        is_on_its_way = letter.state == LetterState.WAITING and letter.attempts > 0
        if letter.state != LetterState.TAKEN and not is_on_its_way:
            return Outcome.KNOWN
        _end(letter, LetterState.RETURNED, reason, now)
        failures.record(FailureKind.LETTER, LetterReturned(), name=letter.kind, now=now)
    return Outcome.MARKED


def pause(attempts: int) -> timedelta:
    """How long a letter waits after so many attempts."""
    return min(FIRST_PAUSE * 2 ** min(attempts - 1, 10), LONGEST_PAUSE)


def _end(letter: Letter, state: LetterState, reason: str, now: datetime) -> None:
    """What only the reader may know goes with the end, whatever it was."""
    letter.state, letter.reason, letter.ended_at, letter.sealed = state, reason, now, ""
    letter.lease, letter.leased_until = None, None
    letter.save(update_fields=["state", "reason", "ended_at", "sealed", "lease", "leased_until"])
    if state in NOT_TAKEN:
        failures.record(FailureKind.LETTER, LetterNotTaken(), name=letter.kind, now=now)
