"""The photos of an Activity Report: what each shows in words, who agreed to be in it, and which one stands for the report."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kanazawa_exchange.accounts.models import StoredFile, Tracked, TrackedQuerySet
from kanazawa_exchange.lib.viewer import Viewer

from .activity_reports import ActivityReport

MOST_PHOTOS = 6
MOST_IN_ALT = 300


class People(models.TextChoices):
    """What its author answered to the question who can be recognised in a photo."""

    NOBODY = "nobody", pgettext_lazy("photo", "Nobody can be recognised")
    AGREED = "agreed", pgettext_lazy("photo", "Everybody who can be recognised has agreed")


class ReportPhotoQuerySet(TrackedQuerySet):
    def visible_to(self, user: Viewer) -> "ReportPhotoQuerySet":
        """The photos of the reports that this user reads before anybody else."""
        return self.filter(report__in=ActivityReport.objects.visible_to(user))

    def served(self) -> "ReportPhotoQuerySet":
        """Those that the malware scanner has let pass, or that no scanner judged."""
        return self.filter(file__in=StoredFile.objects.served())

    def answered(self) -> "ReportPhotoQuerySet":
        """Those of which it is said who is in them; no other one is shown to everybody."""
        return self.exclude(people="")


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
