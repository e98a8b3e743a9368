"""What was computed from the answers: a score row per answer, runs over many of them, and the tables of their cohorts."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kanazawa_exchange.accounts.models import Job, User
from kanazawa_exchange.accounts.permissions import is_office
from kanazawa_exchange.lib.viewer import Viewer
from partners.models import Institution
from programs.models import Direction, FundingProject, Program, ProgramRun
from programs.queries import coordinated_program_ids

from .instruments import Instrument
from .rubrics import RubricVersion
from .surveys import Moment, Rater, Response


class ResponseScore(models.Model):
    """All ability scores of one answer, or why it cannot be scored. Its versions are those of the answer's questionnaire.

    `scores` is what `scoring.responses.encoded` writes. `levels` has one character per ability in the order of the rubric
    version, the level as a digit of base 36, "-" where there is none: pairs and tables are counted from it by the database.
    """

    response = models.OneToOneField(
        Response,
        verbose_name=_("answer to the survey"),
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="score",
    )
    scores = models.TextField(_("scores"), blank=True)
    levels = models.CharField(_("levels"), max_length=40, blank=True)
    fault = models.CharField(_("why it cannot be scored"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("score of an answer")
        verbose_name_plural = _("scores of answers")
        indexes = [models.Index(fields=["response"], name="survey_score_set_aside", condition=~Q(fault=""))]
        constraints = [
            models.CheckConstraint(
                condition=(Q(fault="") & ~Q(scores="")) | (~Q(fault="") & Q(scores="", levels="")),
                name="survey_score_or_fault",
            )
        ]

    def __str__(self) -> str:
        return f"score of response {self.response_id}"


class ScoreRunQuerySet(models.QuerySet["ScoreRun"]):
    def visible_to(self, user: Viewer) -> "ScoreRunQuerySet":
        """The office sees every run, a programme coordinator those of the own programmes."""
        return self if is_office(user) else self.filter(program__in=coordinated_program_ids(user))


class ScoreRun(models.Model):
    """One batch of scoring: the answers of a scope scored, paired, and counted into tables of cohorts.

    The scope is a rubric version, optionally one questionnaire, two moments and one rater, of a project, a fiscal year, a
    programme and a direction, each optional. A finished run never changes, unless an answer that it had lost is tried again and
    scored: then it begins anew at that moment, and counts all cohorts again. One that has published a year never does.
    """

    uid = models.UUIDField(_("public id"), default=uuid.uuid4, unique=True, editable=False)
    rubric_version = models.ForeignKey(
        RubricVersion, verbose_name=_("version of the rubric"), on_delete=models.PROTECT, related_name="score_runs"
    )
    instrument = models.ForeignKey(
        Instrument, verbose_name=_("questionnaire"), on_delete=models.PROTECT, null=True, related_name="score_runs"
    )
    before = models.CharField(_("compared moment"), max_length=5, choices=Moment, default=Moment.PRE)
    after = models.CharField(_("with"), max_length=5, choices=Moment, default=Moment.POST)
    rater = models.CharField(_("rater"), max_length=5, choices=Rater, default=Rater.SELF)
    project = models.ForeignKey(
        FundingProject, verbose_name=_("project"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    program = models.ForeignKey(
        Program, verbose_name=_("programme"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    fiscal_year = models.PositiveSmallIntegerField(_("fiscal year"), null=True)
    direction = models.CharField(_("direction"), max_length=10, choices=Direction, blank=True)
    job = models.OneToOneField(
        Job, verbose_name=_("job"), on_delete=models.SET_NULL, null=True, related_name="score_run"
    )
    started_by = models.ForeignKey(
        User, verbose_name=_("started by"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    started_at = models.DateTimeField(_("started"))
    ended_at = models.DateTimeField(_("ended"), null=True)
    responses = models.PositiveIntegerField(_("answers"), null=True)
    set_aside = models.PositiveIntegerField(_("answers set aside"), null=True)

    objects: ClassVar = ScoreRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("scoring run")
        verbose_name_plural = _("scoring runs")
        indexes = [models.Index(fields=["rubric_version", "-ended_at"], name="score_run_newest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(before="pre", after__in=["post", "later"]) | Q(before="post", after="later"),
                name="score_run_moments",
            )
        ]

    def __str__(self) -> str:
        return f"scoring run {self.uid}"


class CohortCell(models.Model):
    """The finest cohort a run counts: who went in one programme run to or from one partner, at one level, from one home.

    `tables` is JSON: ability to {"both": [[…]], "pre_only": […], "post_only": […], "neither": n, "mapped": n}, the
    numbers of `scoring.tables.JointTable`. `agreement` has such tables per moment that staff rated as well, their rows the
    participant's levels. `item_sums` has per moment, public id of the questionnaire and ability what `read_sums` of
    `queries.item_sums` reads. Any cohort is a sum of cells, at a cost that people do not add to.
    """

    score_run = models.ForeignKey(
        ScoreRun, verbose_name=_("scoring run"), on_delete=models.CASCADE, related_name="cells", db_index=False
    )
    run = models.ForeignKey(
        ProgramRun, verbose_name=_("programme run"), on_delete=models.PROTECT, related_name="cohort_cells"
    )
    partner = models.ForeignKey(
        Institution, verbose_name=_("partner institution"), on_delete=models.PROTECT, related_name="cohort_cells"
    )
    level = models.CharField(_("level"), max_length=12, blank=True)
    home_country = models.CharField(_("home country"), max_length=2, blank=True)
    participants = models.PositiveIntegerField(_("participants asked"))
    tables = models.JSONField(_("joint tables"))
    agreement = models.JSONField(_("joint tables of two raters"), default=dict)
    item_sums = models.JSONField(_("sums of the items"), default=dict)

    class Meta:
        verbose_name = _("cohort")
        verbose_name_plural = _("cohorts")
        constraints = [
            models.UniqueConstraint(
                fields=["score_run", "run", "partner", "level", "home_country"], name="cohort_cell_once"
            )
        ]

    def __str__(self) -> str:
        return f"cohort {self.pk} of scoring run {self.score_run_id}"


class CohortTotal(models.Model):
    """All cells of one programme run as one row, written with them: what no filter splits finer is added up from few rows.

    `numbers` are those of all its joint tables, packed by `queries.cohort_sums.packed`; the other columns are as in a cell.
    """

    score_run = models.ForeignKey(
        ScoreRun, verbose_name=_("scoring run"), on_delete=models.CASCADE, related_name="totals", db_index=False
    )
    run = models.ForeignKey(
        ProgramRun, verbose_name=_("programme run"), on_delete=models.PROTECT, related_name="cohort_totals"
    )
    numbers = models.TextField(_("numbers of the joint tables"))
    agreement = models.JSONField(_("joint tables of two raters"), default=dict)
    item_sums = models.JSONField(_("sums of the items"), default=dict)

    class Meta:
        verbose_name = _("cohort of a programme run")
        verbose_name_plural = _("cohorts of programme runs")
        constraints = [models.UniqueConstraint(fields=["score_run", "run"], name="cohort_total_once")]

    def __str__(self) -> str:
        return f"total {self.pk} of scoring run {self.score_run_id}"
