"""The nomination (推薦) of one person by one institution to another: facts, and the states of both sides."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kanazawa_exchange.accounts.models import Person, Tracked, TrackedQuerySet
from kanazawa_exchange.lib.viewer import Viewer
from partners.models import Agreement, Institution
from partners.queries.gates import incoming
from programs.models import Level, ProgramRun

from ..nomination_moves import LIVING, ReceiverStatus, SenderStatus
from ..permissions import nomination_scope
from .applications import Application
from .mobilities import Category, Mobility

NOMINATION_FACTS = (
    *("agreement", "category", "level", "study_year", "term"),
    *("planned_starts_on", "planned_ends_on", "email"),
)
"""What the sending side says, and may correct while it may write; its host reads all of that as it was last sent."""


class NominationQuerySet(TrackedQuerySet):
    def visible_to(self, user: Viewer) -> "NominationQuerySet":
        """The nominations this user may read; a partner those of its own institution, ours from the moment they were sent."""
        scope = nomination_scope(user, incoming)
        return self if scope is None else self.filter(scope)


class Nomination(Tracked):
    """One person whom one institution nominates to another for a run. Person, run and institutions never change.

    `email` is where a partner says that its student is invited to, in lower case; our own students have an account.
    `revision` counts how often it was sent; nothing is answered before the first time. The stay that came of it is `mobility`.
    An application has several one after the other: the next one once its host has rejected the last, or its sender withdrawn it.
    """

    person = models.ForeignKey(Person, verbose_name=_("person"), on_delete=models.PROTECT, related_name="nominations")
    run = models.ForeignKey(
        ProgramRun, verbose_name=_("programme run"), on_delete=models.PROTECT, related_name="nominations"
    )
    sending = models.ForeignKey(
        Institution, verbose_name=_("sending institution"), on_delete=models.PROTECT, related_name="nominations_sent"
    )
    receiving = models.ForeignKey(
        Institution,
        verbose_name=_("receiving institution"),
        on_delete=models.PROTECT,
        related_name="nominations_received",
    )
    agreement = models.ForeignKey(
        Agreement,
        verbose_name=_("agreement"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="nominations",
    )
    application = models.ForeignKey(
        Application,
        verbose_name=pgettext_lazy("applications", "application"),
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="nominations",
    )
    mobility = models.OneToOneField(
        Mobility,
        verbose_name=_("mobility"),
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="nomination",
    )
    sender_status = models.CharField(
        pgettext_lazy("nomination", "state at the sender"),
        max_length=10,
        choices=SenderStatus,
        default=SenderStatus.DRAFT,
        editable=False,
    )
    receiver_status = models.CharField(
        pgettext_lazy("nomination", "state at the host"),
        max_length=12,
        choices=ReceiverStatus,
        default=ReceiverStatus.PENDING,
        editable=False,
    )
    category = models.CharField(_("participant category"), max_length=12, choices=Category, default=Category.STUDENT)
    level = models.CharField(_("level"), max_length=12, choices=Level, blank=True)
    study_year = models.PositiveSmallIntegerField(_("year of study"), null=True, blank=True)
    term = models.CharField(
        pgettext_lazy("nomination", "semester at the host"), max_length=10, choices=ProgramRun.Term, blank=True
    )
    planned_starts_on = models.DateField(_("planned start"), null=True, blank=True)
    planned_ends_on = models.DateField(_("planned end"), null=True, blank=True)
    email = models.EmailField(pgettext_lazy("nomination", "student's e-mail address"), blank=True)
    revision = models.PositiveSmallIntegerField(pgettext_lazy("nomination", "revision"), default=0, editable=False)
    sent_at = models.DateTimeField(pgettext_lazy("nomination", "last sent"), null=True, editable=False)
    unlock_asked_at = models.DateTimeField(_("unlocking asked for"), null=True, editable=False)
    unlock_reason = models.CharField(_("reason for unlocking"), max_length=20, blank=True, editable=False)

    objects: ClassVar = NominationQuerySet.as_manager()

    class Meta:
        verbose_name = _("nomination")
        verbose_name_plural = _("nominations")
        constraints = [
            models.CheckConstraint(condition=Q(sender_status__in=SenderStatus.values), name="nomination_sender"),
            models.CheckConstraint(condition=Q(receiver_status__in=ReceiverStatus.values), name="nomination_receiver"),
            models.CheckConstraint(condition=Q(category__in=Category.values), name="nomination_category"),
            models.CheckConstraint(condition=Q(level="") | Q(level__in=Level.values), name="nomination_level"),
            models.CheckConstraint(condition=Q(term="") | Q(term__in=ProgramRun.Term.values), name="nomination_term"),
            models.CheckConstraint(
                condition=Q(study_year=None) | Q(study_year__gte=1, study_year__lte=9), name="nomination_study_year"
            ),
            models.CheckConstraint(condition=~Q(sending=F("receiving")), name="nomination_two_institutions"),
            models.CheckConstraint(
                condition=Q(planned_ends_on=None)
                | Q(planned_starts_on__isnull=False, planned_ends_on__gte=F("planned_starts_on")),
                name="nomination_planned_dates",
            ),
            models.CheckConstraint(
                condition=Q(revision=0, sent_at=None) | Q(revision__gte=1, sent_at__isnull=False),
                name="nomination_sent_has_moment",
            ),
            models.CheckConstraint(
                condition=Q(sender_status="draft", revision=0)
                | Q(sender_status__in=["sent", "unlocked"], revision__gte=1)
                | Q(sender_status="cancelled"),
                name="nomination_sent_in_its_state",
            ),
            models.CheckConstraint(
                condition=Q(receiver_status="pending") | Q(revision__gte=1), name="nomination_answered_was_sent"
            ),
            models.CheckConstraint(
                condition=Q(unlock_asked_at=None, unlock_reason="")
                | Q(sender_status="sent", unlock_asked_at__isnull=False) & ~Q(unlock_reason=""),
                name="nomination_unlocking",
            ),
            models.CheckConstraint(
                condition=Q(mobility=None) | Q(receiver_status="verified"), name="nomination_stay_is_verified"
            ),
            models.UniqueConstraint(
                fields=["person", "run", "sending", "receiving"], condition=LIVING, name="nomination_once"
            ),
            models.UniqueConstraint(fields=["application"], condition=LIVING, name="nomination_one_of_application"),
        ]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="nomination_list"),
            models.Index(fields=["run", "-created_at", "-id"], name="nomination_list_by_run"),
            models.Index(fields=["sending", "-created_at", "-id"], name="nomination_list_by_sender"),
            models.Index(fields=["receiving", "-created_at", "-id"], name="nomination_list_by_host"),
        ]
