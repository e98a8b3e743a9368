"""What the office publishes in three languages, each public from a moment on."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kanazawa_exchange.accounts.models import StoredFile, Tracked, TrackedQuerySet, named
from kanazawa_exchange.lib.languages import LANGUAGES
from kanazawa_exchange.lib.viewer import Viewer
from partners.models import City

from ..permissions import may_publish
from ..publication_moves import PublicationStatus
from .programs import Program


class PublishedQuerySet(TrackedQuerySet):
    def public(self, now: datetime) -> "PublishedQuerySet":
        """What everybody reads at that moment; a draft has no moment, a planned one is still to come."""
        return self.filter(published_at__lte=now)

    def kept_by(self, user: Viewer) -> "PublishedQuerySet":
        """Everything, for those who write and publish it."""
        return self if may_publish(user) else self.none()


class Published(Tracked):
    """A text of the office in three languages, public from `published_at` on; a draft has none."""

    TEXTS: ClassVar[tuple[str, ...]] = ("title", "text")
    """What is written in three languages."""
    NEEDED: ClassVar[tuple[str, ...]] = ("title", "text")
    """The texts without which a language does not count as written."""
    MARKDOWN: ClassVar[tuple[str, ...]] = ("text",)
    """The texts that are written in Markdown."""

    status = models.CharField(
        _("status"), max_length=9, choices=PublicationStatus, default=PublicationStatus.DRAFT, editable=False
    )
    published_at = models.DateTimeField(_("public from"), null=True, editable=False)

    objects: ClassVar = PublishedQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(status="draft", published_at=None) | Q(status="published", published_at__isnull=False),
                name="%(class)s_published_has_moment",
            ),
        ]

    @property
    def written_in(self) -> tuple[str, ...]:
        """The languages that have every text they need."""
        return tuple(code for code in LANGUAGES if all(getattr(self, f"{name}_{code}") for name in self.NEEDED))

    def is_public(self, now: datetime) -> bool:
        return self.published_at is not None and self.published_at <= now


class PublishedPage(Published):
    """The same with a page of its own."""

    slug = models.SlugField(_("address part"), unique=True)

    class Meta(Published.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.slug


class News(PublishedPage):
    """One item of the news."""

    TEXTS: ClassVar = ("title", "summary", "text")

    class Category(models.TextChoices):
        NOTICE = "notice", pgettext_lazy("news", "Notice")
        TOPIC = "topic", pgettext_lazy("news", "Topic")
        CALL = "call", pgettext_lazy("news", "Call for applications")
        RESULT = "result", pgettext_lazy("news", "Results")

    category = models.CharField(_("category"), max_length=6, choices=Category, default=Category.NOTICE)
    program = models.ForeignKey(
        Program, verbose_name=_("programme"), on_delete=models.PROTECT, null=True, blank=True, related_name="news"
    )
    title = models.CharField(pgettext_lazy("publication", "title"), max_length=200)
    summary = models.CharField(_("summary"), max_length=500, blank=True)
    text = models.TextField(pgettext_lazy("publication", "text"), blank=True)

    class Meta(PublishedPage.Meta):
        verbose_name = _("news item")
        verbose_name_plural = _("news")
        indexes = [models.Index(fields=["-published_at", "-id"], name="news_list")]
        constraints = [
            *PublishedPage.Meta.constraints,
            named("news", field="title"),
            models.CheckConstraint(
                condition=Q(category__in=["notice", "topic", "call", "result"]), name="news_category"
            ),
        ]


class Event(PublishedPage):
    """A lecture, a briefing, a symposium: at one place, online, or both."""

    TEXTS: ClassVar = ("title", "summary", "place", "text")

    program = models.ForeignKey(
        Program, verbose_name=_("programme"), on_delete=models.PROTECT, null=True, blank=True, related_name="events"
    )
    title = models.CharField(pgettext_lazy("publication", "title"), max_length=200)
    summary = models.CharField(_("summary"), max_length=500, blank=True)
    place = models.CharField(pgettext_lazy("event", "place"), max_length=200, blank=True)
    text = models.TextField(pgettext_lazy("publication", "text"), blank=True)
    city = models.ForeignKey(City, verbose_name=_("city"), on_delete=models.PROTECT, null=True, blank=True)
    starts_at = models.DateTimeField(pgettext_lazy("event", "starts at"))
    ends_at = models.DateTimeField(pgettext_lazy("event", "ends at"))
    zone = models.CharField(_("time zone"), max_length=40, default="Asia/Tokyo")
    online_link = models.URLField(pgettext_lazy("event", "link to take part online"), max_length=500, blank=True)

    class Meta(PublishedPage.Meta):
        verbose_name = _("event")
        verbose_name_plural = _("events")
        indexes = [models.Index(fields=["-starts_at", "-id"], name="event_list")]
        constraints = [
            *PublishedPage.Meta.constraints,
            named("event", field="title"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="event_ends_after_start"),
        ]


class Page(PublishedPage):
    """A free page: a message, the alumni association. `is_listed`: it stands in the list of pages, else only links lead to it."""

    TEXTS: ClassVar = ("title", "summary", "text")

    title = models.CharField(pgettext_lazy("publication", "title"), max_length=200)
    summary = models.CharField(_("summary"), max_length=500, blank=True)
    text = models.TextField(pgettext_lazy("publication", "text"), blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    is_listed = models.BooleanField(_("in the list of pages"), default=True)

    class Meta(PublishedPage.Meta):
        verbose_name = pgettext_lazy("publication", "page")
        verbose_name_plural = pgettext_lazy("publication", "pages")
        constraints = [*PublishedPage.Meta.constraints, named("page", field="title")]


class Milestone(Published):
    """A dated event of the history; `exact` says how much of the day is known, `is_until` that it was there by the end of it."""

    class Exact(models.TextChoices):
        DAY = "day", pgettext_lazy("milestone", "To the day")
        MONTH = "month", pgettext_lazy("milestone", "To the month")
        YEAR = "year", pgettext_lazy("milestone", "To the year")

    TEXTS: ClassVar = ("text",)
    NEEDED: ClassVar = ("text",)
    MARKDOWN: ClassVar = ()

    text = models.CharField(pgettext_lazy("milestone", "what happened"), max_length=500)
    happened_on = models.DateField(pgettext_lazy("milestone", "when"))
    exact = models.CharField(
        pgettext_lazy("milestone", "how exactly it is known"), max_length=5, choices=Exact, default=Exact.DAY
    )
    is_until = models.BooleanField(pgettext_lazy("milestone", "by the end of that time"), default=False)

    class Meta(Published.Meta):
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        constraints = [
            *Published.Meta.constraints,
            named("milestone", field="text"),
            models.CheckConstraint(condition=Q(exact__in=["day", "month", "year"]), name="milestone_exact"),
        ]


class Faq(Published):
    """A question that is often asked, with its answer: of one programme, or of every one."""

    TEXTS: ClassVar = ("question", "answer")
    NEEDED: ClassVar = TEXTS
    MARKDOWN: ClassVar = ("answer",)

    program = models.ForeignKey(
        Program, verbose_name=_("programme"), on_delete=models.PROTECT, null=True, blank=True, related_name="faqs"
    )
    question = models.CharField(pgettext_lazy("faq", "question"), max_length=300)
    answer = models.TextField(pgettext_lazy("faq", "answer"), blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta(Published.Meta):
        verbose_name = pgettext_lazy("faq", "frequent question")
        verbose_name_plural = pgettext_lazy("faq", "frequent questions")
        constraints = [*Published.Meta.constraints, named("faq", field="question")]


class Download(Published):
    """A document that everybody may take: a form, a leaflet."""

    TEXTS: ClassVar = ("title", "summary")
    NEEDED: ClassVar = ("title",)
    MARKDOWN: ClassVar = ()

    title = models.CharField(pgettext_lazy("publication", "title"), max_length=200)
    summary = models.CharField(_("summary"), max_length=500, blank=True)
    file = models.ForeignKey(StoredFile, verbose_name=_("file"), on_delete=models.PROTECT, related_name="+")
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta(Published.Meta):
        verbose_name = _("download")
        verbose_name_plural = _("downloads")
        constraints = [*Published.Meta.constraints, named("download", field="title")]
