"""Agreements between institutions, their parties and conditions."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kanazawa_exchange.accounts.models import StoredFile, Tracked, TrackedQuerySet, named
from kanazawa_exchange.lib.viewer import Viewer

from ..days import DatePrecision
from ..moves import ENDED, LIVE, AgreementStatus
from ..permissions import may_see_all_agreements, represented_institution_ids
from .institutions import Institution, OrgUnit


class AgreementType(models.TextChoices):
    MEMORANDUM = "memorandum", _("Memorandum of understanding")
    EXCHANGE = "exchange", _("Student exchange memorandum")
    DOUBLE_DEGREE = "double_degree", _("Double degree")
    CONSORTIUM = "consortium", _("Consortium")
    JOINT_LABORATORY = "joint_laboratory", _("Joint laboratory")


class AgreementQuerySet(TrackedQuerySet):
    def visible_to(self, user: Viewer) -> "AgreementQuerySet":
        """The office sees all, a partner's representative those of the own institution."""
        if may_see_all_agreements(user):
            return self
        ids = represented_institution_ids(user)
        own = AgreementParty.objects.filter(agreement=models.OuterRef("pk"), institution_id__in=ids)
        return self.filter(models.Exists(own)) if ids else self.none()

    def public(self) -> "AgreementQuerySet":
        """What everybody may know: that an agreement is signed or in force, of which type, between whom, since which year."""
        return self.filter(status__in=LIVE)


class Agreement(Tracked):
    """One agreement from its first draft to its end; renewals are new agreements that point back."""

    class Scope(models.TextChoices):
        UNIVERSITY = "university", _("University-wide agreement")
        FACULTY = "faculty", _("Faculty-level agreement")

    title = models.CharField(_("title"), max_length=300)
    type = models.CharField(_("type"), max_length=20, choices=AgreementType)
    scope = models.CharField(_("scope"), max_length=20, choices=Scope)
    status = models.CharField(
        _("status"), max_length=20, choices=AgreementStatus, default=AgreementStatus.DRAFT, editable=False
    )
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    signed_precision = models.CharField(
        _("how exactly the day of signature is known"), max_length=5, choices=DatePrecision, default=DatePrecision.DAY
    )
    effective_on = models.DateField(_("effective on"), null=True, blank=True)
    expires_on = models.DateField(_("expires on"), null=True, blank=True)
    ended_on = models.DateField(_("last day in force"), null=True, blank=True, editable=False)
    date_basis = models.CharField(_("basis of the dates"), max_length=300, blank=True)
    fee_waiver = models.BooleanField(_("tuition waived"), default=False)
    field_limits = models.TextField(_("limits of field"), blank=True)
    renews = models.OneToOneField(
        "self", verbose_name=_("renews"), on_delete=models.PROTECT, null=True, blank=True, related_name="renewed_by"
    )
    document = models.ForeignKey(
        StoredFile, verbose_name=_("signed document"), on_delete=models.PROTECT, null=True, blank=True
    )
    institutions = models.ManyToManyField(Institution, through="AgreementParty", related_name="agreements")

    objects: ClassVar = AgreementQuerySet.as_manager()

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        constraints = [
            named("agreement", field="title"),
            models.CheckConstraint(condition=Q(status__in=AgreementStatus.values), name="agreement_status"),
            models.CheckConstraint(condition=Q(type__in=AgreementType.values), name="agreement_type"),
            models.CheckConstraint(condition=Q(scope__in=["university", "faculty"]), name="agreement_scope"),
            models.CheckConstraint(condition=Q(signed_precision__in=DatePrecision.values), name="agreement_precision"),
            models.CheckConstraint(condition=Q(renews=None) | ~Q(renews=F("pk")), name="agreement_renews_another"),
            models.CheckConstraint(
                condition=Q(effective_on=None) | Q(signed_on=None) | Q(effective_on__gte=F("signed_on")),
                name="agreement_effective_after_signed",
            ),
            models.CheckConstraint(
                condition=Q(expires_on=None) | Q(effective_on=None) | Q(expires_on__gte=F("effective_on")),
                name="agreement_expires_after_effective",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["signed", "in_force", "expired", "renewed"]) | Q(signed_on__isnull=False),
                name="agreement_signed_has_date",
            ),
            models.CheckConstraint(
                condition=~Q(status="in_force") | Q(effective_on__isnull=False), name="agreement_in_force_has_date"
            ),
            models.CheckConstraint(
                condition=Q(status__in=ENDED, ended_on__isnull=False) | ~Q(status__in=ENDED) & Q(ended_on=None),
                name="agreement_ended_has_date",
            ),
        ]


class AgreementParty(Tracked):
    """One institution (or one unit of it) that signs an agreement."""

    agreement = models.ForeignKey(
        Agreement, verbose_name=_("agreement"), on_delete=models.CASCADE, related_name="parties"
    )
    institution = models.ForeignKey(
        Institution, verbose_name=_("institution"), on_delete=models.PROTECT, related_name="agreement_parties"
    )
    unit = models.ForeignKey(OrgUnit, verbose_name=_("unit"), on_delete=models.PROTECT, null=True, blank=True)

    class Meta:
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        constraints = [
            models.UniqueConstraint(fields=["agreement", "institution"], name="agreement_party_once"),
        ]


class ConditionLevel(models.TextChoices):
    BACHELOR = "bachelor", _("Bachelor's level")
    MASTER = "master", _("Master's level")
    DOCTOR = "doctor", _("Doctoral level")


class CooperationCondition(Tracked):
    """How many may go from one party to another in a year; the reciprocity balance is computed from the mobilities."""

    agreement = models.ForeignKey(
        Agreement, verbose_name=_("agreement"), on_delete=models.CASCADE, related_name="conditions"
    )
    sending = models.ForeignKey(Institution, verbose_name=_("sending"), on_delete=models.PROTECT, related_name="+")
    receiving = models.ForeignKey(Institution, verbose_name=_("receiving"), on_delete=models.PROTECT, related_name="+")
    level = models.CharField(_("level"), max_length=20, choices=ConditionLevel, blank=True)
    per_year = models.PositiveSmallIntegerField(_("mobilities a year"))
    months = models.PositiveSmallIntegerField(_("months each"), null=True, blank=True)

    class Meta:
        verbose_name = _("condition")
        verbose_name_plural = _("conditions")
        constraints = [
            models.CheckConstraint(condition=~Q(sending=F("receiving")), name="condition_two_sides"),
            models.CheckConstraint(condition=Q(level="") | Q(level__in=ConditionLevel.values), name="condition_level"),
        ]


class ExpiryAlert(models.Model):
    """The office has been told that an agreement ends on `expires_on`, so many months before; told once."""

    agreement = models.ForeignKey(
        Agreement, verbose_name=_("agreement"), on_delete=models.CASCADE, related_name="alerts"
    )
    months = models.PositiveSmallIntegerField(_("months before"))
    expires_on = models.DateField(_("expires on"))
    sent_at = models.DateTimeField(_("sent at"))
    by_mail = models.BooleanField(_("sent by mail"), default=True)

    class Meta:
        verbose_name = _("expiry alert")
        verbose_name_plural = _("expiry alerts")
        constraints = [
            models.UniqueConstraint(fields=["agreement", "months", "expires_on"], name="expiry_alert_once"),
        ]

    def __str__(self) -> str:
        return f"alert {self.agreement_id} {self.months}"
