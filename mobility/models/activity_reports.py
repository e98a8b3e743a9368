"""Activity Reports (活動レポート): what students write from their stay, who wrote it, and its text in each language."""

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kanazawa_exchange.accounts.models import ConsentWithdrawal, Person, Purpose, Tracked, TrackedQuerySet
from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.viewer import Viewer
from partners.models import City, Institution
from programs.models import Program

from ..activity_report_moves import ActivityReportStatus
from ..activity_report_permissions import activity_report_scope
from .mobilities import Mobility

MOST_CHARACTERS = 20_000
MOST_AUTHORS = 30


class ActivityReportQuerySet(TrackedQuerySet):
    def visible_to(self, user: Viewer) -> "ActivityReportQuerySet":
        """Those that this user may read before anybody else: the own ones; whoever moderates what was sent in once."""
        scope = activity_report_scope(user)
        return self if scope is None else self.filter(scope)

    def public(self, now: datetime) -> "ActivityReportQuerySet":
        """Those that everybody may read now. A report leaves at once when one of its authors takes the consent back.

        It does not come back by itself when the author agrees to something else later: for that it is sent in again.
        """
        since = ConsentWithdrawal.objects.filter(
            consent__person=OuterRef("person"),
            consent__purpose=Purpose.PUBLICATION_OF_TEXT,
            consent__scope="",
            withdrawn_at__gte=Coalesce(OuterRef("report__submitted_at"), OuterRef("report__first_published_at")),
        )
        refusing = ReportAuthor.objects.filter(Exists(since), report=OuterRef("pk"))
        return self.filter(~Exists(refusing), status=ActivityReportStatus.PUBLISHED, first_published_at__lte=now)


class ActivityReport(Tracked):
    """One Activity Report. `slug` is its public address, from the first time it is sent in; it changes only where one of an earlier site
    loses the consent of an author: then the word of that site is no part of it any more.

    Reports of earlier years may lack mobility, programme, place or day. `country`: where its authors study, in two letters.
    What is typed while its authors may write is saved as it comes (`revision`, `saved_at`), without a line of history; each
    move keeps the record as it stood then. `remarks`: the sentences at which whoever returned it has a remark.
    """

    slug = models.SlugField(_("address part"), max_length=120, unique=True, null=True, editable=False)
    status = models.CharField(
        _("status"), max_length=10, choices=ActivityReportStatus, default=ActivityReportStatus.DRAFT, editable=False
    )
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    mobility = models.ForeignKey(
        Mobility,
        verbose_name=_("mobility"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="activity_reports",
    )
    program = models.ForeignKey(
        Program,
        verbose_name=_("programme"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="activity_reports",
    )
    city = models.ForeignKey(
        City, verbose_name=_("city"), on_delete=models.PROTECT, null=True, blank=True, related_name="activity_reports"
    )
    hosts = models.ManyToManyField(
        Institution, verbose_name=_("host institutions"), blank=True, related_name="activity_reports"
    )
    country = models.CharField(pgettext_lazy("activity report", "country of the authors"), max_length=2, blank=True)
    happened_on = models.DateField(pgettext_lazy("activity report", "day"), null=True, blank=True)
    submitted_at = models.DateTimeField(pgettext_lazy("activity report", "last sent in"), null=True, editable=False)
    first_published_at = models.DateTimeField(_("first published"), null=True, editable=False)
    remarks = models.JSONField(pgettext_lazy("activity report", "remarks"), default=list, blank=True, editable=False)
    revision = models.PositiveIntegerField(_("saved so many times"), default=0, editable=False)
    saved_at = models.DateTimeField(_("last saved"), null=True, editable=False)

    IN_WORDS: ClassVar = {"country": formats.country}

    objects: ClassVar = ActivityReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("Activity Report")
        verbose_name_plural = _("Activity Reports")
        constraints = [
            models.CheckConstraint(condition=Q(status__in=ActivityReportStatus.values), name="activity_report_status"),
            models.CheckConstraint(
                condition=~Q(status="published") | Q(first_published_at__isnull=False, slug__isnull=False),
                name="activity_report_published_has_moment",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "withdrawn"]) | Q(slug__isnull=False),
                name="activity_report_sent_has_address",
            ),
        ]
        indexes = [
            models.Index(fields=["status", "-first_published_at", "-id"], name="activity_report_feed"),
            models.Index(fields=["city", "status", "-first_published_at"], name="activity_report_by_city"),
            models.Index(fields=["program", "status", "-first_published_at"], name="activity_report_by_program"),
        ]

    @property
    def own_text(self) -> "ActivityReportTranslation | None":
        """What its authors wrote, in their language; None before a word was typed."""
        return next((row for row in self.texts.all() if row.language == self.language), None)


