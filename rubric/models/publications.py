"""What the public is shown of the survey: the groups of one project and fiscal year, written once and never changed."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from programs.models import Direction, FundingProject, Program

from .scores import ScoreRun


class PublicYear(models.Model):
    """One fiscal year of a project whose figures are public, from the run that counted them.

    A year is published once for good: two publications of the same people would tell of those who are in one of them only.
    `participants` is empty where the year as a whole is withheld.
    """

    project = models.ForeignKey(FundingProject, verbose_name=_("project"), on_delete=models.PROTECT, related_name="+")
    fiscal_year = models.PositiveSmallIntegerField(_("fiscal year"))
    score_run = models.ForeignKey(
        ScoreRun, verbose_name=_("scoring run"), on_delete=models.PROTECT, related_name="public_years"
    )
    published_at = models.DateTimeField(_("published"))
    participants = models.PositiveIntegerField(_("participants asked"), null=True)

    class Meta:
        verbose_name = _("published year")
        verbose_name_plural = _("published years")
        constraints = [models.UniqueConstraint(fields=["project", "fiscal_year"], name="public_year_once")]

    def __str__(self) -> str:
        return f"public year {self.fiscal_year} of project {self.project_id}"


class PublicGroup(models.Model):
    """One group of a published year: of a direction, of a programme, of both, or everybody. Withheld: no number is stored.

    `tables` is JSON: ability to the joint table of the pairs, [[…]]; `pairs` is the largest number of pairs of an ability.
    """

    year = models.ForeignKey(
        PublicYear, verbose_name=_("published year"), on_delete=models.CASCADE, related_name="groups", db_index=False
    )
    direction = models.CharField(_("direction"), max_length=10, choices=Direction, blank=True)
    program = models.ForeignKey(
        Program, verbose_name=_("programme"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    pairs = models.PositiveIntegerField(_("pairs"), null=True)
    tables = models.JSONField(_("joint tables"), null=True)

    class Meta:
        verbose_name = _("published group")
        verbose_name_plural = _("published groups")
        constraints = [
            models.UniqueConstraint(fields=["year", "direction", "program"], name="public_group_once"),
            models.UniqueConstraint(
                fields=["year", "direction"], condition=Q(program=None), name="public_group_all_once"
            ),
            models.CheckConstraint(
                condition=Q(pairs__isnull=True, tables__isnull=True)
                | Q(pairs__isnull=False, pairs__gte=5, tables__isnull=False),
                name="public_group_small",
            ),
        ]

    def __str__(self) -> str:
        return f"public group {self.pk} of year {self.year_id}"


class PublicRows(models.Model):
    """The rows for researchers of a published year, written with it: what changes in a record later changes none of them.

    `rows` is JSON, one list per row: the traits of `anonymity.Traits` in their order, the levels before, the levels after.
    `at_step` is how many rows were made at each step of `anonymity.STEPS`; `left_out`, how many stays are in no row.
    """

    year = models.OneToOneField(
        PublicYear, verbose_name=_("published year"), on_delete=models.CASCADE, primary_key=True, related_name="kept"
    )
    rows = models.JSONField(_("rows for researchers"), default=list)
    at_step = models.JSONField(_("rows by what they tell"), default=list)
    left_out = models.PositiveIntegerField(_("stays left out"), default=0)

    class Meta:
        verbose_name = _("rows of a published year")
        verbose_name_plural = _("rows of published years")

    def __str__(self) -> str:
        return f"rows of public year {self.year_id}"
