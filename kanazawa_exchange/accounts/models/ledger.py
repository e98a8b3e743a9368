"""Ledgers that everybody writes: moves of states, security events, failures, heartbeats."""

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Transition(models.Model):
    """One move of one record. Append-only: a trigger refuses changes, and no personal text stands here."""

    record_type = models.CharField(_("kind of record"), max_length=40)
    record_id = models.BigIntegerField(_("record"))
    sequence = models.PositiveIntegerField(_("number within the record"))
    move = models.CharField(_("move"), max_length=40)
    source = models.CharField(_("from state"), max_length=20, blank=True)
    target = models.CharField(_("to state"), max_length=20)
    effective_on = models.DateField(_("effective on"))
    recorded_at = models.DateTimeField(_("recorded at"))
    actor = models.ForeignKey(
        "accounts.User", verbose_name=_("by"), on_delete=models.PROTECT, null=True, related_name="transitions"
    )
    reason_code = models.CharField(_("reason"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("move")
        verbose_name_plural = _("moves")
        constraints = [
            models.UniqueConstraint(fields=["record_type", "record_id", "sequence"], name="transition_sequence")
        ]
        ordering = ["record_type", "record_id", "sequence"]

    def __str__(self) -> str:
        return f"{self.record_type} {self.record_id} {self.move}"


class TransitionNote(models.Model):
    """The words behind a move; apart from the ledger so that they can be erased with the person."""

    transition = models.OneToOneField(Transition, on_delete=models.CASCADE, related_name="note")
    text = models.TextField(_("reason in words"))

    class Meta:
        verbose_name = _("reason in words")
        verbose_name_plural = _("reasons in words")

    def __str__(self) -> str:
        return f"note {self.transition_id}"


class Overruling(models.Model):
    """What was doubtful and is meant so: saved all the same with this version of a record. Codes, told in the reader's words."""

    record_type = models.CharField(_("kind of record"), max_length=40)
    record_id = models.BigIntegerField(_("record"))
    version = models.PositiveIntegerField(_("version"))
    codes = models.JSONField(_("doubts that were overruled"))

    class Meta:
        verbose_name = _("overruled doubt")
        verbose_name_plural = _("overruled doubts")
        constraints = [
            models.UniqueConstraint(fields=["record_type", "record_id", "version"], name="overruling_of_version")
        ]

    def __str__(self) -> str:
        return f"overruled {self.record_type} {self.record_id} {self.version}"


class AuditEvent(models.Model):
    """One event that matters for security: who did what to which record, when. Append-only."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    at = models.DateTimeField(_("at"), default=timezone.now)
    actor = models.ForeignKey(
        "accounts.User", verbose_name=_("by"), on_delete=models.PROTECT, null=True, related_name="audit_events"
    )
    event = models.CharField(_("event"), max_length=60)
    record_type = models.CharField(_("kind of record"), max_length=40, blank=True)
    record_uid = models.UUIDField(_("record"), null=True, blank=True)
    detail = models.CharField(_("detail"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("security event")
        verbose_name_plural = _("security events")
        indexes = [models.Index(fields=["-at"], name="audit_at")]

    def __str__(self) -> str:
        return f"{self.event} {self.uid}"


class DeniedVisit(models.Model):
    """How often one person was refused at one page on one day."""

    day = models.DateField(_("day"))
    actor = models.ForeignKey(
        "accounts.User", verbose_name=_("by"), on_delete=models.PROTECT, related_name="denied_visits"
    )
    page = models.CharField(_("page"), max_length=100)
    times = models.PositiveIntegerField(_("times"), default=1)

    class Meta:
        verbose_name = _("denied visit")
        verbose_name_plural = _("denied visits")
        constraints = [models.UniqueConstraint(fields=["day", "actor", "page"], name="denied_visit_row")]

    def __str__(self) -> str:
        return f"{self.page} {self.day}"


class FailureKind(models.TextChoices):
    """What did not happen by itself."""

    JOB = "job", _("job")
    LETTER = "letter", _("letter")


class Failure(models.Model):
    """A job that ended with an error, or a letter that no mail server took or that came back: when, and what kind of error it was."""

    kind = models.CharField(_("kind"), max_length=10, choices=FailureKind.choices)
    name = models.CharField(_("name"), max_length=100, blank=True)
    error = models.CharField(_("error"), max_length=100)
    at = models.DateTimeField(_("at"), db_index=True)

    class Meta:
        verbose_name = _("failure")
        verbose_name_plural = _("failures")

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


class WorkerHeartbeat(models.Model):
    """When something was last heard of: the worker, its start, a backup."""

    name = models.CharField(max_length=100, unique=True)
    beat_at = models.DateTimeField()

    class Meta:
        verbose_name = _("worker heartbeat")
        verbose_name_plural = _("worker heartbeats")

    def __str__(self) -> str:
        return self.name
