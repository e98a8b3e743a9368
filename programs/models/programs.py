"""The funded project, its programmes, their yearly runs, and who coordinates them."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kanazawa_exchange.accounts.models import (
    Person,
    PersonalTerm,
    PublicQuerySet,
    Term,
    Tracked,
    named,
    term_ends_after_start,
)
from kanazawa_exchange.lib.languages import columns
from partners.models import City, Institution


class Direction(models.TextChoices):
    """派遣 and 受入, seen from the home side; for a mobility it is computed, never a saved field."""

    OUTBOUND = "outbound", _("Outbound")
    INBOUND = "inbound", _("Inbound")


class Level(models.TextChoices):
    BACHELOR = "bachelor", _("Bachelor's level")
    MASTER = "master", _("Master's level")
    DOCTOR = "doctor", _("Doctoral level")
    SPECIALIST = "specialist", _("Specialist degree")
    RESIDENCY = "residency", _("Clinical residency")
    NON_DEGREE = "non_degree", _("Non-degree")


class FundingProject(Tracked):
    """One funded project with its fiscal years; everything that is counted hangs on one."""

    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("name"), max_length=300)
    short_name = models.CharField(_("short name"), max_length=200, blank=True)
    summary = models.TextField(_("summary"), blank=True)
    scheme = models.CharField(_("funding scheme"), max_length=300, blank=True)
    first_fiscal_year = models.PositiveSmallIntegerField(_("first fiscal year"))
    last_fiscal_year = models.PositiveSmallIntegerField(_("last fiscal year"))
    is_default = models.BooleanField(_("the installation's main project"), default=False)
    is_invented = models.BooleanField(_("invented data"), default=False)

    objects: ClassVar = PublicQuerySet.as_manager()

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        constraints = [
            named("funding_project"),
            models.CheckConstraint(
                condition=Q(
                    last_fiscal_year__gte=F("first_fiscal_year"),
                    first_fiscal_year__gte=1990,
                    last_fiscal_year__lte=2100,
                ),
                name="funding_project_years",
            ),
            models.UniqueConstraint(
                fields=["is_default"], condition=Q(is_default=True), name="funding_project_one_default"
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def fiscal_years(self) -> range:
        return range(self.first_fiscal_year, self.last_fiscal_year + 1)


class ProjectHome(Term):
    """An institution that is "ours" for a project, from when to when: direction is derived from this set."""

    project = models.ForeignKey(
        FundingProject, verbose_name=_("project"), on_delete=models.PROTECT, related_name="homes"
    )
    institution = models.ForeignKey(
        Institution, verbose_name=_("institution"), on_delete=models.PROTECT, related_name="home_of"
    )

    class Meta:
        verbose_name = _("home institution")
        verbose_name_plural = _("home institutions")
        constraints = [
            term_ends_after_start("project_home"),
            models.UniqueConstraint(fields=["project", "institution", "starts_on"], name="project_home_once"),
        ]


class Program(Tracked):
    """One exchange programme of a project."""

    class LeadsTo(models.TextChoices):
        CREDIT = "credit", _("Credit")
        DEGREE = "degree", _("Degree")
        DEGREE_AND_CREDIT = "degree_and_credit", _("Degree and credit")

    class State(models.TextChoices):
        OPEN = "open", _("Open for applications")
        PREPARING = "preparing", _("In preparation")
        ONLINE = "online", pgettext_lazy("programme", "Online")
        SUSPENDED = "suspended", _("Suspended")
        CLOSED = "closed", pgettext_lazy("programme", "Closed")

    project = models.ForeignKey(
        FundingProject, verbose_name=_("project"), on_delete=models.PROTECT, related_name="programs"
    )
    code = models.SlugField(_("code"))
    slug = models.SlugField(_("address part"), unique=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    name = models.CharField(_("name"), max_length=200)
    purpose = models.CharField(_("purpose in one sentence"), max_length=500, blank=True)
    description = models.TextField(_("description"), blank=True)
    fields_of_study = models.CharField(_("fields"), max_length=300, blank=True)
    participants = models.CharField(_("who takes part"), max_length=300, blank=True)
    period = models.CharField(_("when and how long"), max_length=300, blank=True)
    cost = models.CharField(_("cost and support"), max_length=300, blank=True)
    languages = models.CharField(_("languages used"), max_length=300, blank=True)
    aliases = models.TextField(_("other names, one a line"), blank=True)
    level = models.CharField(_("level"), max_length=20, choices=Level)
    leads_to = models.CharField(_("leads to"), max_length=20, choices=LeadsTo)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.CLOSED)
    partners = models.ManyToManyField(
        Institution,
        verbose_name=_("partner institutions"),
        through="ProgramPartner",
        related_name="programs",
        blank=True,
    )

    objects: ClassVar = PublicQuerySet.as_manager()

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        constraints = [
            named("program"),
            models.UniqueConstraint(fields=["project", "code"], name="program_code_once"),
            models.CheckConstraint(condition=Q(level__in=Level.values), name="program_level"),
            models.CheckConstraint(
                condition=Q(leads_to__in=["credit", "degree", "degree_and_credit"]), name="program_leads_to"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "preparing", "online", "suspended", "closed"]), name="program_state"
            ),
        ]

    def __str__(self) -> str:
        return self.slug


class ProgramPartner(Tracked):
    """A partner institution of one programme."""

    program = models.ForeignKey(
        Program, verbose_name=_("programme"), on_delete=models.CASCADE, related_name="partnerships"
    )
    institution = models.ForeignKey(
        Institution, verbose_name=_("partner institution"), on_delete=models.PROTECT, related_name="partnerships"
    )

    class Meta:
        verbose_name = _("partner institution")
        verbose_name_plural = _("partner institutions")
        constraints = [models.UniqueConstraint(fields=["program", "institution"], name="program_partner_once")]


class ProgramRun(Tracked):
    """A programme in one fiscal year and one direction, as it was offered."""

    class Term(models.TextChoices):
        SPRING = "spring", pgettext_lazy("term", "Spring")
        SUMMER = "summer", pgettext_lazy("term", "Summer")
        AUTUMN = "autumn", pgettext_lazy("term", "Autumn")
        WINTER = "winter", pgettext_lazy("term", "Winter")
        YEAR = "year", pgettext_lazy("term", "Whole year")

    program = models.ForeignKey(Program, verbose_name=_("programme"), on_delete=models.PROTECT, related_name="runs")
    fiscal_year = models.PositiveSmallIntegerField(_("fiscal year"))
    direction = models.CharField(_("direction"), max_length=10, choices=Direction)
    term = models.CharField(
        _("term"),
        max_length=10,
        choices=Term,
        default=Term.YEAR,
    )
    theme = models.CharField(_("theme"), max_length=300, blank=True)
    city = models.ForeignKey(City, verbose_name=_("city"), on_delete=models.PROTECT, null=True, blank=True)
    starts_on = models.DateField(_("starts on"), null=True, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    places = models.PositiveSmallIntegerField(_("places"), null=True, blank=True)
    is_closed = models.BooleanField(_("closed for new records"), default=False)
    copied_from = models.OneToOneField(
        "self",
        verbose_name=_("carried over from"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="copy",
    )

    objects: ClassVar = PublicQuerySet.as_manager()

    class Meta:
        verbose_name = _("programme run")
        verbose_name_plural = _("programme runs")
        constraints = [
            models.CheckConstraint(condition=Q(direction__in=Direction.values), name="program_run_direction"),
            models.CheckConstraint(condition=Q(fiscal_year__gte=1990, fiscal_year__lte=2100), name="program_run_year"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(starts_on=None) | Q(ends_on__gte=F("starts_on")), name="program_run_term"
            ),
            models.UniqueConstraint(
                "program",
                "fiscal_year",
                "direction",
                "term",
                *(Coalesce(column, Value("")) for column in columns("theme")),
                name="program_run_once",
            ),
        ]


class Coordinator(PersonalTerm):
    """A person who coordinates one programme, for a term."""

    person = models.ForeignKey(Person, verbose_name=_("person"), on_delete=models.PROTECT, related_name="coordinations")
    program = models.ForeignKey(
        Program, verbose_name=_("programme"), on_delete=models.PROTECT, related_name="coordinators"
    )

    class Meta:
        verbose_name = _("programme coordinator")
        verbose_name_plural = _("programme coordinators")
        constraints = [term_ends_after_start("coordinator")]
