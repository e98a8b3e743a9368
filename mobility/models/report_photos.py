"""The photos of an Activity Report: what each shows in words, who agreed to be in it, and which one stands for the report."""

from typing import ClassVar

from django.db import models
from django.db.models import CharField, Exists, OuterRef, Q, Value
from django.db.models.functions import Cast, Concat, Replace
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kanazawa_exchange.accounts.models import Purpose, StoredFile, Tracked, TrackedQuerySet
from kanazawa_exchange.accounts.queries.consents import standing
from kanazawa_exchange.lib.viewer import Viewer, member

from ..activity_report_moves import ActivityReportStatus
from .activity_reports import ActivityReport, ReportAuthor

MOST_PHOTOS = 6
MOST_IN_ALT = 300
PHOTO = "photo:"
"""Before the key of a photo in the scope of a consent to its publication."""


class People(models.TextChoices):
    """What its author answered to the question who can be recognised in a photo."""

    NOBODY = "nobody", pgettext_lazy("photo", "Nobody can be recognised")
    AGREED = "agreed", pgettext_lazy("photo", "Everybody who can be recognised has agreed")


class ReportPhotoQuerySet(TrackedQuerySet):
    def visible_to(self, user: Viewer) -> "ReportPhotoQuerySet":
        """The photos of the reports that this user reads before anybody else; of withdrawn ones for their authors alone."""
        rows = self.filter(report__in=ActivityReport.objects.visible_to(user))
        account = member(user)
        own = account.of_person("activity_report_authorships").values("report") if account else ()
        return rows.filter(~Q(report__status=ActivityReportStatus.WITHDRAWN) | Q(report__in=own))

    def served(self) -> "ReportPhotoQuerySet":
        """Those that the malware scanner has let pass, or that no scanner judged."""
        return self.filter(file__in=StoredFile.objects.served())

    def answered(self) -> "ReportPhotoQuerySet":
        """Those of which it is said who is in them."""
        return self.exclude(people="")

    def agreed(self) -> "ReportPhotoQuerySet":
        """Those to whose publication each author whom we know has agreed, one by one, and has not taken that back."""
        key = Replace(
            Cast(OuterRef(OuterRef("uid")), CharField()), Value("-"), Value("")
        )  # SQLite keeps it without hyphens
        of_photo = Concat(Value(PHOTO), key, output_field=CharField())
        given = standing().filter(person=OuterRef("person"), purpose=Purpose.PUBLICATION_OF_PHOTO, scope=of_photo)
        authors = ReportAuthor.objects.filter(report=OuterRef("report")).exclude(person=None)
        return self.filter(~Exists(authors.filter(~Exists(given))))

    def open_to_all(self) -> "ReportPhotoQuerySet":
        """Those that may be shown to everybody, once their report is; no page and no file address shows another one."""
        return self.answered().agreed()


class ReportPhoto(Tracked):
    """One photo of a report. `alt`: what it shows, in the report's language. `people`: empty until its author has answered."""

    report = models.ForeignKey(
        ActivityReport, verbose_name=_("Activity Report"), on_delete=models.PROTECT, related_name="photos"
    )
    file = models.OneToOneField(
        StoredFile, verbose_name=_("file"), on_delete=models.PROTECT, related_name="report_photo", editable=False
    )
    order = models.PositiveSmallIntegerField(_("order"), default=1)
    alt = models.CharField(pgettext_lazy("photo", "what it shows"), max_length=MOST_IN_ALT, blank=True)
    people = models.CharField(pgettext_lazy("photo", "who is in it"), max_length=10, choices=People, blank=True)
    is_cover = models.BooleanField(pgettext_lazy("photo", "stands for the report"), default=False)

    objects: ClassVar = ReportPhotoQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("activity report", "photo")
        verbose_name_plural = pgettext_lazy("activity report", "photos")
        ordering = ("order", "pk")
        constraints = [
            models.CheckConstraint(condition=Q(people__in=["", *People.values]), name="report_photo_people"),
            models.UniqueConstraint(fields=["report"], condition=Q(is_cover=True), name="report_photo_one_cover"),
        ]

    @property
    def scope(self) -> str:
        """What a consent to the publication of this photo is limited to."""
        return f"{PHOTO}{self.uid.hex}"
