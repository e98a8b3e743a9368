"""Consents: the texts that people are asked about, what they gave, and what they took back. Append-only, all three."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kanazawa_exchange.lib.languages import columns, endonyms
from kanazawa_exchange.lib.viewer import Viewer, member

from ..permissions import is_office
from .people import Person


class Purpose(models.TextChoices):
    """What a consent is for; each is asked for by itself."""

    PROCESSING = "processing", _("Handling of personal data")
    TRANSFER = "transfer", _("Handing personal data to another institution")
    PUBLICATION_OF_TEXT = "publication_of_text", _("Publication of what I wrote")
    PUBLICATION_OF_NAME = "publication_of_name", _("Publication of my name beside it")
    PUBLICATION_OF_AFFILIATION = "publication_of_affiliation", _("Publication of where I study or work")
    PUBLICATION_OF_PHOTO = "publication_of_photo", _("Publication of photos")
    SENSITIVE_HEALTH = "sensitive_health", _("Handling of health data")
    ALUMNI_CONTACT = "alumni_contact", _("Contact after the exchange")


NEEDS_SCOPE = (Purpose.TRANSFER, Purpose.PUBLICATION_OF_PHOTO)
"""Given for one institution or one photo, never for all of them at once."""
AT_ONCE = (
    *(Purpose.PROCESSING, Purpose.TRANSFER),
    *(Purpose.PUBLICATION_OF_TEXT, Purpose.PUBLICATION_OF_NAME, Purpose.PUBLICATION_OF_AFFILIATION),
    Purpose.PUBLICATION_OF_PHOTO,
)
"""Asked for anew by each act that rests on them, under lock, and by each public page: once one is withdrawn nothing rests on it
any more, from that moment on."""


class Method(models.TextChoices):
    """How a consent was given or withdrawn."""

    PAGE = "page", _("on the page of the portal")
    PAPER = "paper", _("on paper or in person, entered by the office")


class ConsentText(models.Model):
    """One version of the text for one purpose. A better wording is a further version: whoever answered keeps what was read."""

    uid = models.UUIDField(_("public id"), default=uuid.uuid4, unique=True, editable=False)
    purpose = models.CharField(_("purpose"), max_length=30, choices=Purpose)
    number = models.PositiveIntegerField(_("version"))
    text = models.TextField(_("text of the consent"))
    sha256 = models.CharField(_("checksum of the text"), max_length=64)
    valid_from = models.DateField(_("valid from"))
    is_draft = models.BooleanField(_("draft, not yet confirmed by the legal office"), default=True)
    written_at = models.DateTimeField(_("written"))
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("text of a consent")
        verbose_name_plural = _("texts of consents")
        constraints = [
            models.UniqueConstraint(fields=["purpose", "number"], name="consent_text_version"),
            models.CheckConstraint(condition=Q(purpose__in=Purpose.values), name="consent_text_purpose"),
            models.CheckConstraint(
                condition=Q(**{f"{column}__isnull": False for column in columns("text", "sha256")})
                & Q(**{f"{column}__gt": "" for column in columns("text", "sha256")}),
                name="consent_text_in_every_language",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.number}"


class ConsentRecordQuerySet(models.QuerySet["ConsentRecord"]):
    def visible_to(self, user: Viewer) -> "ConsentRecordQuerySet":
        """The office sees all of them, everybody else the own."""
        account = member(user)
        if account is None:
            return self.none()
        return self if is_office(user) else self.filter(person_id=account.person_id)


class ConsentRecord(models.Model):
    """One consent as it was given: to which text, in which language, for what. `scope` names what it is limited to, as
    institution:<uid>; `sheet` is the key of the country sheet that was shown with it."""

    uid = models.UUIDField(_("public id"), default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, verbose_name=_("person"), on_delete=models.PROTECT, related_name="consents")
    purpose = models.CharField(_("purpose"), max_length=30, choices=Purpose)
    scope = models.CharField(_("limited to"), max_length=100, blank=True)
    text = models.ForeignKey(
        ConsentText, verbose_name=_("text of the consent"), on_delete=models.PROTECT, related_name="records"
    )
    sha256 = models.CharField(_("checksum of the text"), max_length=64)
    language = models.CharField(_("language"), max_length=2, choices=endonyms())
    sheet = models.CharField(_("country sheet"), max_length=20, blank=True)
    method = models.CharField(_("how"), max_length=10, choices=Method)
    given_at = models.DateTimeField(_("given"))
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    ip_hash = models.CharField(_("network address, hashed"), max_length=64, blank=True)

    objects: ClassVar = ConsentRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        indexes = [models.Index(fields=["person", "purpose", "scope"], name="consent_of_person")]
        constraints = [
            models.CheckConstraint(condition=Q(purpose__in=Purpose.values), name="consent_purpose"),
            models.CheckConstraint(condition=Q(method__in=Method.values), name="consent_method"),
            models.CheckConstraint(condition=~Q(purpose__in=NEEDS_SCOPE, scope=""), name="consent_scope"),
        ]

    def __str__(self) -> str:
        return f"consent {self.uid}"


class ConsentWithdrawal(models.Model):
    """A consent that was taken back. `effect_done_at`: when nothing rested on it any more; written once."""

    consent = models.OneToOneField(
        ConsentRecord, verbose_name=_("consent"), on_delete=models.PROTECT, related_name="withdrawal"
    )
    method = models.CharField(_("how"), max_length=10, choices=Method)
    withdrawn_at = models.DateTimeField(_("withdrawn"))
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    ip_hash = models.CharField(_("network address, hashed"), max_length=64, blank=True)
    effect_done_at = models.DateTimeField(_("carried out"), null=True)

    class Meta:
        verbose_name = _("withdrawal of a consent")
        verbose_name_plural = _("withdrawals of consents")
        constraints = [
            models.CheckConstraint(condition=Q(method__in=Method.values), name="consent_withdrawal_method"),
        ]

    def __str__(self) -> str:
        return f"withdrawal {self.pk}"
