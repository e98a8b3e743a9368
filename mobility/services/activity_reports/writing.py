"""An Activity Report while its authors write: begun from a stay, saved box by box, so that two devices never overwrite each other."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from kanazawa_exchange.accounts.models import User, tracked_writes_allowed
from kanazawa_exchange.accounts.services.editing import lock_person, write
from kanazawa_exchange.accounts.services.ledger import Line, log_move
from kanazawa_exchange.accounts.services.permits import refuse_unless
from kanazawa_exchange.accounts.services.retries import retried
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.fields import FlexibleDateField, NameField, RichTextField, TextField
from kanazawa_exchange.lib.languages import LANGUAGES
from kanazawa_exchange.lib.localized import localized
from kanazawa_exchange.lib.refusals import Refused
from kanazawa_exchange.lib.search_key import search_key
from kanazawa_exchange.lib.states import NEW
from kanazawa_exchange.lib.typed_boxes import Change, Saved
from partners.models import City

from ... import permissions
from ...activity_report_moves import WRITABLE, ActivityReportStatus
from ...activity_report_permissions import writes_activity_report, writes_activity_reports
from ...models import MOST_CHARACTERS, ActivityReport, ActivityReportTranslation, Mobility, ReportAuthor

TEXTS, OF_AUTHOR = ("title", "text"), ("pen_name", "affiliation")
"""Boxes of the text in the authors' language, and of whoever writes at this moment; the others are of the report itself."""
MOST_IN_TITLE, MOST_IN_PEN_NAME = 200, 100


class NotWritable(Refused):
    """The report has left the hands of its authors."""

    def __init__(self) -> None:
        super().__init__(_("This report can no longer be changed: it was sent in, or it was withdrawn."))


@retried
@transaction.atomic
def begin(stay: Mobility, *, language: str, by: User, now: datetime) -> ActivityReport:
    """A draft from one's own stay, with what the stay says: programme, place, host and where its author studies.

    Errors: PermissionDenied, Gone.
    """
    refuse_unless(permissions.is_own, by, stay)
    refuse_unless(writes_activity_reports, by)
    person = lock_person(stay.person_id)
    report = ActivityReport(
        mobility=stay,
        language=language,
        program=stay.run.program,
        city=stay.receiving.city,
        country=stay.sending.city.country,
        saved_at=now,
    )
    write(report, by=by)
    report.hosts.set([stay.receiving])
    with override(language):
        affiliation = str(localized(stay.sending, "name"))
    write(ReportAuthor(report=report, person=person, order=1, affiliation=affiliation), by=by)
    write(ActivityReportTranslation(report=report, language=language), by=by)
    log_move(Line(report, "begin", NEW, ActivityReportStatus.DRAFT, clock.tokyo_date(now)), by=by, now=now)
    return report


# --- Saved -----------------------------------------------------------------------------------------------------------


def author_in(report: ActivityReport, by: User) -> ReportAuthor:
    """Whoever writes, as an author of this report."""
    return next(author for author in report.authors.all() if author.person_id == by.person_id)


def standing(report: ActivityReport, by: User) -> dict[str, str]:
    """Box → what stands in it, as the form of this author shows it."""
    own, author = report.own_text, author_in(report, by)
    return {
        "city": report.city.slug if report.city else "",
        "happened_on": report.happened_on.isoformat() if report.happened_on else "",
        "language": report.language,
        "title": own.title if own else "",
        "text": own.text if own else "",
        "pen_name": author.pen_name,
        "affiliation": author.affiliation,
    }


@retried
@transaction.atomic
def save(report: ActivityReport, changes: Iterable[Change], *, by: User, now: datetime) -> Saved:
    """Keep what was typed, box by box. A box that somebody changed meanwhile on another device keeps that text, and is told.

    No line of history: it tells what was sent in, not each pause between two letters. Errors: PermissionDenied, NotWritable;
    then nothing at all is kept.
    """
    current = for_writing(report, by=by, now=now)
    texts, saved, taken = standing(current, by), Saved(at=now), dict[str, str]()
    for change in changes:
        if change.key not in texts:
            saved.errors[change.key] = _("The form has no such box any more. Open the page once more.")
            continue
        try:
            text = READERS[change.key](change.text, now)
        except Refused as refusal:
            saved.errors[change.key] = str(refusal)
            continue
        if saved.takes(change, text, texts[change.key]):
            taken[change.key] = text
    if taken.get("language") in {row.language for row in current.texts.all()}:
        saved.stamps.pop("language")
        saved.errors["language"] = _("There is a translation into this language already.")
        del taken["language"]
    if taken:
        _keep(current, taken, by, now)
    return saved


