"""Reports of an earlier site come in, each in one transaction: published where every author has agreed, else to be looked at.

The same file again changes nothing; a file that has changed changes the report, with its history. What was taken away here stays so.
"""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import StoredFile, User
from kanazawa_exchange.accounts.services import files, pictures
from kanazawa_exchange.accounts.services.editing import Gone, delete, save_edit, write
from kanazawa_exchange.accounts.services.ledger import Line, log_move
from kanazawa_exchange.accounts.services.permits import refuse_unless
from kanazawa_exchange.accounts.services.retries import retried
from kanazawa_exchange.lib import clock, uploads
from kanazawa_exchange.lib.refusals import Refused
from kanazawa_exchange.lib.states import NEW, Step

from ...activity_report_moves import ActivityReportStatus
from ...activity_report_permissions import may_take_over_reports
from ...models import ActivityReport, ActivityReportTranslation, OldAddress, ReportAuthor, ReportPhoto
from ..activity_reports import moving, photos, translating
from ..activity_reports.writing import search_text
from .drafts import Draft, OldPicture
from .folders import Folder, digest_of
from .planning import Planned, upload_of

REASON = "take_over"


@retried
@transaction.atomic
def take_over(planned: Planned, folder: Folder, *, by: User, now: datetime) -> ActivityReport:
    """Write what was planned: a new report, or what has changed of one.

    Errors: PermissionDenied, Refused (a picture is another one than when it was looked at, a scanner found something in it, or the
    report was taken away meanwhile).
    """
    refuse_unless(may_take_over_reports, by)
    draft, report = planned.draft, planned.report
    assert draft is not None  # noqa: S101 whoever plans has found nothing wrong
    assert report is not None  # noqa: S101
    current = _standing(draft)
    own, is_awaited = (None, False) if current is None else (current.own_text, _is_awaited(current))
    current = _begun(draft, report, by, now) if current is None else _changed(draft, current, report.slug, by, now)
    current.hosts.set(draft.hosts)
    _write_text(draft, current, own, by, now)
    _write_authors(draft, current, by)
    _write_photos(draft, current, folder, by, now)
    for path in draft.addresses:
        OldAddress.objects.update_or_create(path=path, defaults={"report": current, "digest": draft.digest})
    if draft.is_agreed and is_awaited:
        return moving.move(current, "publish", Step(reason=draft.consents), by=by, now=now)
    return current


def _standing(draft: Draft) -> ActivityReport | None:
    """The report that has the address, locked. Errors: Refused for one that was taken away."""
    rows = ActivityReport.objects.select_for_update(of=("self",), no_key=True).prefetch_related("texts", "authors")
    found = rows.filter(old_addresses__path__in=draft.addresses).order_by("pk").first()
    if found is not None and found.status == ActivityReportStatus.WITHDRAWN:
        raise Gone
    return found


def _is_awaited(report: ActivityReport) -> bool:
    """Whether it waits for the consent of an author, and for nothing else."""
    return report.status == ActivityReportStatus.SUBMITTED and not all(row.pen_name for row in report.authors.all())


def _begun(draft: Draft, planned: ActivityReport, by: User, now: datetime) -> ActivityReport:
    """From the beginning in the state in which it shall be: nobody has sent it in, and who agreed stands in the log."""
    report = ActivityReport(uid=planned.uid, slug=planned.slug)
    _set(draft, report)
    report.status = ActivityReportStatus.PUBLISHED if draft.is_agreed else ActivityReportStatus.SUBMITTED
    report.submitted_at = draft.published_at if draft.is_agreed else now
    write(report, by=by, reason=REASON)
    day = clock.tokyo_date(draft.published_at if draft.is_agreed else now)
    _log(report, f"{REASON}_{report.status}", NEW, day, draft, by, now)
    return report


