"""Stored files: what was uploaded, whose it is, and what the malware scanner said of it."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .pictures import Picture


class Scan(models.TextChoices):
    """What the malware scanner said of a file."""

    UNSCANNED = "unscanned", _("not checked for malware, as no scanner is set up")
    PENDING = "pending", _("not yet checked for malware; it can be opened as soon as it is")
    CLEAN = "clean", _("checked for malware, nothing was found")
    INFECTED = "infected", _("the scanner found malware; it cannot be opened")


SERVED = (Scan.UNSCANNED, Scan.CLEAN)


class StoredFileQuerySet(models.QuerySet["StoredFile"]):
    def visible_to(self, user) -> "StoredFileQuerySet":
        """One's own; whoever reads it with a record is shown that record first."""
        return self.filter(owner=user.person_id) if user.is_authenticated and user.person_id else self.none()

    def served(self) -> "StoredFileQuerySet":
        """Those that the malware scanner has let pass, or that no scanner judged."""
        return self.filter(scan__in=SERVED)


class StoredFile(models.Model):
    """One uploaded document; its bytes lie under a random name and leave only through an authorised view.

    `owner`: the person whose quota it counts against. `file_set`: what it belongs to, such as one application; a set has a quota too.
    `picture`: what shows it, where it is shown to readers in the sizes they need.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    file = models.FileField(_("file"), upload_to="documents/")
    original_name = models.CharField(_("file name"), max_length=200)
    content_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField(_("checksum"), max_length=64)
    scan = models.CharField(_("malware scan"), max_length=20, choices=Scan.choices, default=Scan.UNSCANNED)
    owner = models.ForeignKey(
        "accounts.Person", verbose_name=_("owner"), on_delete=models.PROTECT, null=True, related_name="files"
    )
    file_set = models.CharField(_("set of files"), max_length=60, blank=True)
    stored_by = models.ForeignKey("accounts.User", verbose_name=_("stored by"), on_delete=models.PROTECT, null=True)
    stored_at = models.DateTimeField(_("stored at"), default=timezone.now)
    picture = models.ForeignKey(
        Picture, verbose_name=_("picture"), on_delete=models.PROTECT, null=True, blank=True, related_name="files"
    )

    objects: ClassVar = StoredFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("stored file")
        verbose_name_plural = _("stored files")
        constraints = [
            models.CheckConstraint(condition=models.Q(scan__in=Scan.values), name="stored_file_scan"),
        ]
        indexes = [
            models.Index(
                fields=["scan"], name="stored_file_waiting", condition=models.Q(scan__in=("pending", "unscanned"))
            ),
        ]

    def __str__(self) -> str:
        return f"file {self.uid}"

    @property
    def is_served(self) -> bool:
        return self.scan in SERVED
