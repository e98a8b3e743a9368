"""The log of personal data that left for another institution: whose, which fields, by what means, on which basis. Append-only."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kanazawa_exchange.accounts.models import ConsentRecord, Person
from kanazawa_exchange.accounts.permissions import is_office
from kanazawa_exchange.lib.viewer import Viewer, member

from .country_sheets import CountrySheet
from .institutions import Institution
from .intake_modes import TransferBasis


class HandoverKind(models.TextChoices):
    """By what means data leave."""

    MAIL = "mail", _("letter")
    EXPORT = "export", _("file")
    NOMINATION = "nomination", _("nomination")
    READING = "reading", _("page of the portal")


class HandoverQuerySet(models.QuerySet["Handover"]):
    def visible_to(self, user: Viewer) -> "HandoverQuerySet":
        """The office sees all of them, everybody else what was handed over about oneself."""
        account = member(user)
        if account is None:
            return self.none()
        return self if is_office(user) else self.filter(person_id=account.person_id)


class Handover(models.Model):
    """Data of one person that were handed to one institution. `fields`: names of fields; never what stood in them."""

    uid = models.UUIDField(_("public id"), default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, verbose_name=_("person"), on_delete=models.PROTECT, related_name="handovers")
    institution = models.ForeignKey(
        Institution, verbose_name=_("institution"), on_delete=models.PROTECT, related_name="handovers"
    )
    kind = models.CharField(_("by what means"), max_length=20, choices=HandoverKind)
    fields = models.JSONField(_("fields that were handed over"))
    ref = models.CharField(_("what it is about"), max_length=100, blank=True)
    consent = models.ForeignKey(
        ConsentRecord, verbose_name=_("consent"), on_delete=models.PROTECT, null=True, related_name="handovers"
    )
    basis = models.ForeignKey(
        TransferBasis, verbose_name=_("legal basis"), on_delete=models.PROTECT, null=True, related_name="handovers"
    )
    sheet = models.ForeignKey(
        CountrySheet, verbose_name=_("country sheet"), on_delete=models.PROTECT, null=True, related_name="handovers"
    )
    handed_over_at = models.DateTimeField(_("handed over"))
    handed_over_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects: ClassVar = HandoverQuerySet.as_manager()

    class Meta:
        verbose_name = _("hand-over of personal data")
        verbose_name_plural = _("hand-overs of personal data")
        indexes = [models.Index(fields=["ref"], name="handover_ref")]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=HandoverKind.values), name="handover_kind"),
            models.CheckConstraint(
                condition=Q(consent__isnull=False, basis=None) | Q(consent=None, basis__isnull=False),
                name="handover_one_basis",
            ),
        ]

    def __str__(self) -> str:
        return f"handover {self.uid}"
