"""The photos of an Activity Report: added one by one, put in order, described, and taken out, while its authors may write."""

from collections.abc import Callable, Iterable
from datetime import datetime
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kanazawa_exchange.accounts.models import StoredFile, User, tracked_writes_allowed
from kanazawa_exchange.accounts.services import editing, files, personal_files, pictures
from kanazawa_exchange.accounts.services.editing import Gone, write
from kanazawa_exchange.accounts.services.permits import refuse_unless
from kanazawa_exchange.accounts.services.retries import retried
from kanazawa_exchange.lib import uploads
from kanazawa_exchange.lib.refusals import Refused
from kanazawa_exchange.lib.typed_boxes import Change, Saved

from ...activity_report_moves import WRITABLE
from ...activity_report_permissions import writes_activity_report
from ...models import MOST_IN_ALT, MOST_PHOTOS, ActivityReport, People, ReportPhoto
from ...queries.activity_reports.photos import boxes_of
from .writing import NotWritable, for_writing, unsettle

FIELD = "photos"
UP, DOWN = -1, 1


class TooManyPhotos(Refused):
    """The report has as many photos as it may have."""

    def __init__(self) -> None:
        words = ngettext(
            "A report has at most %(count)s photo. Remove one first.",
            "A report has at most %(count)s photos. Remove one first.",
            MOST_PHOTOS,
        )
        super().__init__(words % {"count": MOST_PHOTOS}, field=FIELD)


class _Same(Exception):
    """The very same photo is in the report already: it came twice, as after a lost answer, and counts once."""

    def __init__(self, standing: ReportPhoto) -> None:
        self.standing = standing


def set_of(report: ActivityReport) -> str:
    """The set of files that has a quota of its own."""
    return f"activity report {report.pk}"


# --- Added and taken out ---------------------------------------------------------------------------------------------


@retried
def add(report: ActivityReport, upload: UploadedFile, *, by: User, now: datetime) -> ReportPhoto:
    """Store a photo behind the others; the first one stands for the report. The same photo sent twice is there once.

    Row and file come together or not at all. Errors: PermissionDenied, NotWritable, TooManyPhotos, UploadRefused, OSError (the
    disk is full).
    """
    refuse_unless(writes_activity_report, by, report)
    if report.status not in WRITABLE:  # before anything is stored; and once more under the lock
        raise NotWritable
    assert by.person is not None  # noqa: S101 an author is somebody

    def attach(stored: StoredFile) -> ReportPhoto:
        return _put(report, stored, by, now)

    try:
        return personal_files.store(
            upload,
            owner=by.person,
            by=by,
            now=now,
            attach=attach,
            policy=uploads.PHOTOS,
            file_set=set_of(report),
            field=FIELD,
        )
    except _Same as same:
        return same.standing


def _put(report: ActivityReport, stored: StoredFile, by: User, now: datetime) -> ReportPhoto:
    """In the transaction that stores the file."""
    current = for_writing(report, by=by, now=now)
    standing = _photos(current)
    for photo in standing:
        if photo.file.sha256 == stored.sha256:
            raise _Same(photo)
    if len(standing) >= MOST_PHOTOS:
        raise TooManyPhotos
    photo = ReportPhoto(report=current, file=stored, order=len(standing) + 1, is_cover=not standing)
    write(photo, by=by)
    pictures.show(stored, by=by, now=now)
    _touch(current, now)
    unsettle(current)
    return photo


@retried
@transaction.atomic
def remove(report: ActivityReport, uid: UUID, *, by: User, now: datetime) -> None:
    """Take a photo out, with its file; the first of the others stands for the report, where this one did.

    Errors: PermissionDenied, NotWritable, Gone.
    """
    current = for_writing(report, by=by, now=now)
    photo = _one(_photos(current), uid)
    stored = photo.file
    editing.delete(photo, by=by)
    files.remove(stored)
    left = _photos(current)
    _number(left, by)
    if photo.is_cover and left:
        left[0].is_cover = True
        editing.save_edit(left[0], by=by)
    _touch(current, now)
    unsettle(current)


