"""The translations of Activity Reports: what the queue of the translators asks, and what authors and moderators see of them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.text import capfirst

from kanazawa_exchange.accounts.models import StaleText
from kanazawa_exchange.accounts.queries.names import shown_names
from kanazawa_exchange.accounts.queries.translations import Passage, Piece, Sheet
from kanazawa_exchange.lib.fields import RichTextField, TextField
from kanazawa_exchange.lib.languages import LANGUAGES

from ...models import MOST_CHARACTERS, ActivityReport, ActivityReportTranslation, TranslationState

RECORD = ActivityReport._meta.model_name or ""
OF_REPORT = ("report__uid", "report__language", "report__first_published_at")


def pieces(now: datetime, uid: UUID | None = None) -> list[Piece]:
    """Every report that everybody reads now, or the one of this id; one query."""
    public = ActivityReport.objects.public(now)
    reports = public if uid is None else public.filter(uid=uid)
    rows = ActivityReportTranslation.objects.filter(report__in=reports.values("pk"))
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in rows.values("report_id", "language", "title", "state", "updated_at", *OF_REPORT):
        found[row["report_id"]].append(row)
    return [_piece(pk, texts) for pk, texts in found.items()]


def _piece(pk: int, texts: Sequence[dict[str, Any]]) -> Piece:
    uid, original, since = (texts[0][name] for name in OF_REPORT)
    drafts = {
        row["language"]: row["updated_at"]
        for row in texts
        if row["state"] == TranslationState.DRAFT and row["language"] != original
    }
    shown = {row["language"]: row["title"] for row in texts if row["language"] not in drafts}
    return Piece(pk, uid, shown, frozenset(shown), since, original, drafts)


def sheet(uid: UUID, source: str, into: str, now: datetime) -> Sheet:
    """What the authors wrote, and the translation as far as there is one."""
    report = ActivityReport.objects.public(now).prefetch_related("texts").get(uid=uid)
    texts = {row.language: row for row in report.texts.all()}
    own, row = texts.get(source), texts.get(into)
    return Sheet(
        record=row,
        passages=[
            Passage(
                "title", _label("title"), own.title if own else "", TextField, {"max_length": 200, "multiline": False}
            ),
            Passage(
                "text", _label("text"), own.text if own else "", RichTextField, {"max_length": MOST_CHARACTERS}, True
            ),
        ],
        values={"title": row.title, "text": row.text} if row else {},
        public_url=reverse("mobility:activity_report_detail", kwargs={"slug": report.slug}),
    )


def _label(name: str) -> str:
    field: Any = ActivityReportTranslation._meta.get_field(name)
    return str(capfirst(field.verbose_name))


# --- For authors and moderators --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Translation:
    """A translation as whoever answers for the original sees it; the name of the translator is for them, not for everybody."""

    language: str
    title: str
    text: str
    translator: str
    is_shown: bool
    stale_since: datetime | None


def translations_of(report: ActivityReport) -> tuple[Translation, ...]:
    """In the order of the languages; two queries where there is one, else none."""
    rows = {row.language: row for row in report.texts.all() if row.language != report.language}
    if not rows:
        return ()
    people = [row.translator_id for row in rows.values() if row.translator_id]
    names = shown_names(people, reading=False) if people else {}
    stale = dict(StaleText.objects.filter(record_type=RECORD, record_id=report.pk).values_list("language", "since"))
    return tuple(
        Translation(
            language=code,
            title=rows[code].title,
            text=rows[code].text,
            translator=names[person].text if (person := rows[code].translator_id) else "",
            is_shown=rows[code].state == TranslationState.SHOWN,
            stale_since=stale.get(code),
        )
        for code in LANGUAGES
        if code in rows
    )
