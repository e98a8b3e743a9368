"""Sends a mail after the commit, in the language of its reader; line breaks in its head are refused."""

import logging
from collections.abc import Mapping
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


def send(template: str, context: Mapping[str, object], *, to: str, lang: str, reply_to: str = "") -> None:
    """Write a letter in `lang` and send it once the transaction is committed. Raises UnsafeHeader at once.

    `templates/mail/<template>_subject.txt` is the subject, `templates/mail/<template>.txt` the body. Texts are
    plain, so nothing is escaped.
    """
    with translation.override(lang):
        subject = _render(f"mail/{template}_subject.txt", context).strip(" \n")
        body = _render(f"mail/{template}.txt", context).strip("\n") + "\n"
    send_text(subject, body, to=to, reply_to=reply_to)


def _render(name: str, context: Mapping[str, object]) -> str:
    backend = get_template(name)
    return backend.template.render(Context(dict(context), autoescape=False))  # type: ignore[attr-defined]


def send_text(subject: str, body: str, *, to: str, reply_to: str = "") -> None:
    """Send a letter that is already written, once the transaction is committed. Raises UnsafeHeader at once."""
    for value in (subject, to, reply_to):
        _refuse_controls(value)
    message = EmailMessage(subject, body, to=[to], reply_to=[reply_to] if reply_to else None)
    transaction.on_commit(partial(_deliver, message))


def _refuse_controls(value: str) -> None:
    if any(ord(char) < 32 or ord(char) == 127 or char in "\x85\u2028\u2029" for char in value):
        raise UnsafeHeader("a control character in the head of a letter")


def _deliver(message: EmailMessage) -> None:
    # The act is done and stored; a mail server that is down must not tell the user that it failed.
    try:
        message.send()
    except Exception:
        logger.exception("a letter could not be handed to the mail server")
