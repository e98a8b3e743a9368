"""Institutions and what hangs directly on them: cities, units, groups, offices, people's enrolments and representatives."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kanazawa_exchange.accounts.models import (
    Person,
    PersonalTerm,
    PublicQuerySet,
    Term,
    Tracked,
    TrackedQuerySet,
    named,
    term_ends_after_start,
)
from kanazawa_exchange.lib import formats

from ..days import DatePrecision


class City(Tracked):
    """A place on the map; distances and time differences are computed from it."""

    slug = models.SlugField(_("address part"), unique=True)
    name = models.CharField(_("name"), max_length=100)
    region = models.CharField(_("region"), max_length=100, blank=True)
    country = models.CharField(_("country"), max_length=2)
    time_zone = models.CharField(_("time zone"), max_length=40)
    latitude = models.DecimalField(_("latitude"), max_digits=8, decimal_places=5)
    longitude = models.DecimalField(_("longitude"), max_digits=8, decimal_places=5)

    IN_WORDS: ClassVar = {"country": formats.country}

    class Meta:
        verbose_name = _("city")
        verbose_name_plural = _("cities")
        constraints = [
            named("city"),
            models.CheckConstraint(condition=Q(latitude__gte=-90, latitude__lte=90), name="city_latitude"),
            models.CheckConstraint(condition=Q(longitude__gte=-180, longitude__lte=180), name="city_longitude"),
        ]

    def __str__(self) -> str:
        return self.slug


class InstitutionKind(models.TextChoices):
    UNIVERSITY = "university", _("University")
    MEDICAL_UNIVERSITY = "medical_university", _("Medical university")
    ACADEMY_BRANCH = "academy_branch", _("Academy branch")
    HOSPITAL = "hospital", _("Hospital")
    RESEARCH_INSTITUTE = "research_institute", _("Research institute")
    COMPANY = "company", _("Company")
    GOVERNMENT = "government", _("Government body")
    ASSOCIATION = "association", _("Association")


class Institution(Tracked):
    """A university or another organisation we work with, our own included."""

    slug = models.SlugField(_("address part"), unique=True)
    kind = models.CharField(_("kind"), max_length=30, choices=InstitutionKind)
    name = models.CharField(_("name"), max_length=200)
    short_name = models.CharField(_("short name"), max_length=100, blank=True)
    description = models.TextField(_("description"), blank=True)
    aliases = models.TextField(_("other names, one a line"), blank=True)
    city = models.ForeignKey(City, verbose_name=_("city"), on_delete=models.PROTECT, related_name="institutions")
    latitude = models.DecimalField(_("latitude"), max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField(_("longitude"), max_digits=8, decimal_places=5, null=True, blank=True)
    website = models.URLField(_("website"), blank=True)
    awards_degrees = models.BooleanField(_("awards degrees"), default=True)
    is_confirmed = models.BooleanField(_("confirmed partner"), default=True)
    is_home = models.BooleanField(_("our own institution"), default=False)
    is_hub = models.BooleanField(_("hub partner"), default=False)
    jasso_code = models.CharField(_("JASSO code"), max_length=20, blank=True)
    search_key = models.TextField(editable=False, default="")
    loose_key = models.TextField(editable=False, default="")

    objects: ClassVar = PublicQuerySet.as_manager()  # an unconfirmed one is shown with its badge

    class Meta:
        verbose_name = _("institution")
        verbose_name_plural = _("institutions")
        constraints = [
            named("institution"),
            models.CheckConstraint(condition=Q(kind__in=InstitutionKind.values), name="institution_kind"),
        ]

    def __str__(self) -> str:
        return self.slug


class OrgUnit(Tracked):
    """A faculty, institute or department of an institution."""

    institution = models.ForeignKey(
        Institution, verbose_name=_("institution"), on_delete=models.PROTECT, related_name="units"
    )
    parent = models.ForeignKey("self", verbose_name=_("part of"), on_delete=models.PROTECT, null=True, blank=True)
    name = models.CharField(_("name"), max_length=200)

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        constraints = [named("org_unit")]


class Enrolment(PersonalTerm):
    """Where a person studies or works, from when to when."""

    person = models.ForeignKey(Person, verbose_name=_("person"), on_delete=models.PROTECT, related_name="enrolments")
    institution = models.ForeignKey(
        Institution, verbose_name=_("institution"), on_delete=models.PROTECT, related_name="enrolments"
    )
    unit = models.ForeignKey(OrgUnit, verbose_name=_("unit"), on_delete=models.PROTECT, null=True, blank=True)
    level = models.CharField(_("level"), max_length=20, blank=True)

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        constraints = [term_ends_after_start("enrolment")]


class Representative(PersonalTerm):
    """A person who speaks for a partner institution in the portal, for a term."""

    person = models.ForeignKey(
        Person, verbose_name=_("person"), on_delete=models.PROTECT, related_name="representations"
    )
    institution = models.ForeignKey(
        Institution, verbose_name=_("institution"), on_delete=models.PROTECT, related_name="representatives"
    )

    class Meta:
        verbose_name = _("representative")
        verbose_name_plural = _("representatives")
        constraints = [term_ends_after_start("representative")]


class InstitutionGroup(Tracked):
    """A named set of institutions with the number its source declares; sets are never merged."""

    class Kind(models.TextChoices):
        AGREEMENT_HOLDERS = "agreement_holders", _("Holders of an agreement")
        PROGRAMME_PARTNERS = "programme_partners", _("Programme partners")
        CONSORTIUM = "consortium", _("Consortium")

    slug = models.SlugField(_("address part"), unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    name = models.CharField(_("name"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    declared_count = models.PositiveSmallIntegerField(_("declared number"), null=True, blank=True)
    declared_as_of = models.DateField(_("declared as of"), null=True, blank=True)
    basis = models.CharField(_("basis"), max_length=300, blank=True)
    founded_on = models.DateField(_("founded on"), null=True, blank=True)

    class Meta:
        verbose_name = _("group of institutions")
        verbose_name_plural = _("groups of institutions")
        constraints = [
            named("institution_group"),
            models.CheckConstraint(
                condition=Q(kind__in=["agreement_holders", "programme_partners", "consortium"]),
                name="institution_group_kind",
            ),
        ]

    def __str__(self) -> str:
        return self.slug


class GroupMembership(Term):
    """An institution's dated place in a group."""

    group = models.ForeignKey(
        InstitutionGroup, verbose_name=_("group"), on_delete=models.PROTECT, related_name="memberships"
    )
    institution = models.ForeignKey(
        Institution, verbose_name=_("institution"), on_delete=models.PROTECT, related_name="memberships"
    )
    is_secretariat = models.BooleanField(_("secretariat"), default=False)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            term_ends_after_start("group_membership"),
            models.UniqueConstraint(fields=["group", "institution", "starts_on"], name="group_membership_once"),
        ]


