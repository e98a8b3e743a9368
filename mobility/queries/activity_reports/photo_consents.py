"""To the publication of which photos of a report an author has agreed: asked before it is sent in, told as long as it stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kanazawa_exchange.accounts.models import ConsentRecord, Person, Purpose
from kanazawa_exchange.accounts.queries.consents import standing

from ...models import ActivityReport, ReportPhoto
from .photos import ShownPhoto, rows_of, shown_to_authors


@dataclass(frozen=True)
class AskedPhoto:
    """One photo with the answer of one author: since when the consent holds, and whether the other authors have agreed, too."""

    uid: UUID
    shown: ShownPhoto
    who: str
    given: ConsentRecord | None
    has_all: bool


def asked_photos(report: ActivityReport, person: Person, now: datetime) -> Sequence[AskedPhoto]:
    """All photos of the report in their order; three queries for however many."""
    rows = rows_of(report)
    if not rows:
        return ()
    scopes = [photo.scope for photo in rows]
    mine = standing().filter(person=person, purpose=Purpose.PUBLICATION_OF_PHOTO, scope__in=scopes, given_at__lte=now)
    given = {row.scope: row for row in mine.order_by("given_at", "pk")}
    agreed = set(ReportPhoto.objects.filter(report=report).agreed().values_list("pk", flat=True))
    return tuple(
        AskedPhoto(photo.uid, shown, photo.get_people_display(), given.get(photo.scope), photo.pk in agreed)
        for photo, shown in zip(rows, shown_to_authors(rows), strict=True)
    )
