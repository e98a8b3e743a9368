"""The plan: versions of numbers promised by fiscal year, direction and programme, and why they were revised."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kanazawa_exchange.accounts.models import StoredFile, Tracked, TrackedQuerySet
from kanazawa_exchange.lib.viewer import Viewer
from partners.models import Institution

from ..moves import PlanStatus
from ..permissions import may_edit_plans
from ..queries import plan_project_ids
from .programs import Direction, FundingProject, Program


class TargetPlanQuerySet(TrackedQuerySet):
    def visible_to(self, user: Viewer) -> "TargetPlanQuerySet":
        """The office sees every version; those who may see plans see what was adopted in their own projects."""
        if may_edit_plans(user):
            return self
        ids = plan_project_ids(user)
        return self.filter(project_id__in=ids).exclude(status=PlanStatus.DRAFT) if ids else self.none()


class TargetPlan(Tracked):
    """A version of a project's plan for some years. Once adopted it never changes: a change is a new version."""

    class NotePolicy(models.TextChoices):
        ALWAYS = "always", _("Always")
        WHEN_ADDED = "when_added", _("Only when partners were added")

    project = models.ForeignKey(
        FundingProject, verbose_name=_("project"), on_delete=models.PROTECT, related_name="plans"
    )
    number = models.PositiveSmallIntegerField(_("version"))
    status = models.CharField(_("status"), max_length=12, choices=PlanStatus, default=PlanStatus.DRAFT, editable=False)
    title = models.CharField(_("title"), max_length=200, blank=True)
    first_fiscal_year = models.PositiveSmallIntegerField(_("first fiscal year covered"))
    last_fiscal_year = models.PositiveSmallIntegerField(_("last fiscal year covered"))
    by_program = models.BooleanField(_("cells by programme"), default=False)
    split_unknown = models.BooleanField(_("the split into base and increase is unknown"), default=False)
    note_policy = models.CharField(
        _("note on partners added later"), max_length=12, choices=NotePolicy, default=NotePolicy.ALWAYS
    )
    adopted_on = models.DateField(_("adopted on"), null=True, blank=True)
    adopted_by = models.CharField(_("adopted by"), max_length=200, blank=True)
    basis = models.CharField(pgettext_lazy("plan", "basis"), max_length=300, blank=True)
    basis_file = models.ForeignKey(
        StoredFile, verbose_name=_("basis document"), on_delete=models.PROTECT, null=True, blank=True
    )
    superseded_on = models.DateField(_("superseded on"), null=True, blank=True, editable=False)

    objects: ClassVar = TargetPlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="target_plan_number"),
            models.UniqueConstraint(fields=["project"], condition=Q(status="adopted"), name="target_plan_one_adopted"),
            models.CheckConstraint(condition=Q(status__in=PlanStatus.values), name="target_plan_status"),
            models.CheckConstraint(condition=Q(last_fiscal_year__gte=F("first_fiscal_year")), name="target_plan_years"),
            models.CheckConstraint(
                condition=Q(status="draft") | Q(adopted_on__isnull=False), name="target_plan_adopted_has_date"
            ),
            models.CheckConstraint(
                condition=~Q(status="superseded") | Q(superseded_on__isnull=False),
                name="target_plan_superseded_has_date",
            ),
            models.CheckConstraint(
                condition=Q(superseded_on=None) | Q(superseded_on__gte=F("adopted_on")), name="target_plan_term"
            ),
            models.CheckConstraint(
                condition=Q(note_policy__in=["always", "when_added"]), name="target_plan_note_policy"
            ),
        ]

    def __str__(self) -> str:
        return f"plan {self.project_id} v{self.number}"

    @property
    def fiscal_years(self) -> range:
        return range(self.first_fiscal_year, self.last_fiscal_year + 1)


class TargetCell(Tracked):
    """The base number of one cell: fiscal year × direction, or × programme where the plan has cells by programme."""

    plan = models.ForeignKey(TargetPlan, verbose_name=_("plan"), on_delete=models.CASCADE, related_name="cells")
    fiscal_year = models.PositiveSmallIntegerField(_("fiscal year"))
    direction = models.CharField(_("direction"), max_length=10, choices=Direction)
    program = models.ForeignKey(Program, verbose_name=_("programme"), on_delete=models.PROTECT, null=True, blank=True)
    value = models.PositiveIntegerField(_("number"))

    class Meta:
        verbose_name = _("plan cell")
        verbose_name_plural = _("plan cells")
        constraints = [
            models.UniqueConstraint(fields=["plan", "fiscal_year", "direction", "program"], name="target_cell_once"),
            models.UniqueConstraint(
                fields=["plan", "fiscal_year", "direction"], condition=Q(program=None), name="target_cell_total_once"
            ),
            models.CheckConstraint(condition=Q(direction__in=Direction.values), name="target_cell_direction"),
            models.CheckConstraint(condition=Q(value__lte=100_000), name="target_cell_value"),
        ]


class TargetRevision(Tracked):
    """A change of one cell with its reason; printed as a ※ footnote."""

    class Reason(models.TextChoices):
        PARTNER_ADDED = "partner_added", _("Partner added after approval")
        BUDGET = "budget", _("Change of budget")
        CORRECTION = "correction", _("Correction")
        OTHER = "other", _("Other reason")

    plan = models.ForeignKey(TargetPlan, verbose_name=_("plan"), on_delete=models.CASCADE, related_name="revisions")
    fiscal_year = models.PositiveSmallIntegerField(_("fiscal year"))
    direction = models.CharField(_("direction"), max_length=10, choices=Direction)
    program = models.ForeignKey(Program, verbose_name=_("programme"), on_delete=models.PROTECT, null=True, blank=True)
    delta = models.IntegerField(_("change"))
    reason = models.CharField(_("reason"), max_length=20, choices=Reason)
    institution = models.ForeignKey(
        Institution, verbose_name=_("institution added"), on_delete=models.PROTECT, null=True, blank=True
    )
    decided_on = models.DateField(_("decided on"))
    note = models.CharField(pgettext_lazy("plan", "note"), max_length=500)

    class Meta:
        verbose_name = _("plan revision")
        verbose_name_plural = _("plan revisions")
        constraints = [
            models.CheckConstraint(condition=Q(direction__in=Direction.values), name="target_revision_direction"),
            models.CheckConstraint(
                condition=Q(reason__in=["partner_added", "budget", "correction", "other"]),
                name="target_revision_reason",
            ),
            models.CheckConstraint(
                condition=~Q(reason="partner_added") | Q(institution__isnull=False), name="target_revision_partner"
            ),
            models.CheckConstraint(condition=Q(delta__gte=-100_000, delta__lte=100_000), name="target_revision_delta"),
        ]