def _changed(draft: Draft, report: ActivityReport, slug: str | None, by: User, now: datetime) -> ActivityReport:
    """What was returned, or whose authors do not agree any more, is looked at once more; everything else keeps its state.

    `slug`: its address from now on.
    """
    source, report.slug = report.status, slug
    _set(draft, report)
    if source != ActivityReportStatus.PUBLISHED or not draft.is_agreed:
        report.status, report.submitted_at = ActivityReportStatus.SUBMITTED, now
    report.revision += 1
    save_edit(report, by=by, reason=REASON)
    _log(report, f"{REASON}_again_{report.status}", source, clock.tokyo_date(now), draft, by, now)
    return report


def _set(draft: Draft, report: ActivityReport) -> None:
    report.language, report.country, report.happened_on = draft.language, draft.country, draft.happened_on
    report.city, report.program = draft.city, draft.program
    report.first_published_at = draft.published_at


def _log(report: ActivityReport, move: str, source: str, day: date, draft: Draft, by: User, now: datetime) -> None:
    log_move(Line(report, move, source, report.status, day, reason=draft.consents), by=by, now=now)


# --- Its parts -------------------------------------------------------------------------------------------------------


def _write_text(
    draft: Draft, report: ActivityReport, own: ActivityReportTranslation | None, by: User, now: datetime
) -> None:
    """In its language; translations that say what stood there before are behind, or not shown where something was taken out."""
    row = own or ActivityReportTranslation(report=report)
    if (row.language, row.title, row.text) == (draft.language, draft.title, draft.text):
        return
    others = set(report.texts.exclude(pk=row.pk).values_list("language", flat=True))
    if draft.language in others:
        raise Refused(_("There is a translation into this language already."))
    before = translating.Wording.of(row)
    row.language, row.title, row.text = draft.language, draft.title, draft.text
    row.search_text = search_text(draft.title, draft.text)
    if own is None:
        write(row, by=by, reason=REASON)
    else:
        save_edit(row, by=by, reason=REASON)
        translating.after_change(report, before, by=by, now=now, reason=REASON)


def _write_authors(draft: Draft, report: ActivityReport, by: User) -> None:
    meant = [author.printed for author in draft.authors] or [("", "")]
    standing = list(report.authors.filter(person=None))
    if [(row.pen_name, row.affiliation) for row in standing] == meant:
        return
    for row in standing:
        delete(row, by=by)
    for order, (name, affiliation) in enumerate(meant, start=1):
        row = ReportAuthor(report=report, order=order, pen_name=name, affiliation=affiliation)
        write(row, by=by, reason=REASON)


def _write_photos(draft: Draft, report: ActivityReport, folder: Folder, by: User, now: datetime) -> None:
    """In the place of those that stand there, where anything of them has changed."""
    standing = list(report.photos.select_related("file").order_by("order", "pk"))
    shown = [(photo.file.sha256, photo.alt, photo.people, photo.is_cover) for photo in standing]
    if shown == [(one.made, one.alt, one.people, one.is_cover) for one in draft.pictures]:
        return
    for photo in standing:
        delete(photo, by=by)
        files.remove(photo.file)
    for order, picture in enumerate(draft.pictures, start=1):
        _add_photo(picture, report, order, folder, by, now)


def _add_photo(
    picture: OldPicture, report: ActivityReport, order: int, folder: Folder, by: User, now: datetime
) -> None:
    """By the same way as an upload."""
    content = folder.picture(picture.path)
    if digest_of(content) != picture.sha256:
        raise Refused(_("%(name)s has changed while the folder was read.") % {"name": picture.path.name})

    def attach(stored: StoredFile) -> None:
        row = ReportPhoto(
            report=report, file=stored, order=order, alt=picture.alt, people=picture.people, is_cover=picture.is_cover
        )
        write(row, by=by, reason=REASON)
        pictures.show(stored, by=by, now=now)

    filing = files.Filing(uploads.PHOTOS, photos.FIELD, None, photos.set_of(report))
    files.keep(upload_of(content, picture.path), filing, by=by, now=now, attach=attach)
