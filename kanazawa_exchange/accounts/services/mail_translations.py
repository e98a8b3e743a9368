"""Translations of the office's own texts of letters; a kind that has the text it comes with has it in every language."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kanazawa_exchange.lib import mails
from kanazawa_exchange.lib.fields import NameField, TextField
from kanazawa_exchange.lib.languages import LANGUAGES, active_language
from kanazawa_exchange.lib.mails import MailKind, Text
from kanazawa_exchange.lib.refusals import Refused

from ..models import MailTemplate, User
from ..permissions import may_translate
from ..queries.mail_texts import RECORD, texts_in
from ..queries.translations import Kind, Passage, Piece, Sheet
from . import mail_texts, stale_texts
from .editing import Values, assign, lock_for_edit, save_edit
from .permits import refuse_unless
from .retries import retried

LONGEST = {"subject": 200, "body": 8000}


def pieces(_now: datetime, uid: UUID | None = None) -> list[Piece]:
    """The kinds of letters whose text the office has written; one query."""
    rows = MailTemplate.objects.filter(kind__in=_kinds())
    found = rows if uid is None else rows.filter(uid=uid)
    return [_piece(row, _kinds()[row.kind]) for row in found]


def _piece(row: MailTemplate, kind: MailKind) -> Piece:
    return Piece(row.pk, row.uid, {active_language(): str(kind.title)}, frozenset(LANGUAGES), row.created_at)


def _kinds() -> dict[str, MailKind]:
    return {kind.code: kind for kind in mails.editable()}


def sheet(uid: UUID, source: str, into: str, _now: datetime) -> Sheet:
    """What is sent in both languages."""
    row = MailTemplate.objects.get(uid=uid)
    texts = texts_in(_kinds()[row.kind], row)
    original, here = texts[source], texts[into]
    return Sheet(
        record=row,
        passages=[
            Passage(f"subject_{into}", str(_("Subject")), original.subject, NameField, _most("subject")),
            Passage(f"body_{into}", str(_("Text of the letter")), original.body.strip(), TextField, _most("body")),
        ],
        values={f"subject_{into}": here.subject, f"body_{into}": here.body.strip()},
        office_url=reverse("accounts:mail_text_edit", args=[row.kind]),
    )


def _most(name: str) -> dict[str, int]:
    return {"max_length": LONGEST[name]}


@retried
@transaction.atomic
def keep(uid: UUID, into: str, values: Values, *, by: User | None, now: datetime, version: int | None) -> MailTemplate:
    """Subject and text in one language, with the variables of the kind. Errors: PermissionDenied, Gone, StaleEdit, Refused."""
    refuse_unless(may_translate, by)
    row = lock_for_edit(
        MailTemplate.objects.all(), MailTemplate.objects.values_list("pk", flat=True).get(uid=uid), version
    )
    kind = _kinds()[row.kind]
    text = mail_texts.plain(Text(str(values[f"subject_{into}"]), str(values[f"body_{into}"])))
    wrong = mail_texts.faults(kind, {into: text})
    if wrong:
        raise Refused(wrong)
    assign(row, mail_texts.columns_of(kind, {into: text}))
    save_edit(row, by=by)
    stale_texts.note(row, changed=(), caught_up=[into], now=now)
    return row


KIND = Kind(code="mails", plural=_("Texts of letters"), record=RECORD, pieces=pieces, sheet=sheet, keep=keep)
