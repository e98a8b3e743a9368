"""Long work: a job and its parts. The rows are the truth about what is done; the queue is only a doorbell."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kanazawa_exchange.lib.jobs import steered_by
from kanazawa_exchange.lib.viewer import Viewer, member

from ..permissions import is_office


class JobEnding(models.TextChoices):
    """How a job came to its end."""

    DONE = "done", _("done")
    FAILED = "failed", _("ended, but some parts failed")
    CANCELLED = "cancelled", _("cancelled")


class PartState(models.TextChoices):
    """What became of one part; one that a worker holds is still waiting for its result."""

    WAITING = "waiting", _("waiting")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")


class JobQuerySet(models.QuerySet["Job"]):
    def visible_to(self, user: Viewer) -> "JobQuerySet":
        """The office sees every job, others their own and those that their kinds let them stop."""
        if is_office(user):
            return self
        account = member(user)
        return self.filter(Q(owner_id=account.pk) | steered_by(user)) if account else self.none()

    def open(self) -> "JobQuerySet":
        """Jobs that have not ended."""
        return self.filter(ended_at=None)


class Job(models.Model):
    """One piece of long work that somebody, or the calendar, started."""

    uid = models.UUIDField(_("public id"), default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=40)
    parameters = models.JSONField(_("parameters"), default=dict)
    owner = models.ForeignKey(
        "accounts.User", verbose_name=_("started by"), on_delete=models.PROTECT, null=True, related_name="jobs"
    )
    created_at = models.DateTimeField(_("started"))
    begun_at = models.DateTimeField(_("first worked on"), null=True)
    heard_at = models.DateTimeField(_("last worked on"), null=True)
    cancel_asked_at = models.DateTimeField(_("asked to stop"), null=True)
    ended_at = models.DateTimeField(_("ended"), null=True)
    ending = models.CharField(_("result"), max_length=10, choices=JobEnding.choices, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at=None, ending="") | Q(ended_at__isnull=False, ending__in=JobEnding.values),
                name="job_ending",
            )
        ]
        indexes = [
            models.Index(fields=["id"], name="job_open", condition=Q(ended_at=None)),
            models.Index(fields=["-created_at", "-id"], name="job_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.uid}"


class JobPart(models.Model):
    """One part of a job: a worker holds it for a while, and its end is written together with its result."""

    job = models.ForeignKey(Job, verbose_name=_("job"), on_delete=models.CASCADE, related_name="parts")
    stage = models.PositiveSmallIntegerField(_("stage"), default=0)
    key = models.CharField(_("part"), max_length=100)
    about = models.JSONField(_("what it is about"), default=dict)
    size = models.PositiveIntegerField(_("weight"), default=1)
    state = models.CharField(_("state"), max_length=10, choices=PartState.choices, default=PartState.WAITING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    not_before = models.DateTimeField(_("not before"), null=True)
    holder = models.CharField(_("held by"), max_length=50, blank=True)
    lease = models.UUIDField(_("lease"), null=True)
    leased_until = models.DateTimeField(_("held until"), null=True)
    reason = models.CharField(_("why it failed"), max_length=100, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True)

    class Meta:
        verbose_name = _("part of a job")
        verbose_name_plural = _("parts of jobs")
        constraints = [
            models.UniqueConstraint(fields=["job", "key"], name="job_part_key"),
            models.CheckConstraint(
                condition=Q(state=PartState.WAITING, ended_at=None)
                | Q(state__in=[PartState.DONE, PartState.FAILED], ended_at__isnull=False),
                name="job_part_end",
            ),
        ]
        indexes = [
            models.Index(fields=["job", "stage", "id"], name="job_part_waiting", condition=Q(state=PartState.WAITING))
        ]

    def __str__(self) -> str:
        return f"{self.job_id} {self.key}"