def for_writing(report: ActivityReport, *, by: User, now: datetime) -> ActivityReport:
    """The report, locked, while its authors may write in it. Errors: PermissionDenied, NotWritable."""
    rows = ActivityReport.objects.select_for_update(of=("self",), no_key=True).select_related("city")
    current: ActivityReport = rows.prefetch_related("authors", "texts").get(pk=report.pk)
    refuse_unless(writes_activity_report, by, current)
    if current.status not in WRITABLE:
        raise NotWritable
    return current


def _keep(current: ActivityReport, taken: Mapping[str, str], by: User, now: datetime) -> None:
    values: dict[str, Any] = {"revision": current.revision + 1, "saved_at": now}
    if "city" in taken:
        values["city"] = City.objects.get(slug=taken["city"]) if taken["city"] else None
    if "happened_on" in taken:
        values["happened_on"] = taken["happened_on"] or None
    own = current.own_text
    words = {name: taken[name] for name in TEXTS if name in taken}
    if "language" in taken:
        values["language"] = taken["language"]
    with tracked_writes_allowed():
        ActivityReport._base_manager.filter(pk=current.pk).update(**values)
        if own is not None and (words or "language" in taken):
            key = search_text(words.get("title", own.title), words.get("text", own.text))
            rows = ActivityReportTranslation._base_manager.filter(pk=own.pk)
            rows.update(**words, search_text=key, language=values.get("language", own.language))
        if mine := {name: taken[name] for name in OF_AUTHOR if name in taken}:
            ReportAuthor._base_manager.filter(pk=author_in(current, by).pk).update(**mine)
    if words:
        unsettle(current)


def unsettle(current: ActivityReport) -> None:
    """Title, text or photos say something else: nobody stands for that yet, neither who has typed it nor the others."""
    with tracked_writes_allowed():
        ReportAuthor._base_manager.filter(report=current).exclude(agreed_revision=None).update(agreed_revision=None)


def search_text(title: str, text: str) -> str:
    """The key by which a report is found."""
    return search_key(f"{title}\n{text}")


# --- Read ------------------------------------------------------------------------------------------------------------


def _typed(field: forms.Field) -> Callable[[str, datetime], str]:
    def read(typed: str, _now: datetime) -> str:
        try:
            return str(field.clean(typed) or "")
        except ValidationError as wrong:
            raise Refused(" ".join(map(str, wrong.messages))) from wrong

    return read


def _day(typed: str, now: datetime) -> str:
    day = _typed(FlexibleDateField(required=False))(typed, now)
    if day and date.fromisoformat(day) > clock.tokyo_date(now):
        raise Refused(_("This day has not come yet. Enter a day up to today."))
    return day


def _city(typed: str, _now: datetime) -> str:
    return _one_of(typed, not typed or City.objects.filter(slug=typed).exists())


def _language(typed: str, _now: datetime) -> str:
    return _one_of(typed, typed in LANGUAGES)


def _one_of(typed: str, is_known: bool) -> str:
    if not is_known:
        raise Refused(_("Choose one of the options."))
    return typed


READERS: Mapping[str, Callable[[str, datetime], str]] = {
    "city": _city,
    "happened_on": _day,
    "language": _language,
    "title": _typed(TextField(max_length=MOST_IN_TITLE, multiline=False, required=False)),
    "text": _typed(RichTextField(max_length=MOST_CHARACTERS, required=False)),
    "pen_name": _typed(NameField(max_length=MOST_IN_PEN_NAME, required=False)),
    "affiliation": _typed(NameField(required=False)),
}
"""Box → what was typed as it is kept. Errors: Refused for what cannot be kept at all."""
