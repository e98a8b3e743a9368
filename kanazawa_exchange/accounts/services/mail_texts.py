"""The office writes its own text for a kind of letter: with the variables of the kind, and nothing personal in a subject."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from kanazawa_exchange.lib import formats, mails
from kanazawa_exchange.lib.languages import LANGUAGES
from kanazawa_exchange.lib.mails import MailKind, Text
from kanazawa_exchange.lib.refusals import Refused

from ..models import MailTemplate, User
from ..permissions import may_edit_mail_texts
from ..queries.mail_texts import texts_of
from . import stale_texts
from .editing import StaleEdit, assign, lock_for_edit, save_edit, write
from .permits import refuse_unless
from .retries import retried

WIDE = re.compile(r"｛([^｛｝{}\s]+)｝")
"""A variable as a Japanese keyboard writes its braces."""


@retried
@transaction.atomic
def edit(
    kind: MailKind,
    texts: Mapping[str, Text],
    *,
    checked: Collection[str] = (),
    by: User | None,
    now: datetime,
    version: int | None,
) -> MailTemplate:
    """Language → the text from now on; an empty one is the text that the kind comes with.

    `version` is that of the template which was read, None where there was none; `checked`: languages that were read again and
    are right as they stand. Errors: PermissionDenied, StaleEdit, Refused.
    """
    refuse_unless(may_edit_mail_texts, by)
    texts = {code: plain(text) for code, text in texts.items()}
    wrong = faults(kind, texts)
    if wrong:
        raise Refused(wrong)
    before = texts_of(kind)
    template = _save(kind, columns_of(kind, texts), by=by, version=version)
    after = texts_of(kind)
    changed = [code for code in LANGUAGES if after[code] != before[code]]
    stale_texts.note(template, changed=changed, checked=checked, now=now)
    return template


def _save(kind: MailKind, values: Mapping[str, str], *, by: User | None, version: int | None) -> MailTemplate:
    known = MailTemplate.objects.filter(kind=kind.code).first()
    if known is not None:
        current = lock_for_edit(MailTemplate.objects.all(), known.pk, version or 0)
        assign(current, values)
        save_edit(current, by=by)
        return current
    template = MailTemplate(kind=kind.code)
    assign(template, values)
    try:
        with transaction.atomic():
            write(template, by=by)
    except IntegrityError:
        raise StaleEdit(MailTemplate.objects.get(kind=kind.code)) from None
    return template


def columns_of(kind: MailKind, texts: Mapping[str, Text]) -> dict[str, str]:
    """What is stored; what the kind comes with is left to it, so that a better text of a later version is used."""
    columns = {}
    for code, text in texts.items():
        shipped = kind.texts[code]
        columns[f"subject_{code}"] = "" if text.subject == shipped.subject else text.subject
        columns[f"body_{code}"] = "" if text.body.strip() == shipped.body.strip() else text.body
    return columns


# --- What a text may say ---------------------------------------------------------------------------------------------


def plain(text: Text) -> Text:
    """The braces of every keyboard."""
    return Text(
        *(
            WIDE.sub(lambda found: f"{{{unicodedata.normalize('NFKC', found[1])}}}", part)
            for part in (text.subject, text.body)
        )
    )


def faults(kind: MailKind, texts: Mapping[str, Text]) -> dict[str, str]:
    """Box → why its text cannot be sent."""
    wrong = {}
    for code, text in texts.items():
        for box, sentence in (
            (f"subject_{code}", _of_subject(kind, text.subject)),
            (f"body_{code}", _of_body(kind, text.body)),
        ):
            if sentence:
                wrong[box] = sentence
    return wrong


def _of_subject(kind: MailKind, subject: str) -> str:
    told = mails.personal(kind, subject)
    if told:
        words = _(
            "%(names)s cannot stand in a subject: it tells of a person, and subjects are shown on locked screens."
        )
        return words % {"names": in_braces(told)}
    return _of_unknown(kind, subject)


def _of_body(kind: MailKind, body: str) -> str:
    lacks = mails.missing(kind, body) if body.strip() else []
    if lacks:
        return _("The text lacks %(names)s: without it nobody could follow the letter.") % {"names": in_braces(lacks)}
    mixed = mails.entangled(kind, body)
    if mixed:
        words = _("%(names)s needs a space or a new line on both sides, so that it is no part of another address.")
        return words % {"names": in_braces(mixed)}
    return _of_unknown(kind, body)


def _of_unknown(kind: MailKind, text: str) -> str:
    strange = mails.unknown(kind, text)
    if not strange:
        return ""
    words = _("%(names)s is not known here. This letter can name: %(known)s.")
    return words % {"names": in_braces(strange), "known": in_braces(one.name for one in kind.variables)}


def in_braces(names: Iterable[str]) -> str:
    """{link}, {name}."""
    return formats.series(*(f"{{{name}}}" for name in names))
