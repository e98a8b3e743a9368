"""The photos of an Activity Report: what each shows in words, who agreed to be in it, and which one stands for the report."""

from typing import ClassVar

from django.db import models
from django.db.models import CharField, Exists, OuterRef, Q, Value
from django.db.models.functions import Cast, Concat, Replace
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kanazawa_exchange.accounts.models import ConsentWithdrawal, Purpose, StoredFile, Tracked, TrackedQuerySet
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


def _scope_of(uid: OuterRef) -> Concat:
    """The scope of a consent to the photo with this key, in SQL; SQLite keeps the key without hyphens."""
    return Concat(Value(PHOTO), Replace(Cast(uid, CharField()), Value("-"), Value("")), output_field=CharField())


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
        """Those to whose publication each author whom we know has agreed, one by one, and whoever has added it, author still or not.

        One that anybody has taken back stays out until that person agrees once more, also of a report that they have left since.
        """
        here, above = _scope_of(OuterRef("uid")), _scope_of(OuterRef(OuterRef("uid")))
        given = standing().filter(purpose=Purpose.PUBLICATION_OF_PHOTO)
        authors = ReportAuthor.objects.filter(report=OuterRef("report")).exclude(person=None)
        silent = authors.filter(~Exists(given.filter(person=OuterRef("person"), scope=above)))
        by_owner = Exists(given.filter(person=OuterRef("file__owner"), scope=here))
        again = given.filter(person=OuterRef("consent__person"), scope=OuterRef("consent__scope"))
        back = ConsentWithdrawal.objects.filter(consent__purpose=Purpose.PUBLICATION_OF_PHOTO, consent__scope=here)
        return self.filter(~Exists(silent), Q(file__owner=None) | Q(by_owner), ~Exists(back.filter(~Exists(again))))

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
