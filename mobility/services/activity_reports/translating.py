"""An Activity Report in another language: written by a named translator, hidden once the original no longer says what it says."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.permissions import may_translate
from kanazawa_exchange.accounts.queries.translations import Kind
from kanazawa_exchange.accounts.services import stale_texts
from kanazawa_exchange.accounts.services.editing import Gone, StaleEdit, Values, save_edit
from kanazawa_exchange.accounts.services.permits import refuse_unless
from kanazawa_exchange.accounts.services.retries import retried
from kanazawa_exchange.lib import rich_text
from kanazawa_exchange.lib.languages import LANGUAGES
from kanazawa_exchange.lib.refusals import Refused

from ...models import ActivityReport, ActivityReportTranslation, TranslationState
from ...queries.activity_reports import translated
from ...queries.activity_reports.sentences import said
from .writing import search_text


@retried
@transaction.atomic
def keep(
    uid: UUID, into: str, values: Values, *, by: User | None, now: datetime, version: int | None, is_shown: bool = True
) -> ActivityReportTranslation:
    """Title and text in another language than the authors'; `is_shown`: everybody may read them from now on.

    `version` is that of the translation that was read, none where there was none. Whoever keeps it last is its
    translator, and answers for every word of it. Errors: PermissionDenied, Gone, StaleEdit, Refused.
    """
    refuse_unless(may_translate, by)
    report = ActivityReport.objects.public(now).select_for_update(of=("self",), no_key=True).filter(uid=uid).first()
    if report is None or into == report.language:
        raise Gone
    row = ActivityReportTranslation.objects.select_for_update(of=("self",)).filter(report=report, language=into).first()
    if row is not None and row.version != version:
        raise StaleEdit(row)
    title, text = str(values["title"]), rich_text.tidied(str(values["text"]))
    if is_shown:
        _refuse_empty(title, text)
    row = row or ActivityReportTranslation(report=report, language=into, version=0)
    row.title, row.text, row.search_text = title, text, search_text(title, text)
    row.state = TranslationState.SHOWN if is_shown else TranslationState.DRAFT
    row.translator = by.person if by else None
    save_edit(row, by=by)
    if is_shown:
        stale_texts.note(report, changed=(), caught_up=[into], now=now)
    return row


def _refuse_empty(title: str, text: str) -> None:
    lacks = {
        box: sentence
        for box, said, sentence in (
            ("title", title, _("Enter the title.")),
            ("text", text, _("Enter the text.")),
        )
        if not said
    }
    if lacks:
        raise Refused(lacks)


def follow(report: ActivityReport, *, by: User | None, now: datetime) -> None:
    """Before the authors' text is kept as it is sent in: what becomes of its translations. Call inside the transaction of the move."""
    own = report.own_text
    before = own.history.first() if own is not None else None  # type: ignore[attr-defined]  # in `translation`
    if own is not None and before is not None:
        after_change(report, Wording.of(before), by=by, now=now, reason="submit")


@dataclass(frozen=True)
class Wording:
    """What the authors' text said before it was changed."""

    title: str
    text: str

    @classmethod
    def of(cls, row: ActivityReportTranslation) -> "Wording":
        return cls(row.title, row.text)

    def loses(self, after: "Wording") -> bool:
        """Whether anything that it says is not said any more."""
        return self.title != after.title or not said(self.text) <= said(after.text)


def after_change(report: ActivityReport, before: Wording, *, by: User | None, now: datetime, reason: str) -> None:
    """What becomes of the translations once the authors' text says something else than `before`.

    Where something was taken out, none of them is shown before somebody has looked at it: it may still say what was to go.
    Where something was only added they stay, and say that they are older. Call inside the transaction of the change.
    """
    own = report.own_text
    others = [row for row in report.texts.all() if row.language != report.language]
    if own is None or not others or before == Wording.of(own):
        return
    if before.loses(Wording.of(own)):
        for row in others:
            if row.state == TranslationState.SHOWN:
                row.state = TranslationState.DRAFT
                save_edit(row, by=by, reason=reason)
    without = set(LANGUAGES) - {row.language for row in others} - {report.language}
    stale_texts.note(report, changed=[report.language], checked=without, now=now)


KIND = Kind(
    code="activity-reports",
    plural=pgettext_lazy("heading", "Activity Reports"),
    record=translated.RECORD,
    pieces=translated.pieces,
    sheet=translated.sheet,
    keep=keep,
    has_drafts=True,
)
