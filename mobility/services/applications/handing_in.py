"""The files of an application: handed in one by one while its applicant may write, each in its box, replaced and taken out again."""

from datetime import datetime
from functools import partial

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import StoredFile, User
from kanazawa_exchange.accounts.services import files, personal_files
from kanazawa_exchange.accounts.services.permits import refuse_unless
from kanazawa_exchange.accounts.services.retries import retried
from kanazawa_exchange.lib.refusals import Refused

from ...models import Answer, Application, ApplicationDocument
from ...permissions import is_own
from ...queries.applications.boxes import Boxes
from .drafts import for_writing, refuse_unless_writable, write_draft
from .partner_first import refuse_before_partner


class OtherFile(Refused):
    """Since the page was opened another file was handed in here, from another window or device: it is not replaced unseen."""

    def __init__(self, standing: StoredFile, box: str) -> None:
        words = _("Another file was handed in here meanwhile: %(name)s. It was kept. Look at it before you replace it.")
        super().__init__(words % {"name": standing.original_name}, field=box)


class _Same(Exception):
    """The very same file is in the box already: it came twice, and counts once."""

    def __init__(self, standing: StoredFile) -> None:
        self.standing = standing


def set_of(application: Application) -> str:
    """The set of files that has a quota of its own."""
    return f"application {application.pk}"


@retried
def hand_in(
    application: Application, box: str, upload: UploadedFile, *, seen: str = "", by: User, now: datetime
) -> StoredFile:
    """Store a file in its box, in the place of the one that the page has shown (`seen`: its uid, or nothing).

    Row, file and application change together or not at all. Errors: PermissionDenied, NotWritable, Locked, UploadRefused and
    OtherFile (at the box), OSError (the disk is full).
    """
    refuse_unless(is_own, by, application)
    refuse_unless_writable(application, now)  # before anything is stored; and once more under the lock
    refuse_before_partner(application.person, application.institution)
    boxes = Boxes(application)
    _refuse_unknown(boxes, box)
    attach, policy = partial(_put, application, box, seen, by, now), boxes.policy(box)
    standing = boxes.files.get(box)
    try:
        if standing is not None:
            return personal_files.replace(upload, standing, by=by, now=now, attach=attach, policy=policy, field=box)
        place, own = set_of(application), application.person
        return personal_files.store(
            upload, owner=own, by=by, now=now, attach=attach, policy=policy, file_set=place, field=box
        )
    except _Same as same:
        return same.standing


@retried
@transaction.atomic
def take_out(application: Application, box: str, *, seen: str, by: User, now: datetime) -> None:
    """Take out of its box the file that the page has shown; an empty box stays as it is.

    Errors: PermissionDenied, NotWritable, OtherFile (at the box).
    """
    current = for_writing(application, by=by, now=now)
    boxes = Boxes(current)
    _refuse_unknown(boxes, box)
    standing = boxes.files.get(box)
    if standing is None:
        return
    if str(standing.uid) != seen:
        raise OtherFile(standing, box)
    if box in boxes.documents:
        current.documents.filter(document=boxes.documents[box]).delete()
    else:
        current.answers.filter(question=boxes.questions[box]).delete()
    files.remove(standing)
    write_draft(current, {}, now)


def _refuse_unknown(boxes: Boxes, box: str) -> None:
    if box not in boxes.asked_files:
        raise Refused(_("The form has no such box any more. Open the page once more."))


def _put(application: Application, box: str, seen: str, by: User, now: datetime, stored: StoredFile) -> StoredFile:
    """In the transaction that stores the file; the person is locked."""
    current = for_writing(application, by=by, now=now)
    boxes = Boxes(current)
    standing = boxes.files.get(box)
    if standing is not None:
        if (standing.sha256, standing.size) == (stored.sha256, stored.size):
            raise _Same(standing)
        if str(standing.uid) != seen:
            raise OtherFile(standing, box)
    if box in boxes.documents:
        ApplicationDocument.objects.update_or_create(
            application=current, document=boxes.documents[box], defaults={"file": stored}
        )
    else:
        Answer.objects.update_or_create(
            application=current, question=boxes.questions[box], defaults={"text": "", "file": stored}
        )
    if standing is not None:
        files.remove(standing)
    write_draft(current, {}, now)
    return stored
