"""Who records people's data first: we, or the partner. Decided for each partner and nationality, with the legal basis."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kanazawa_exchange.accounts.models import Term, Tracked, TrackedQuerySet, term_ends_after_start
from kanazawa_exchange.lib import formats

from .institutions import Institution


class Intake(models.TextChoices):
    """The way by which a person's data come here."""

    DIRECT = "direct", _("Students enter their data here themselves")
    PARTNER_FIRST = "partner_first", _("The partner records the data first and sends them")


class IntakeMode(Tracked):
    """One decision: for one partner, and for people of one nationality or of any. Who decided stands in its history."""

    institution = models.ForeignKey(
        Institution, verbose_name=_("institution"), on_delete=models.PROTECT, related_name="intake_modes"
    )
    nationality = models.CharField(_("nationality"), max_length=2, blank=True)
    mode = models.CharField(_("way of intake"), max_length=20, choices=Intake)
    basis = models.TextField(_("legal basis"))
    decided_on = models.DateField(_("decided on"))

    IN_WORDS: ClassVar = {"nationality": formats.country}
    objects: ClassVar = TrackedQuerySet.as_manager()

    class Meta:
        verbose_name = _("way of intake")
        verbose_name_plural = _("ways of intake")
        constraints = [
            models.UniqueConstraint(fields=["institution", "nationality"], name="intake_mode_once"),
            models.CheckConstraint(condition=Q(mode__in=Intake.values), name="intake_mode_known"),
            models.CheckConstraint(condition=~Q(basis=""), name="intake_mode_basis"),
        ]


class TransferBasisKind(models.TextChoices):
    """Why personal data may go to an institution without a consent."""

    EQUIVALENT_COUNTRY = "equivalent_country", _("The country is recognised as protecting data equally well")
    EQUIVALENT_RECIPIENT = "equivalent_recipient", _("The recipient protects data equally well, and this is checked")
    LAW = "law", _("A law or treaty demands it")


class TransferBasis(Term):
    """A legal basis other than consent on which data may go to one institution, from day to day."""

    institution = models.ForeignKey(
        Institution, verbose_name=_("institution"), on_delete=models.PROTECT, related_name="transfer_bases"
    )
    kind = models.CharField(_("kind of basis"), max_length=30, choices=TransferBasisKind)
    basis = models.TextField(_("basis in words, with its source"))

    class Meta:
        verbose_name = _("legal basis of hand-overs")
        verbose_name_plural = _("legal bases of hand-overs")
        constraints = [
            term_ends_after_start("transfer_basis"),
            models.CheckConstraint(condition=Q(kind__in=TransferBasisKind.values), name="transfer_basis_kind"),
            models.CheckConstraint(condition=~Q(basis=""), name="transfer_basis_words"),
        ]
