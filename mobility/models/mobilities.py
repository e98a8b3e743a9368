"""One person's one stay (渡航): who, from where to where, in which programme run, when, and in which state."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from kanazawa_exchange.accounts.models import Person, Tracked, TrackedQuerySet
from kanazawa_exchange.lib.period import FIRST_MONTH
from kanazawa_exchange.lib.viewer import Viewer
from partners.models import Agreement, Institution
from partners.queries.gates import incoming
from programs.models import Level, ProgramRun

from ..permissions import mobility_scope
from ..states import COUNTABLE, NOT_ARRIVED, OVER, THERE, Status


class FiscalYear(Func):
    """The fiscal year of a date, computed by the database as `lib.period.fiscal_year` does."""

    output_field = models.SmallIntegerField()

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        sql, params = compiler.compile(self.source_expressions[0])
        return f"(CAST(substr({sql}, 1, 4) AS INTEGER) - (substr({sql}, 6, 2) < '{FIRST_MONTH:02}'))", [
            *params,
            *params,
        ]

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        sql, params = compiler.compile(self.source_expressions[0])
        return (
            f"(EXTRACT(YEAR FROM {sql})::int - CASE WHEN EXTRACT(MONTH FROM {sql}) < {FIRST_MONTH} THEN 1 ELSE 0 END)",
            [*params, *params],
        )


def crosses_the_year() -> Q:
    """Stays that reach into a fiscal year after that of their start, or whose end is not known."""
    later = Q(actual_ends_on=None) | Q(fiscal_year__lt=FiscalYear("actual_ends_on"))
    return Q(fiscal_year__isnull=False) & later


class Mode(models.TextChoices):
    IN_PERSON = "in_person", _("In person")
    ONLINE = "online", _("Online")
    HYBRID = "hybrid", _("Hybrid")


class Category(models.TextChoices):
    STUDENT = "student", _("Student")
    TRAINEE = "trainee", _("Trainee")
    PHYSICIAN = "physician", _("Physician")
    RESEARCHER = "researcher", _("Researcher")
    TEACHER = "teacher", _("Teacher")
    STAFF = "staff", _("Staff member")
    CITIZEN = "citizen", _("Citizen")


class Activity(models.TextChoices):
    STUDIES = "studies", _("Studies")
    TRAINEESHIP = "traineeship", _("Internship")
    RESEARCH = "research", _("Research")
    CULTURAL = "cultural", _("Cultural exchange")
    VISIT = "visit", _("Visit")


class ResidenceStatus(models.TextChoices):
    STUDENT = "student", _("Student (留学)")
    SHORT_STAY = "short_stay", _("Temporary visitor (短期滞在)")
    CULTURAL = "cultural_activities", _("Cultural activities (文化活動)")
    TRAINING = "training", _("Training (研修)")
    OTHER = "other", _("Other status")


class MobilityQuerySet(TrackedQuerySet):
    def visible_to(self, user: Viewer) -> "MobilityQuerySet":
        """The rows this user may know of: the office all, others by programme, institution, committee or as oneself."""
        scope = mobility_scope(user, incoming)
        return self if scope is None else self.filter(scope)


class Mobility(Tracked):
    """One stay of one person. Person, sending and receiving institution never change; direction is computed from them."""

    # the composite indexes below begin with these two: indexes of their own would only mislead the planner
    person = models.ForeignKey(
        Person, verbose_name=_("person"), on_delete=models.PROTECT, related_name="mobilities", db_index=False
    )
    sending = models.ForeignKey(
        Institution, verbose_name=_("sending institution"), on_delete=models.PROTECT, related_name="mobilities_sent"
    )
    receiving = models.ForeignKey(
        Institution,
        verbose_name=_("receiving institution"),
        on_delete=models.PROTECT,
        related_name="mobilities_received",
    )
    run = models.ForeignKey(
        ProgramRun,
        verbose_name=_("programme run"),
        on_delete=models.PROTECT,
        related_name="mobilities",
        db_index=False,
    )
    agreement = models.ForeignKey(
        Agreement,
        verbose_name=_("agreement"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="mobilities",
    )
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.PLANNED, editable=False)
    activity = models.CharField(_("activity"), max_length=12, choices=Activity, default=Activity.STUDIES)
    mode = models.CharField(_("mode"), max_length=10, choices=Mode, default=Mode.IN_PERSON)
    category = models.CharField(_("participant category"), max_length=12, choices=Category, default=Category.STUDENT)
    level = models.CharField(_("level"), max_length=12, choices=Level, blank=True)
    planned_starts_on = models.DateField(_("planned start"), null=True, blank=True)
    planned_ends_on = models.DateField(_("planned end"), null=True, blank=True)
    actual_starts_on = models.DateField(_("actual start"), null=True, blank=True)
    actual_ends_on = models.DateField(_("actual end"), null=True, blank=True)
    enrolled_on = models.DateField(_("degree enrolment date"), null=True, blank=True)
    credits_expected = models.DecimalField(_("credits expected"), max_digits=5, decimal_places=1, null=True, blank=True)
    credits_recognised = models.DecimalField(
        _("credits recognised"), max_digits=5, decimal_places=1, null=True, blank=True
    )
    leads_to_degree = models.BooleanField(_("towards a degree"), default=False)
    residence_status = models.CharField(_("status of residence"), max_length=20, choices=ResidenceStatus, blank=True)
    note = models.TextField(_("note"), blank=True)
    interruption_counts = models.BooleanField(_("the interrupted stay counts"), null=True, editable=False)
    uncounted_from = models.DateField(_("not counted from"), null=True, editable=False)
    fiscal_year = models.GeneratedField(
        expression=FiscalYear("actual_starts_on"), output_field=models.SmallIntegerField(null=True), db_persist=True
    )
    starts_on = models.GeneratedField(
        expression=Coalesce("actual_starts_on", "planned_starts_on"),
        output_field=models.DateField(null=True),
        db_persist=True,
    )

    objects: ClassVar = MobilityQuerySet.as_manager()

    class Meta:
        verbose_name = _("mobility")
        verbose_name_plural = _("mobilities")
        constraints = [
            models.CheckConstraint(condition=Q(status__in=Status.values), name="mobility_status"),
            models.CheckConstraint(condition=Q(mode__in=Mode.values), name="mobility_mode"),
            models.CheckConstraint(condition=Q(category__in=Category.values), name="mobility_category"),
            models.CheckConstraint(condition=Q(activity__in=Activity.values), name="mobility_activity"),
            models.CheckConstraint(condition=Q(level="") | Q(level__in=Level.values), name="mobility_level"),
            models.CheckConstraint(
                condition=Q(residence_status="") | Q(residence_status__in=ResidenceStatus.values),
                name="mobility_residence",
            ),
            models.CheckConstraint(condition=~Q(sending=F("receiving")), name="mobility_two_institutions"),
            models.CheckConstraint(
                condition=Q(planned_ends_on=None)
                | Q(planned_starts_on__isnull=False, planned_ends_on__gte=F("planned_starts_on")),
                name="mobility_planned_dates",
            ),
            models.CheckConstraint(
                condition=Q(actual_ends_on=None)
                | Q(actual_starts_on__isnull=False, actual_ends_on__gte=F("actual_starts_on")),
                name="mobility_actual_dates",
            ),
            models.CheckConstraint(
                condition=Q(planned_starts_on__isnull=False) | Q(actual_starts_on__isnull=False),
                name="mobility_has_start",
            ),
            models.CheckConstraint(
                condition=Q(status__in=COUNTABLE, actual_starts_on__isnull=False)
                | Q(status__in=NOT_ARRIVED, actual_starts_on=None)
                | Q(status="voided"),
                name="mobility_arrival_and_status",
            ),
            models.CheckConstraint(
                condition=Q(status__in=OVER, actual_ends_on__isnull=False)
                | Q(status__in=NOT_ARRIVED + THERE, actual_ends_on=None)
                | Q(status="voided"),
                name="mobility_return_and_status",
            ),
            models.CheckConstraint(
                condition=Q(status="interrupted", interruption_counts__isnull=False)
                | ~Q(status="interrupted") & Q(interruption_counts=None)
                | Q(status="voided"),
                name="mobility_interruption_decided",
            ),
            models.CheckConstraint(
                condition=Q(status="voided", uncounted_from__isnull=False)
                | Q(status="interrupted", interruption_counts=False, uncounted_from__isnull=False)
                | Q(status="interrupted", interruption_counts=True, uncounted_from=None)
                | ~Q(status__in=["voided", "interrupted"]) & Q(uncounted_from=None),
                name="mobility_uncounted_decided",
            ),
            models.CheckConstraint(
                condition=(Q(credits_expected=None) | Q(credits_expected__gte=0))
                & (Q(credits_recognised=None) | Q(credits_recognised__gte=0)),
                name="mobility_credits",
            ),
        ]
        indexes = [
            models.Index(fields=["-starts_on", "-id"], name="mobility_list"),
            models.Index(fields=["run", "-starts_on", "-id"], name="mobility_list_by_run"),
            models.Index(fields=["status", "-starts_on", "-id"], name="mobility_list_by_status"),
            models.Index(fields=["person", "-starts_on"], name="mobility_by_person"),
            # Counting reads these alone, never the table: by fiscal year, by person over all years, and what crosses 31 March.
            models.Index(
                fields=[
                    "category",
                    "fiscal_year",
                    "person",
                    "sending",
                    "receiving",
                    "run",
                    "id",
                    "actual_starts_on",
                    "uncounted_from",
                    "mode",
                ],
                name="mobility_count",
            ),
            models.Index(
                fields=[
                    "category",
                    "person",
                    "fiscal_year",
                    "sending",
                    "receiving",
                    "run",
                    "id",
                    "actual_starts_on",
                    "uncounted_from",
                    "mode",
                ],
                name="mobility_count_heads",
            ),
            models.Index(
                fields=[
                    "category",
                    "fiscal_year",
                    "actual_ends_on",
                    "sending",
                    "receiving",
                    "run",
                    "actual_starts_on",
                    "uncounted_from",
                    "mode",
                ],
                condition=crosses_the_year(),
                name="mobility_continuing",
            ),
        ]


class Leg(Tracked):
    """One host of a mobility (配属先) with its own dates inside the stay; at most one leg is the main host."""

    mobility = models.ForeignKey(Mobility, verbose_name=_("mobility"), on_delete=models.CASCADE, related_name="legs")
    host = models.ForeignKey(Institution, verbose_name=_("host"), on_delete=models.PROTECT, related_name="legs")
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    is_main = models.BooleanField(_("main host"), default=False)

    class Meta:
        verbose_name = _("host leg")
        verbose_name_plural = _("host legs")
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="leg_dates"),
            models.UniqueConstraint(fields=["mobility"], condition=Q(is_main=True), name="leg_one_main"),
        ]


class StageLink(Tracked):
    """Two mobilities that a person has declared to be stages of one stay: together they count once."""

    first = models.OneToOneField(
        Mobility, verbose_name=_("first stage"), on_delete=models.PROTECT, related_name="next_stage"
    )
    second = models.OneToOneField(
        Mobility, verbose_name=_("second stage"), on_delete=models.PROTECT, related_name="previous_stage"
    )

    class Meta:
        verbose_name = _("stage link")
        verbose_name_plural = _("stage links")
        constraints = [models.CheckConstraint(condition=~Q(first=F("second")), name="stage_link_two")]

    def __str__(self) -> str:
        return f"stages {self.first_id}-{self.second_id}"


class Funding(Tracked):
    """One source of money of a mobility, in yen a month."""

    class Source(models.TextChoices):
        JASSO = "jasso", _("JASSO scholarship")
        GOVERNMENT = "government", _("Japanese Government scholar")
        UNIVERSITY = "university", _("University")
        PROJECT = "project", _("Project funds")
        PARTNER = "partner", _("Partner institution")
        SELF = "self", _("Own funds")
        OTHER = "other", _("Other source")

    mobility = models.ForeignKey(
        Mobility, verbose_name=_("mobility"), on_delete=models.CASCADE, related_name="fundings"
    )
    source = models.CharField(_("source"), max_length=12, choices=Source)
    monthly_yen = models.PositiveIntegerField(_("yen a month"), null=True, blank=True)

    class Meta:
        verbose_name = _("funding")
        verbose_name_plural = _("funding")
        constraints = [
            models.UniqueConstraint(fields=["mobility", "source"], name="funding_source_once"),
            models.CheckConstraint(
                condition=Q(source__in=["jasso", "government", "university", "project", "partner", "self", "other"]),
                name="funding_source",
            ),
        ]
