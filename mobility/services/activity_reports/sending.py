"""An Activity Report is sent in: on the consents that its author gives in the same act. Then all of it is written, or nothing.

Each photo is agreed to by itself; one without a consent stays where it is, and only its authors and the office see it.

The person is locked before the report, as wherever something is added to a person.
"""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import Person, Purpose, User
from kanazawa_exchange.accounts.services import consents
from kanazawa_exchange.accounts.services.editing import Gone, StaleEdit, lock_person, save_edit
from kanazawa_exchange.accounts.services.permits import refuse_unless
from kanazawa_exchange.accounts.services.retries import retried
from kanazawa_exchange.lib.states import MoveRefused, Step

from ...activity_report_permissions import writes_activity_report
from ...models import ActivityReport, ReportPhoto
from ...queries.consents import PUBLICATION
from ..applications.submitting import Agreed
from . import moving, writing

CONSENT = Purpose.PUBLICATION_OF_TEXT.value
"""The box in which an author agrees to the publication of the text; without it nothing is sent in."""

Photos = Mapping[UUID, Agreed]
"""Which photos of the report may be published, each with what was read before."""


@retried
@transaction.atomic
def submit(
    report: ActivityReport,
    agreed: Mapping[Purpose, Agreed],
    photos: Photos | None = None,
    *,
    by: User,
    now: datetime,
    revision: int | None = None,
) -> ActivityReport:
    """Send a report in, for the first time or revised; `revision` is what its author has looked over.

    Errors: PermissionDenied, NotWritable, CannotConsent, MoveRefused (at `CONSENT`, or for all of it), StaleEdit where somebody
    has saved since.
    """
    current, person = _of_an_author(report, revision, by, now)
    _give(person, agreed, by, now)
    _give_photos(current, person, photos or {}, by, now)
    _refuse_without(person, _("Agree to the publication of the text: without it the report cannot be sent in."), now)
    return moving.move(current, "submit", Step(), by=by, now=now)


@retried
@transaction.atomic
def agree(
    report: ActivityReport,
    agreed: Mapping[Purpose, Agreed],
    photos: Photos | None = None,
    *,
    by: User,
    now: datetime,
    revision: int | None = None,
) -> None:
    """One of its authors agrees to the report as it stands, each by themselves, while it is written; `revision` as for `submit`.

    Errors: PermissionDenied, NotWritable, CannotConsent, MoveRefused (at `CONSENT`), StaleEdit.
    """
    current, person = _of_an_author(report, revision, by, now)
    _give(person, agreed, by, now)
    _give_photos(current, person, photos or {}, by, now)
    _refuse_without(person, _("Agree to the publication of the text: without it you cannot agree to this report."), now)
    if author := moving.agreed_by(current, by.person_id, now):
        save_edit(author, by=by, reason="agree")


def _of_an_author(
    report: ActivityReport, revision: int | None, by: User, now: datetime
) -> tuple[ActivityReport, Person]:
    refuse_unless(writes_activity_report, by, report)
    assert by.person_id is not None  # noqa: S101 an author is a person
    person = lock_person(by.person_id)
    current = writing.for_writing(report, by=by, now=now)
    if revision is not None and revision != current.revision:
        raise StaleEdit(current)
    return current, person


def _refuse_without(person: Person, words: str, now: datetime) -> None:
    if not consents.lock_valid([person], Purpose.PUBLICATION_OF_TEXT, "", now):
        raise MoveRefused({CONSENT: words})


@retried
@transaction.atomic
def take_photo_back(report: ActivityReport, photo: UUID, *, by: User, now: datetime) -> None:
    """One of its authors takes the consent to one photo back, in whatever state the report is: nobody else sees it from now on.

    It comes back only after this author agrees to it once more, before the report is sent in again.
    Errors: PermissionDenied, Gone.
    """
    refuse_unless(writes_activity_report, by, report)
    assert by.person_id is not None  # noqa: S101 an author is a person
    row = ReportPhoto.objects.filter(report=report, uid=photo).first()
    if row is None:
        raise Gone
    person = lock_person(by.person_id)
    consents.withdraw(person, Purpose.PUBLICATION_OF_PHOTO, scope=row.scope, by=by, now=now)


def _give(person: Person, agreed: Mapping[Purpose, Agreed], by: User, now: datetime) -> None:
    for purpose in PUBLICATION:
        if purpose in agreed:
            consents.give(person, purpose, agreed[purpose].shown, way=agreed[purpose].way, by=by, now=now)


def _give_photos(report: ActivityReport, person: Person, photos: Photos, by: User, now: datetime) -> None:
    """Of a photo that was taken out meanwhile nothing is agreed to."""
    for photo in ReportPhoto.objects.filter(report=report, uid__in=photos).order_by("pk"):
        shown, way = photos[photo.uid].shown, photos[photo.uid].way
        consents.give(person, Purpose.PUBLICATION_OF_PHOTO, shown, scope=photo.scope, way=way, by=by, now=now)
