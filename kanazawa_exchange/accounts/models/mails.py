"""Letters: what waits for the mail server, what became of it, and the texts that the office has written for each kind."""

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Left
from django.utils.translation import gettext_lazy as _

from kanazawa_exchange.lib.languages import endonyms
from kanazawa_exchange.lib.sealing import unseal
from kanazawa_exchange.lib.viewer import Viewer, member

from ..permissions import letters_shut_to, may_read_mails
from .base import Tracked


class LetterState(models.TextChoices):
    """What became of a letter; one that a worker is handing over is still waiting."""

    WAITING = "waiting", _("waiting for the mail server")
    TAKEN = "taken", _("taken by the mail server")
    REFUSED = "refused", _("refused by the mail server")
    GIVEN_UP = "given_up", _("given up")
    WITHDRAWN = "withdrawn", _("withdrawn before it left")
    RETURNED = "returned", _("came back undelivered")


UID = 36
"""Letters of a public id, with which the `ref` of a letter about a record begins."""
NOT_TAKEN = (LetterState.REFUSED, LetterState.GIVEN_UP)


class LetterQuerySet(models.QuerySet["Letter"]):
    def visible_to(self, user: Viewer) -> "LetterQuerySet":
        """Only the office reads the log, without what an app above shuts to the reader; whoever was written to has the letter."""
        account = member(user)
        if account is None or not may_read_mails(user):
            return self.none()
        shut = letters_shut_to(user)
        if not shut:
            return self
        return self.alias(about=Left("ref", UID)).filter(~Q(about__in=shut) | Q(person=account.person_id))

    def waiting(self) -> "LetterQuerySet":
        return self.filter(state=LetterState.WAITING)


class Letter(models.Model):
    """One letter to one address, written in the transaction of the act that it tells of, and sent by a worker.

    `body` is what the log shows; where that masks something, `sealed` holds the whole text until the letter has left.
    """

    uid = models.UUIDField(_("public id"), default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=40)
    ref = models.CharField(_("what it is about"), max_length=100)
    person = models.ForeignKey(
        "accounts.Person", verbose_name=_("person"), on_delete=models.CASCADE, null=True, related_name="letters"
    )
    address = models.EmailField(_("e-mail address"))
    language = models.CharField(_("language"), max_length=2, choices=endonyms())
    subject = models.CharField(_("subject"), max_length=300)
    body = models.TextField(_("Text of the letter"), blank=True)
    sealed = models.TextField(_("text with what only its reader may know"), blank=True)
    message_id = models.CharField(_("Message-ID"), max_length=200)
    state = models.CharField(_("state"), max_length=10, choices=LetterState.choices, default=LetterState.WAITING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    not_before = models.DateTimeField(_("next attempt"))
    lease = models.UUIDField(_("lease"), null=True)
    leased_until = models.DateTimeField(_("held until"), null=True)
    reason = models.CharField(_("what the mail server said"), max_length=200, blank=True)
    written_at = models.DateTimeField(_("written"))
    written_by = models.ForeignKey(
        "accounts.User", verbose_name=_("by"), on_delete=models.PROTECT, null=True, related_name="letters_written"
    )
    useful_until = models.DateTimeField(_("useful until"), null=True)
    ended_at = models.DateTimeField(_("ended"), null=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        constraints = [
            models.UniqueConstraint(fields=["kind", "ref", "address"], name="letter_once"),
            models.CheckConstraint(
                condition=Q(state=LetterState.WAITING, ended_at=None)
                | Q(state__in=[*LetterState.values[1:]], ended_at__isnull=False),
                name="letter_end",
            ),
            models.CheckConstraint(condition=Q(sealed="") | Q(state=LetterState.WAITING), name="letter_sealed"),
        ]
        indexes = [
            models.Index(fields=["not_before", "id"], name="letter_due", condition=Q(state=LetterState.WAITING)),
            models.Index(fields=["-written_at", "-id"], name="letter_newest"),
            models.Index(fields=["state", "ended_at"], name="letter_ended"),
            models.Index(fields=["message_id"], name="letter_number"),
        ]

    def __str__(self) -> str:
        return f"letter {self.uid}"

    @property
    def text(self) -> str:
        """What its reader is sent. Errors: CannotOpen."""
        return unseal(self.sealed) if self.sealed else self.body


class MailTemplate(Tracked):
    """The text of one kind of letter as the office has written it; kinds without a row have the text they come with."""

    kind = models.CharField(_("kind"), max_length=40, unique=True, editable=False)
    subject = models.CharField(_("Subject"), max_length=200, blank=True)
    body = models.TextField(_("Text of the letter"), blank=True)

    class Meta:
        verbose_name = _("mail template")
        verbose_name_plural = _("mail templates")


class StaleText(models.Model):
    """The text of a record in one language says something else than the others, which were changed after it."""

    record_type = models.CharField(_("kind of record"), max_length=40)
    record_id = models.BigIntegerField(_("record"))
    language = models.CharField(_("language"), max_length=2, choices=endonyms())
    since = models.DateTimeField(_("since"))

    class Meta:
        verbose_name = _("text that is not up to date")
        verbose_name_plural = _("texts that are not up to date")
        constraints = [models.UniqueConstraint(fields=["record_type", "record_id", "language"], name="stale_text_once")]

    def __str__(self) -> str:
        return f"{self.record_type} {self.record_id} {self.language}"
