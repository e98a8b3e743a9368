"""Tables that somebody sent to be imported, and their rows: what was read, what the check found, what became of it."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kanazawa_exchange.accounts.models import Job, User
from kanazawa_exchange.accounts.permissions import is_office
from kanazawa_exchange.lib.imports import CHANGED, NEW, SAME, WRONG, private_kinds
from kanazawa_exchange.lib.viewer import Viewer, member


class BatchState(models.TextChoices):
    """Where an import stands; `BATCH_MOVES` says where it goes from there."""

    DRAFT = "draft", pgettext_lazy("import", "Not checked yet")
    CHECKED = "checked", pgettext_lazy("import", "Checked")
    APPLIED = "applied", pgettext_lazy("import", "Registered")
    UNDONE = "undone", pgettext_lazy("import", "Undone")
    DISCARDED = "discarded", pgettext_lazy("import", "Discarded")


BATCH_MOVES: dict[str, frozenset[str]] = {
    "check": frozenset({BatchState.DRAFT, BatchState.CHECKED}),
    "apply": frozenset({BatchState.CHECKED}),
    "undo": frozenset({BatchState.APPLIED}),
    "go_on": frozenset({BatchState.APPLIED}),
    "discard": frozenset({BatchState.DRAFT, BatchState.CHECKED}),
}
"""Act → the states in which it is possible."""


class Verdict(models.TextChoices):
    NEW = NEW, pgettext_lazy("row", "New")
    CHANGED = CHANGED, pgettext_lazy("row", "Changed")
    SAME = SAME, pgettext_lazy("row", "No change")
    WRONG = WRONG, pgettext_lazy("row", "To be corrected")


UNUSUAL = "unusual"
"""Beside the verdicts: the rows that are possible but hardly meant."""


PASTED, TYPED = "@pasted", "@typed"
SOURCES = {PASTED: _("Pasted table"), TYPED: _("Typed table")}
"""What an import is called that has no name of its own."""


class ImportBatchQuerySet(models.QuerySet["ImportBatch"]):
    def visible_to(self, user: Viewer) -> "ImportBatchQuerySet":
        """The office sees every import but those of private kinds, everybody the own."""
        account = member(user)
        if account is None:
            return self.none()
        own = Q(owner_id=account.pk)
        return self.filter(own | ~Q(kind__in=private_kinds())) if is_office(user) else self.filter(own)


class ImportBatch(models.Model):
    """One table on its way into the records. `mapping`: column → place in a row, from 0; `given`: column → what holds for all rows.

    `orders`: place → in which order its cells write day and month, where they show it; `refusal`: language → why a job that
    should have registered the rows has registered none; `left_out`: how many lines of the table are no rows, and which.
    """

    uid = models.UUIDField(_("public id"), default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=40)
    owner = models.ForeignKey(User, verbose_name=_("sent by"), on_delete=models.PROTECT, related_name="imports")
    source = models.CharField(_("source"), max_length=200)
    digest = models.CharField(_("digest of the table"), max_length=64)
    heads = models.JSONField(_("heads"), default=list)
    mapping = models.JSONField(_("places of the columns"), default=dict)
    given = models.JSONField(_("said of every row"), default=dict)
    orders = models.JSONField(_("order of day and month"), default=dict)
    left_out = models.JSONField(_("lines that are no rows"), default=dict)
    state = models.CharField(_("state"), max_length=10, choices=BatchState, default=BatchState.DRAFT)
    counts = models.JSONField(_("numbers of rows"), default=dict)
    job = models.ForeignKey(Job, verbose_name=_("job"), on_delete=models.SET_NULL, null=True, related_name="+")
    refusal = models.JSONField(_("why nothing was registered"), default=dict)
    created_at = models.DateTimeField(_("sent"))
    checked_at = models.DateTimeField(_("checked"), null=True)
    applied_at = models.DateTimeField(_("registered"), null=True)
    ended_at = models.DateTimeField(_("undone or discarded"), null=True)

    objects: ClassVar = ImportBatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        constraints = [
            models.CheckConstraint(
                condition=Q(state=BatchState.DRAFT)
                | Q(state=BatchState.DISCARDED, ended_at__isnull=False)
                | Q(state=BatchState.CHECKED, checked_at__isnull=False)
                | Q(state=BatchState.APPLIED, applied_at__isnull=False)
                | Q(state=BatchState.UNDONE, applied_at__isnull=False, ended_at__isnull=False),
                name="import_batch_state",
            )
        ]
        indexes = [models.Index(fields=["owner", "-created_at"], name="import_batch_newest")]

    def __str__(self) -> str:
        return f"{self.kind} {self.uid}"

    @property
    def called(self) -> str:
        """The name of the table: that of its file, what its sender calls it, or where it comes from."""
        return str(SOURCES.get(self.source, self.source))


class ImportRow(models.Model):
    """One row. `fixes`: column → what was typed in the preview; `lot`: rows with one number were looked at together, as one may
    touch another; `faults`: by which rows that are wrong alike are found; `left`: why an undone import left the record as it is.
    """

    batch = models.ForeignKey(ImportBatch, verbose_name=_("import"), on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(_("line"))
    cells = models.JSONField(_("cells"), default=list)
    fixes = models.JSONField(_("corrected cells"), default=dict)
    said = models.JSONField(_("what was read"), default=dict)
    notes = models.JSONField(_("how it was read"), default=dict)
    lot = models.PositiveIntegerField(_("looked at together with"), null=True)
    verdict = models.CharField(_("verdict"), max_length=8, choices=Verdict, blank=True)
    problems = models.JSONField(_("what is wrong"), default=list)
    faults = models.TextField(_("what is wrong, in short"), blank=True, default="")
    changes = models.JSONField(_("changes"), default=list)
    doubts = models.JSONField(_("what is unusual"), default=dict)
    about = models.JSONField(_("who it is about"), default=dict)
    record_id = models.BigIntegerField(_("record"), null=True)
    record_version = models.PositiveIntegerField(_("version of the record"), null=True)
    is_written = models.BooleanField(_("written into the records"), default=False)
    before = models.JSONField(_("before"), null=True)
    left = models.JSONField(_("why it was left"), null=True)

    class Meta:
        verbose_name = _("row of an import")
        verbose_name_plural = _("rows of imports")
        constraints = [
            models.UniqueConstraint(fields=["batch", "number"], name="import_row_number"),
            models.CheckConstraint(condition=Q(verdict="") | Q(verdict__in=Verdict.values), name="import_row_verdict"),
        ]
        indexes = [
            models.Index(fields=["batch", "verdict", "number", "faults"], name="import_row_verdicts"),
            models.Index(fields=["record_id", "-id"], condition=Q(is_written=True), name="import_row_written"),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id}:{self.number}"