class OfficeQuerySet(TrackedQuerySet):
    def on(self, day: date) -> "OfficeQuerySet":
        """Those that are open on the day; the day of closing is the last one."""
        return self.filter(Q(closed_on=None) | Q(closed_on__gte=day))


class Office(Tracked):
    """An office one institution runs at another one."""

    name = models.CharField(_("name"), max_length=200)
    run_by = models.ForeignKey(
        Institution, verbose_name=_("run by"), on_delete=models.PROTECT, related_name="offices_run"
    )
    located_at = models.ForeignKey(
        Institution, verbose_name=_("located at"), on_delete=models.PROTECT, related_name="offices_hosted"
    )
    opened_on = models.DateField(_("opened on"), null=True, blank=True)
    opened_precision = models.CharField(
        _("how exactly the opening day is known"), max_length=5, choices=DatePrecision, default=DatePrecision.DAY
    )
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    date_basis = models.CharField(_("basis of the date"), max_length=300, blank=True)
    activity = models.TextField(_("activity"), blank=True)

    objects: ClassVar = OfficeQuerySet.as_manager()

    class Meta:
        verbose_name = _("office")
        verbose_name_plural = _("offices")
        constraints = [
            named("office"),
            models.CheckConstraint(condition=~Q(run_by=F("located_at")), name="office_two_institutions"),
            models.CheckConstraint(condition=Q(opened_precision__in=DatePrecision.values), name="office_precision"),
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(opened_on=None) | Q(closed_on__gte=F("opened_on")), name="office_term"
            ),
        ]
