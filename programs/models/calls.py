"""The call for applications (募集): its text, its window and its places, and whom it is meant for."""

from datetime import datetime
from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kanazawa_exchange.accounts.models import Tracked, TrackedQuerySet, named
from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.viewer import Viewer
from partners.models import Institution

from ..call_moves import CallStatus
from ..permissions import may_keep_all_calls
from ..queries import certificates, coordinated_program_ids, tie_rules
from .programs import Level, ProgramRun


class CallPhase(models.TextChoices):
    """Where a call stands by the clock; never stored."""

    TO_COME = "to_come", pgettext_lazy("call", "To come")
    OPEN = "open", pgettext_lazy("call", "Open")
    CLOSED = "closed", pgettext_lazy("call", "Closed")


class CallQuerySet(TrackedQuerySet):
    def announced(self) -> "CallQuerySet":
        """What the public knows of: those called off stay, with that word."""
        return self.exclude(status=CallStatus.DRAFT)

    def kept_by(self, user: Viewer) -> "CallQuerySet":
        """Those that this user writes: the office all, a coordinator those of the own programmes."""
        if may_keep_all_calls(user):
            return self
        ids = coordinated_program_ids(user)
        return self.filter(run__program_id__in=ids) if ids else self.none()

    def visible_to(self, user: Viewer) -> "CallQuerySet":
        """Everybody sees what was announced; who keeps a call sees its draft, too."""
        if may_keep_all_calls(user):
            return self
        ids = coordinated_program_ids(user)
        return self.filter(~Q(status=CallStatus.DRAFT) | Q(run__program_id__in=ids)) if ids else self.announced()


class Call(Tracked):
    """One call for the places of a programme run. It is open by the clock alone: `opens_at` <= received < `closes_at`."""

    class Promotion(models.TextChoices):
        BY_HAND = "by_hand", pgettext_lazy("waitlist", "By hand")
        AUTOMATIC = "automatic", pgettext_lazy("waitlist", "Automatically, by rank")

    run = models.ForeignKey(ProgramRun, verbose_name=_("programme run"), on_delete=models.PROTECT, related_name="calls")
    title = models.CharField(pgettext_lazy("call", "title"), max_length=200)
    text = models.TextField(_("call text"), blank=True)
    cost = models.TextField(pgettext_lazy("call", "cost for the student"), blank=True)
    opens_at = models.DateTimeField(pgettext_lazy("call", "opens at"))
    closes_at = models.DateTimeField(pgettext_lazy("call", "closes at"))
    zone = models.CharField(_("time zone of the window"), max_length=40, default="Asia/Tokyo")
    status = models.CharField(_("status"), max_length=12, choices=CallStatus, default=CallStatus.DRAFT, editable=False)
    announced_at = models.DateTimeField(_("announced at"), null=True, editable=False)
    called_off_at = models.DateTimeField(_("called off at"), null=True, editable=False)
    most_choices = models.PositiveSmallIntegerField(_("destinations to choose at most"), default=3)
    reviews_due_on = models.DateField(pgettext_lazy("call", "reviews due on"), null=True, blank=True)
    results_on = models.DateField(pgettext_lazy("call", "results on"), null=True, blank=True)
    correction_days = models.PositiveSmallIntegerField(_("days to correct an application"), default=7)
    offer_days = models.PositiveSmallIntegerField(_("days to answer an offer"), default=7)
    promotion = models.CharField(
        _("who moves up from the waitlist"), max_length=10, choices=Promotion, default=Promotion.BY_HAND
    )
    ties = models.JSONField(_("order among equals"), default=list, blank=True)
    # what its lots are drawn from, written once by the service: anybody can repeat a draw
    lot_seed = models.CharField(_("seed of the lots"), max_length=32, blank=True, editable=False)

    IN_WORDS: ClassVar = {"ties": tie_rules.in_words}

    objects: ClassVar = CallQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("applications", "call")
        verbose_name_plural = pgettext_lazy("applications", "calls")
        indexes = [models.Index(fields=["-closes_at", "-id"], name="call_list")]
        constraints = [
            named("call", field="title"),
            models.CheckConstraint(condition=Q(status__in=CallStatus.values), name="call_status"),
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="call_window"),
            models.CheckConstraint(
                condition=Q(status="draft", announced_at=None) | ~Q(status="draft") & Q(announced_at__isnull=False),
                name="call_announced_has_moment",
            ),
            models.CheckConstraint(
                condition=Q(status="called_off", called_off_at__isnull=False)
                | ~Q(status="called_off") & Q(called_off_at=None),
                name="call_off_has_moment",
            ),
            models.CheckConstraint(condition=Q(promotion__in=["by_hand", "automatic"]), name="call_promotion"),
            models.CheckConstraint(
                condition=Q(most_choices__gte=1, correction_days__gte=1, offer_days__gte=1), name="call_days"
            ),
        ]

    def phase(self, now: datetime) -> CallPhase:
        """To come, open or closed at that moment; whether it was announced or called off is its status."""
        if now < self.opens_at:
            return CallPhase.TO_COME
        return CallPhase.OPEN if now < self.closes_at else CallPhase.CLOSED

    def is_open(self, now: datetime) -> bool:
        """Whether a request received at that moment counts."""
        return self.status == CallStatus.ANNOUNCED and self.phase(now) == CallPhase.OPEN

    def is_over(self, now: datetime) -> bool:
        """Whether it has closed by the clock; one that was called off was not."""
        return self.status == CallStatus.ANNOUNCED and self.phase(now) == CallPhase.CLOSED