class ReportAuthor(Tracked):
    """One of those who wrote a report, in their order. Without a person it stands for an author of an earlier site.

    `pen_name`: what is printed in place of a name that is not to be shown. Whether name and affiliation are shown is a matter
    of the author's consents. Of an author without a person both are kept only where the earlier site's folder says that the
    author has agreed; else it is somebody without a name.

    `agreed_revision`: the revision of the report that the author has agreed to, title, text and photos; empty as soon as one of
    these changes. `agreed_at`: when this author last agreed; it stays, since whoever has agreed once leaves by themselves.
    """

    report = models.ForeignKey(
        ActivityReport, verbose_name=_("Activity Report"), on_delete=models.PROTECT, related_name="authors"
    )
    person = models.ForeignKey(
        Person,
        verbose_name=_("person"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="activity_report_authorships",
    )
    order = models.PositiveSmallIntegerField(_("order"), default=1)
    pen_name = models.CharField(_("pen name"), max_length=100, blank=True)
    affiliation = models.CharField(_("affiliation as printed"), max_length=200, blank=True)
    agreed_at = models.DateTimeField(pgettext_lazy("activity report", "last agreed to it"), null=True, editable=False)
    agreed_revision = models.PositiveIntegerField(
        pgettext_lazy("activity report", "revision that is agreed to"), null=True, editable=False
    )

    class Meta:
        verbose_name = pgettext_lazy("activity report", "author")
        verbose_name_plural = pgettext_lazy("activity report", "authors")
        ordering = ("order", "pk")
        constraints = [
            models.UniqueConstraint(fields=["report", "person"], name="report_author_once"),
            models.CheckConstraint(
                condition=Q(agreed_revision=None) | Q(agreed_at__isnull=False), name="report_author_agreed_then"
            ),
        ]

    @property
    def stands_for_it(self) -> bool:
        """Whether this author has agreed to the report as it stands; nobody asks an author of an earlier site."""
        return self.person_id is None or self.agreed_revision is not None


class TranslationState(models.TextChoices):
    """Whether a translation is worked on or shown; what the authors wrote themselves is neither."""

    DRAFT = "draft", pgettext_lazy("translation", "Draft")
    SHOWN = "shown", pgettext_lazy("translation", "Shown")


class ActivityReportTranslation(Tracked):
    """Title and text of a report in one language: in its own as its authors wrote them, in another one by a named translator.

    The text is Markdown. `search_text` is the key by which it is found, made from title and text.
    """

    report = models.ForeignKey(
        ActivityReport, verbose_name=_("Activity Report"), on_delete=models.PROTECT, related_name="texts"
    )
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    title = models.CharField(pgettext_lazy("activity report", "title"), max_length=200, blank=True)
    text = models.TextField(pgettext_lazy("activity report", "text"), max_length=MOST_CHARACTERS, blank=True)
    search_text = models.TextField(_("search key"), blank=True, editable=False)
    translator = models.ForeignKey(
        Person,
        verbose_name=_("translator"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="activity_report_translations",
    )
    state = models.CharField(
        pgettext_lazy("translation", "state"),
        max_length=10,
        choices=TranslationState,
        default=TranslationState.SHOWN,
        editable=False,
    )

    class Meta:
        verbose_name = _("text of an Activity Report")
        verbose_name_plural = _("texts of Activity Reports")
        constraints = [
            models.UniqueConstraint(fields=["report", "language"], name="activity_report_text_once"),
            models.CheckConstraint(condition=Q(state__in=TranslationState.values), name="activity_report_text_state"),
        ]