# --- In order --------------------------------------------------------------------------------------------------------


@retried
@transaction.atomic
def move(report: ActivityReport, uid: UUID, step: int, *, by: User, now: datetime) -> None:
    """One place up or down (UP, DOWN); the first one stays the first. Errors: PermissionDenied, NotWritable, Gone."""
    current = for_writing(report, by=by, now=now)
    photos = _photos(current)
    place = photos.index(_one(photos, uid))
    other = place + step
    if 0 <= other < len(photos):
        photos[place], photos[other] = photos[other], photos[place]
    _number(photos, by)
    _touch(current, now)


@retried
@transaction.atomic
def choose_cover(report: ActivityReport, uid: UUID, *, by: User, now: datetime) -> None:
    """The photo that stands for the report in lists and previews. Errors: PermissionDenied, NotWritable, Gone."""
    current = for_writing(report, by=by, now=now)
    photos = _photos(current)
    chosen = _one(photos, uid)
    for photo in sorted(photos, key=lambda one: one == chosen):  # there is never more than one
        if photo.is_cover != (photo == chosen):
            photo.is_cover = photo == chosen
            editing.save_edit(photo, by=by)
    _touch(current, now)


def _number(photos: Iterable[ReportPhoto], by: User) -> None:
    for place, photo in enumerate(photos, 1):
        if photo.order != place:
            photo.order = place
            editing.save_edit(photo, by=by)


# --- Described -------------------------------------------------------------------------------------------------------


@retried
@transaction.atomic
def describe(report: ActivityReport, changes: Iterable[Change], *, by: User, now: datetime) -> Saved:
    """Keep what was typed about the photos, box by box: what each shows, and who is in it; of one that is gone nothing.

    A box that somebody changed meanwhile on another device keeps that text, and is told. Errors: PermissionDenied, NotWritable.
    """
    current = for_writing(report, by=by, now=now)
    photos = _photos(current)
    boxes, saved, changed = boxes_of(photos), Saved(at=now), set[ReportPhoto]()
    for change in changes:
        if change.key not in boxes:
            continue
        photo, name = boxes[change.key]
        try:
            text = READERS[name](change.text)
        except Refused as refusal:
            saved.errors[change.key] = str(refusal)
            continue
        if saved.takes(change, text, getattr(photo, name)):
            setattr(photo, name, text)
            changed.add(photo)
    for photo in changed:
        editing.save_edit(photo, by=by)
    if changed:
        _touch(current, now)
        unsettle(current)
    return saved


def _words(typed: str) -> str:
    text = " ".join(typed.split())
    if len(text) > MOST_IN_ALT:
        words = ngettext("At most %(count)s character.", "At most %(count)s characters.", MOST_IN_ALT)
        raise Refused(words % {"count": MOST_IN_ALT})
    return text


def _people(typed: str) -> str:
    if typed not in ("", *People.values):
        raise Refused(_("Choose one of the options."))
    return typed


READERS: dict[str, Callable[[str], str]] = {"alt": _words, "people": _people}


# --- Under the lock of the report ------------------------------------------------------------------------------------


def _photos(report: ActivityReport) -> list[ReportPhoto]:
    return list(ReportPhoto.objects.filter(report=report).select_related("file").order_by("order", "pk"))


def _one(photos: Iterable[ReportPhoto], uid: UUID) -> ReportPhoto:
    for photo in photos:
        if photo.uid == uid:
            return photo
    raise Gone


def _touch(report: ActivityReport, now: datetime) -> None:
    """The report is saved once more, without a line of history; a page made before is outdated."""
    with tracked_writes_allowed():
        ActivityReport._base_manager.filter(pk=report.pk).update(revision=report.revision + 1, saved_at=now)