def _of_a_call(related_name: str) -> models.ForeignKey:
    return models.ForeignKey(
        Call,
        verbose_name=pgettext_lazy("applications", "call"),
        on_delete=models.CASCADE,
        related_name=related_name,
    )


class CallPlace(Tracked):
    """Where one may go, and how many; inbound it is our own institution, or that of the partner that sends."""

    call = _of_a_call("destinations")
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    institution = models.ForeignKey(
        Institution, verbose_name=_("destination"), on_delete=models.PROTECT, related_name="call_places"
    )
    places = models.PositiveSmallIntegerField(_("places"))

    class Meta:
        verbose_name = pgettext_lazy("call", "destination")
        verbose_name_plural = pgettext_lazy("call", "destinations")
        ordering = ("order", "pk")
        constraints = [
            models.UniqueConstraint(fields=["call", "institution"], name="call_place_once"),
            models.CheckConstraint(condition=Q(places__gte=1, places__lte=1000), name="call_place_number"),
        ]


class RequirementKind(models.TextChoices):
    LEVEL = "level", pgettext_lazy("requirement", "Level")
    UNIT = "unit", pgettext_lazy("requirement", "Institution or faculty")
    ENROLMENT = "enrolment", pgettext_lazy("requirement", "Enrolment during the stay")
    GRADE_INDEX = "grade_index", pgettext_lazy("requirement", "Grade index")
    CERTIFICATE = "certificate", pgettext_lazy("requirement", "Language certificate")


def accepted_words(values: list[str]) -> str:
    """What a requirement accepts, in a line of a history: levels and certificates in words, public ids as they stand."""
    words = (Level(one).label if one in Level.values else certificates.read(one) or one for one in values)
    return formats.series(*words)


class Requirement(Tracked):
    """Whom a call is meant for. What is not fulfilled is said with its reason; it only stops where `is_blocking` says so.

    `values` by kind: levels; uids of institutions and units; `code` or `code:score` of `queries/certificates.py`; none else.
    """

    call = _of_a_call("requirements")
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    kind = models.CharField(pgettext_lazy("requirement", "kind"), max_length=12, choices=RequirementKind)
    values = models.JSONField(_("what is accepted"), default=list, blank=True)
    minimum = models.DecimalField(_("at least"), max_digits=4, decimal_places=2, null=True, blank=True)
    is_blocking = models.BooleanField(_("nobody else can apply"), default=False)
    note = models.CharField(pgettext_lazy("requirement", "note"), max_length=300, blank=True)
    IN_WORDS: ClassVar = {"minimum": formats.shortest, "values": accepted_words}

    class Meta:
        verbose_name = _("requirement")
        verbose_name_plural = _("requirements")
        ordering = ("order", "pk")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=RequirementKind.values), name="requirement_kind"),
            models.CheckConstraint(
                condition=Q(kind="grade_index", minimum__isnull=False, minimum__gt=0, minimum__lte=Decimal(3))
                | ~Q(kind="grade_index") & Q(minimum=None),
                name="requirement_minimum",
            ),
        ]


class Criterion(Tracked):
    """By what applications are judged: points from 0 to `scale`, counted `weight` times."""

    call = _of_a_call("criteria")
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    name = models.CharField(_("name"), max_length=200)
    help = models.TextField(pgettext_lazy("call", "explanation"), blank=True)
    scale = models.PositiveSmallIntegerField(_("most points"), default=5)
    weight = models.DecimalField(_("weight"), max_digits=6, decimal_places=3, default=Decimal(1))
    IN_WORDS: ClassVar = {"weight": formats.shortest}

    class Meta:
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        ordering = ("order", "pk")
        constraints = [
            named("criterion"),
            models.CheckConstraint(condition=Q(scale__gte=1, scale__lte=100), name="criterion_scale"),
            models.CheckConstraint(condition=Q(weight__gt=0), name="criterion_weight"),
        ]


class ChecklistLine(Tracked):
    """What the selected have to do later, and by when: a template only."""

    class Phase(models.TextChoices):
        BEFORE = "before", pgettext_lazy("checklist", "Before the stay")
        DURING = "during", pgettext_lazy("checklist", "During the stay")
        AFTER = "after", pgettext_lazy("checklist", "After the stay")

    call = _of_a_call("checklist")
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    name = models.CharField(_("name"), max_length=200)
    phase = models.CharField(pgettext_lazy("checklist", "phase"), max_length=6, choices=Phase, default=Phase.BEFORE)
    days = models.PositiveSmallIntegerField(_("days before the start, or after the end"), default=0)

    class Meta:
        verbose_name = _("line of the checklist")
        verbose_name_plural = _("lines of the checklist")
        ordering = ("order", "pk")
        constraints = [
            named("checklist_line"),
            models.CheckConstraint(condition=Q(phase__in=["before", "during", "after"]), name="checklist_line_phase"),
        ]
