"""Sends a mail after the commit, in the language of its reader; line breaks in its head are refused.

Nothing says that a letter was sent before the mail server took it: `Letter.taken` tells it after the commit, `hand_over`
at once.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from django.core.mail import EmailMessage
from django.db import transaction
from django.template import Context
from django.template.loader import get_template
from django.utils import translation

logger = logging.getLogger(__name__)


class UnsafeHeader(ValueError):
    """A subject or an address holds a line break or another control character."""


class CannotSend(Exception):
    """The mail server did not take a letter that an act cannot do without."""


@dataclass
class Letter:
    """A letter on its way."""

    taken: bool | None = None
    """Whether the mail server took it; None until the transaction is committed."""


def send(template: str, context: Mapping[str, object], *, to: str, lang: str, reply_to: str = "") -> Letter:
    """Write a letter in `lang` and send it once the transaction is committed. Raises UnsafeHeader at once.

    `templates/mail/<template>_subject.txt` is the subject, `templates/mail/<template>.txt` the body. Texts are
    plain, so nothing is escaped.
    """
    subject, body = _written(template, context, lang)
    return send_text(subject, body, to=to, reply_to=reply_to)


def hand_over(template: str, context: Mapping[str, object], *, to: str, lang: str) -> bool:
    """Write a letter and give it to the mail server now; whether it was taken. For jobs that try again, outside of
    transactions: a slow server must not keep rows locked. Raises UnsafeHeader.
    """
    subject, body = _written(template, context, lang)
    return _take(_message(subject, body, to, ""))


def _written(template: str, context: Mapping[str, object], lang: str) -> tuple[str, str]:
    with translation.override(lang):
        subject = _render(f"mail/{template}_subject.txt", context).strip(" \n")
        return subject, _render(f"mail/{template}.txt", context).strip("\n") + "\n"


def _render(name: str, context: Mapping[str, object]) -> str:
    backend = get_template(name)
    return backend.template.render(Context(dict(context), autoescape=False))  # type: ignore[attr-defined]


def send_text(subject: str, body: str, *, to: str, reply_to: str = "") -> Letter:
    """Send a letter that is already written, once the transaction is committed. Raises UnsafeHeader at once."""
    letter = Letter()
    transaction.on_commit(partial(_deliver, _message(subject, body, to, reply_to), letter))
    return letter


def _message(subject: str, body: str, to: str, reply_to: str) -> EmailMessage:
    for value in (subject, to, reply_to):
        _refuse_controls(value)
    return EmailMessage(subject, body, to=[to], reply_to=[reply_to] if reply_to else None)


def _refuse_controls(value: str) -> None:
    if any(ord(char) < 32 or ord(char) == 127 or char in "\x85\u2028\u2029" for char in value):
        raise UnsafeHeader("a control character in the head of a letter")


def _deliver(message: EmailMessage, letter: Letter) -> None:
    # The act is done and stored; a mail server that is down must not tell the user that it failed.
    letter.taken = _take(message)


def _take(message: EmailMessage) -> bool:
    try:
        message.send()
    except Exception:
        logger.exception("a letter could not be handed to the mail server")
        return False
    return True
