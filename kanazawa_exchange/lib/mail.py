"""Hands letters to the mail server and tells of each what the server said; line breaks in a head are refused.

A connection is kept from letter to letter and opened anew after a fault. Never call it inside a transaction: a slow server must
not keep rows locked.
"""

import logging
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from enum import Enum
from smtplib import SMTPDataError, SMTPNotSupportedError, SMTPRecipientsRefused, SMTPResponseException
from types import TracebackType
from typing import Protocol

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend as SmtpBackend

logger = logging.getLogger(__name__)

CLOSING = 421
"""The server is about to close, whatever it was asked."""

LONGEST_REASON = 200


class UnsafeHeader(ValueError):
    """A subject or an address holds a line break or another control character."""


class CannotSend(Exception):
    """The mail server has not taken a letter that somebody waits for at the screen."""


class Said(Enum):
    """What became of a letter that was handed over."""

    TAKEN = "taken"
    LATER = "later"
    """The server does not take this letter now; others it may take."""
    NEVER = "never"
    """It does not take this letter at all: nobody of that name, or what it holds."""
    DOWN = "down"
    """It does not answer, or takes no letter whatever: the next one would fare alike."""


@dataclass(frozen=True)
class Answer:
    """What the server said of a letter; the reason is its code and words, or the name of the fault."""

    said: Said
    reason: str = ""


class Envelope(Protocol):
    """What of a letter the server needs."""

    @property
    def address(self) -> str: ...

    @property
    def subject(self) -> str: ...

    @property
    def text(self) -> str: ...

    @property
    def message_id(self) -> str: ...

    @property
    def written_at(self) -> datetime: ...


class Counter:
    """Where letters are handed in, one after the other: `with Counter() as counter: counter.hand_over(letter)`."""

    def __init__(self) -> None:
        self._server: BaseEmailBackend | None = None

    def __enter__(self) -> "Counter":
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        self._close()

    def hand_over(self, letter: Envelope) -> Answer:
        try:
            server = self._opened()
        except Exception as fault:  # whatever it is, no letter can leave now
            logger.warning("the mail server is not reached: %s", type(fault).__name__)
            return Answer(Said.DOWN, reason_of(fault))
        try:
            server.send_messages([message_of(letter)])
        except Exception as fault:  # a letter that cannot be sent must not stop the others
            self._close()
            logger.warning("a letter was not taken: %s", type(fault).__name__)
            return answer_to(fault)
        if not isinstance(server, SmtpBackend):
            self._close()  # a file for each letter
        return Answer(Said.TAKEN)

    def _opened(self) -> BaseEmailBackend:
        if self._server is None:
            server = get_connection()
            server.open()
            self._server = server
        return self._server

    def _close(self) -> None:
        server, self._server = self._server, None
        try:
            if server is not None:
                server.close()
        except Exception as fault:  # what was taken is taken, however the server says good-bye
            logger.warning("the mail server did not say good-bye: %s", type(fault).__name__)


def message_of(letter: Envelope) -> EmailMessage:
    """Errors: UnsafeHeader."""
    refuse_controls(letter.subject, letter.address)
    head = {"Message-ID": letter.message_id, "Date": format_datetime(letter.written_at)}
    return EmailMessage(letter.subject, letter.text, to=[letter.address], headers=head)


def refuse_controls(*values: str) -> None:
    """Errors: UnsafeHeader."""
    for value in values:
        if any(ord(char) < 32 or ord(char) == 127 or char in "\x85\u2028\u2029" for char in value):
            raise UnsafeHeader("a control character in the head of a letter")


def answer_to(fault: Exception) -> Answer:
    """Whether a fault is about this letter, for now or for good, or about the server."""
    code, reason = code_of(fault), reason_of(fault)
    if isinstance(fault, ValueError | SMTPNotSupportedError):
        return Answer(Said.NEVER, reason)
    if not isinstance(fault, SMTPRecipientsRefused | SMTPDataError) or code == CLOSING:
        return Answer(Said.DOWN, reason)
    return Answer(Said.NEVER if code >= 500 else Said.LATER, reason)


def code_of(fault: Exception) -> int:
    """The code of the server; 0 where it has said nothing."""
    return _words_of(fault)[0]


def reason_of(fault: Exception) -> str:
    """The code and the words of the server, or the name of the fault."""
    code, words = _words_of(fault)
    return " ".join(f"{code} {words}".split())[:LONGEST_REASON] if code else type(fault).__name__


def _words_of(fault: Exception) -> tuple[int, str]:
    code: int
    said: bytes | str
    if isinstance(fault, SMTPRecipientsRefused):
        code, said = next(iter(fault.recipients.values()), (0, b""))
    elif isinstance(fault, SMTPResponseException):
        code, said = fault.smtp_code, fault.smtp_error
    else:
        return 0, ""
    return code, said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
