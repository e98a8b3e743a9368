"""The office writes to applicants in its own words: each gets the letter once, in the own language as far as it was written."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.services import outbox
from kanazawa_exchange.accounts.services.mail_texts import plain
from kanazawa_exchange.accounts.services.permits import refuse_unless
from kanazawa_exchange.accounts.services.retries import retried
from kanazawa_exchange.lib.languages import LANGUAGES
from kanazawa_exchange.lib.localized import localized
from kanazawa_exchange.lib.mails import Text, Values, named
from kanazawa_exchange.lib.names import SCREENS, display
from kanazawa_exchange.lib.refusals import Refused

from ...mail_kinds import APPLICATION_LETTER
from ...models import Application
from ...permissions import may_handle_application
from ...queries.applications.audience import Reader, Texts, act_of, audience
from ...queries.applications.bars import bar_of
from ...queries.applications.letters import address_of
from ...queries.applications.ticked import LeftOut

LONGEST_SUBJECT, LONGEST_TEXT = 120, 8_000
"""In characters; what is longer is refused."""


@dataclass(frozen=True)
class Written:
    """How many letters were written, and to whom none was, with the reason."""

    letters: int
    left: tuple[LeftOut, ...]


@retried
@transaction.atomic
def write(applications: Sequence[Application], texts: Texts, *, by: User | None, now: datetime) -> Written:
    """Language → the text; everybody gets it in the own language, else in the one that stands in for it.

    Nobody gets the same text twice, and nobody a letter about the own application, one about which `by` has declared a conflict
    of interest, or one that has ended early. In as many queries for 300 as for 3. Errors: PermissionDenied, Refused at the boxes
    `subject_<language>` and `body_<language>`.
    """
    if not applications:
        raise Refused(_("Tick at least one application in the list."))
    keys = [one.pk for one in applications]
    current = list(Application.objects.filter(pk__in=keys).select_related("call__run", "person").order_by("pk"))
    for one in current:
        if not bar_of(one, by):
            refuse_unless(may_handle_application, by, one)
    found = audience(current, by, texts)
    if wrong := faults(texts, found.readers):
        raise Refused(wrong)
    drafts = [_draft(row, texts[row.language]) for row in found.readers]
    return Written(len(outbox.write_many(APPLICATION_LETTER, drafts, by=by, now=now)), found.left)


def _draft(row: Reader, text: Text) -> outbox.Draft:
    """To the account; in the language of the text, which may stand in for that of the reader."""
    to = outbox.Recipient(row.account.email, row.language, row.application.person)
    return outbox.Draft(to, act_of(row.application, text), values_of(row, text))


def values_of(row: Reader, text: Text) -> Values:
    """What the letter to this reader says, in the language in which it is written."""
    application = row.application
    return {
        "name": lambda: display(row.spellings, reading=False),
        "call": lambda: str(localized(application.call, "title")),
        "number": row.number,
        "subject": text.subject,
        "text": text.body,
        "link": lambda: address_of(application),
    }


# --- What may be written ---------------------------------------------------------------------------------------------


def faults(texts: Texts, readers: Iterable[Reader]) -> Mapping[str, str]:
    """Box → why its text cannot be sent; the empty box where nothing is written at all."""
    if not any(text.subject or text.body for text in texts.values()):
        return {"": _("Write the letter in one language at least.")}
    people = [word for row in readers for word in _telling(row)]
    wrong = {}
    for code in (code for code in LANGUAGES if code in texts):
        text = texts[code]
        for box, sentence in (("subject", _of_subject(text, people)), ("body", _of_body(text))):
            if sentence:
                wrong[f"{box}_{code}"] = sentence
    return wrong


def _of_subject(text: Text, people: Iterable[str]) -> str:
    if not text.subject:
        return _("The letter in this language lacks its subject.")
    if len(text.subject) > LONGEST_SUBJECT:
        return _too_long(LONGEST_SUBJECT)
    if any(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text.subject, re.IGNORECASE) for word in people):
        return _("The subject names one of the readers. Subjects are shown on locked screens: write it into the text.")
    return _of_braces(text.subject)


def _of_body(text: Text) -> str:
    if not text.body.strip():
        return _("The letter in this language lacks its text.")
    return _too_long(LONGEST_TEXT) if len(text.body) > LONGEST_TEXT else _of_braces(text.body)


def _of_braces(text: str) -> str:
    if not named(plain(Text(text, "")).subject):
        return ""
    return _("Nothing is put into braces here. The letter begins with the name of its reader by itself.")


def _too_long(limit: int) -> str:
    return _("Too long: the limit is %(number)d characters.") % {"number": limit}


def _telling(row: Reader) -> set[str]:
    """Words that tell who the reader is: the whole name in each script, the number of the application, the address."""
    names = {display([spelling], screen, reading=False) for spelling in row.spellings for screen in SCREENS}
    return {word for word in {*names, row.number, row.account.email} if word}
