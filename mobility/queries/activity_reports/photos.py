"""The photos of Activity Reports: what is still to be said of them, what everybody sees, and what their authors see before."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import StoredFile
from kanazawa_exchange.accounts.queries import pictures
from kanazawa_exchange.accounts.queries.pictures import Shown
from kanazawa_exchange.lib import prepared
from kanazawa_exchange.lib.languages import active_language
from kanazawa_exchange.lib.localized import Localized

from ...models import ActivityReport, ReportPhoto

OF_PHOTO = ("alt", "people")


def boxes_of(photos: Iterable[ReportPhoto]) -> dict[str, tuple[ReportPhoto, str]]:
    """Box of the page of the photos → the photo and the column that it is about."""
    return {f"{name}-{photo.uid}": (photo, name) for photo in photos for name in OF_PHOTO}


# --- Shown -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ShownPhoto:
    """One photo of a report on a page that everybody reads, or on a page about the report."""

    uid: str
    is_cover: bool
    picture: Shown


def public_photos(reports: Iterable[int], now: datetime) -> Mapping[int, Sequence[ShownPhoto]]:
    """Key of a report → its photos, its cover first; one query for however many reports.

    Those alone of which is said who is in them, to whose publication every author has agreed, whose sizes are made, and that the
    malware scanner has let pass.
    """
    keys = prepared.Keys(reports)
    found: dict[int, list[ShownPhoto]] = defaultdict(list)
    for photo in prepared.rows(_public, keys) if keys else ():
        found[photo.report_id].append(_shown(photo, len(found[photo.report_id]) + 1))
    return found


def _public(reports: prepared.Keys) -> QuerySet[ReportPhoto]:
    ready = ReportPhoto.objects.open_to_all().served().exclude(file__picture__made_at=None)
    rows = ready.filter(report_id__in=reports).select_related("file__picture", "report")
    return rows.order_by("-is_cover", "order", "pk")


def photos_of(report: ActivityReport) -> list[ShownPhoto]:
    """All photos of a report in their order, for its authors and whoever moderates: their files are found at addresses of their own."""
    return shown_to_authors(rows_of(report))


def shown_to_authors(rows: Iterable[ReportPhoto]) -> list[ShownPhoto]:
    """The same of photos that are read already, in their order."""
    return [_shown(photo, place, is_private=True) for place, photo in enumerate(rows, 1)]


def rows_of(report: ActivityReport) -> list[ReportPhoto]:
    """All photos of a report in their order."""
    rows = ReportPhoto.objects.filter(report=report).select_related("file__picture", "report")
    return list(rows.order_by("order", "pk"))


def _shown(photo: ReportPhoto, place: int, *, is_private: bool = False) -> ShownPhoto:
    base = reverse("mobility:report_photo", args=[photo.uid, "x"])[:-1] if is_private else ""
    picture = photo.file.picture
    assert picture is not None  # noqa: S101 the photo was added together with what shows it
    return ShownPhoto(str(photo.uid), photo.is_cover, pictures.shown(picture, _alt(photo, place), base=base))


def _alt(photo: ReportPhoto, place: int) -> Localized:
    """Its words in the report's language; of one without any, which of the photos it is."""
    if photo.alt.strip():
        language = photo.report.language
        return Localized(photo.alt, language, language != active_language())
    return Localized(_("Photo %(number)s") % {"number": place}, active_language())


def shows(files: QuerySet[StoredFile], now: datetime) -> bool:
    """Whether a report that everybody reads now shows one of these files."""
    shown = ReportPhoto.objects.open_to_all().filter(file__in=files, report__in=ActivityReport.objects.public(now))
    return shown.exists()
