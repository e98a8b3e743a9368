"""One person's application (応募) to one call: what was stated, which destinations, in which state, and what was decided."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kanazawa_exchange.accounts.models import Person, StoredFile, Tracked, TrackedQuerySet
from kanazawa_exchange.lib.viewer import Viewer
from partners.models import Institution, OrgUnit
from programs.models import Call, CallPlace, Level, Question, RequiredDocument

from ..application_states import ENDED_EARLY, RELEASED, UNDECIDED, ApplicationStatus, Decision
from ..permissions import application_scope


class ApplicationQuerySet(TrackedQuerySet):
    def visible_to(self, user: Viewer) -> "ApplicationQuerySet":
        """The applications this user may read: the own ones; the office all; a coordinator those to the own programmes."""
        scope = application_scope(user)
        return self if scope is None else self.filter(scope)


class Application(Tracked):
    """What one person applies for in one call. Person and call never change; there is one for each pair.

    What is typed while the applicant may write is saved as it comes (`revision`, `saved_at`), without a line of history;
    each move keeps the record as it stood then. `remarks` holds the office's sentences at questions, by their boxes.
    """

    # the unique key begins with the call: an index of its own would only be written in vain
    call = models.ForeignKey(
        Call,
        verbose_name=pgettext_lazy("applications", "call"),
        on_delete=models.PROTECT,
        related_name="applications",
        db_index=False,
    )
    person = models.ForeignKey(Person, verbose_name=_("person"), on_delete=models.PROTECT, related_name="applications")
    status = models.CharField(
        _("status"), max_length=10, choices=ApplicationStatus, default=ApplicationStatus.DRAFT, editable=False
    )
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    level = models.CharField(_("level"), max_length=12, choices=Level, blank=True)
    institution = models.ForeignKey(
        Institution,
        verbose_name=pgettext_lazy("application", "home institution"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="applications",
    )
    unit = models.ForeignKey(
        OrgUnit, verbose_name=_("unit"), on_delete=models.PROTECT, null=True, blank=True, related_name="applications"
    )
    grade_index = models.DecimalField(
        pgettext_lazy("application", "grade index"), max_digits=3, decimal_places=2, null=True, blank=True
    )
    certificate = models.CharField(pgettext_lazy("application", "language certificate"), max_length=40, blank=True)
    certificate_score = models.DecimalField(
        pgettext_lazy("application", "score"), max_digits=5, decimal_places=1, null=True, blank=True
    )
    submitted_at = models.DateTimeField(pgettext_lazy("application", "submitted at"), null=True, editable=False)
    is_late = models.BooleanField(pgettext_lazy("application", "accepted late"), default=False, editable=False)
    return_until = models.DateTimeField(_("to be corrected before"), null=True, editable=False)
    remarks = models.JSONField(_("remarks at the questions"), default=dict, editable=False)
    decision = models.CharField(
        pgettext_lazy("application", "decision"), max_length=8, choices=Decision, blank=True, editable=False
    )
    place = models.ForeignKey(
        CallPlace,
        verbose_name=pgettext_lazy("application", "place"),
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="decided_applications",
    )
    waitlist_rank = models.PositiveSmallIntegerField(_("rank on the waitlist"), null=True, editable=False)
    released_at = models.DateTimeField(_("told at"), null=True, editable=False)
    offer_until = models.DateTimeField(_("to be answered before"), null=True, editable=False)
    has_refused = models.BooleanField(pgettext_lazy("application", "place refused"), default=False, editable=False)
    revision = models.PositiveIntegerField(_("saved so many times"), default=0, editable=False)
    saved_at = models.DateTimeField(_("last saved"), null=True, editable=False)

    objects: ClassVar = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("applications", "application")
        verbose_name_plural = pgettext_lazy("applications", "applications")
        indexes = [models.Index(fields=["call", "status"], name="application_by_status")]
        constraints = [
            models.UniqueConstraint(fields=["call", "person"], name="application_once"),
            models.CheckConstraint(condition=Q(status__in=ApplicationStatus.values), name="application_status"),
            models.CheckConstraint(condition=Q(level="") | Q(level__in=Level.values), name="application_level"),
            models.CheckConstraint(
                condition=Q(grade_index=None) | Q(grade_index__gte=0, grade_index__lte=3),
                name="application_grade_index",
            ),
            models.CheckConstraint(
                condition=Q(certificate_score=None) | ~Q(certificate="") & Q(certificate_score__gte=0),
                name="application_score_of_a_certificate",
            ),
            models.CheckConstraint(
                condition=Q(decision="") | Q(decision__in=Decision.values), name="application_decision"
            ),
            models.CheckConstraint(
                condition=Q(status="draft", submitted_at=None)
                | ~Q(status="draft") & Q(submitted_at__isnull=False)
                | Q(status__in=ENDED_EARLY),
                name="application_submitted_has_moment",
            ),
            models.CheckConstraint(
                condition=Q(is_late=False) | Q(submitted_at__isnull=False), name="application_late_was_submitted"
            ),
            # what was sent says whose student applies; the form asks for it
            models.CheckConstraint(
                condition=Q(submitted_at=None) | ~Q(level="") & Q(institution__isnull=False),
                name="application_submitted_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(has_refused=False) | Q(status="lapsed"), name="application_refused_is_closed"
            ),
            models.CheckConstraint(
                condition=Q(status="returned", return_until__isnull=False)
                | ~Q(status="returned") & Q(return_until=None),
                name="application_returned_has_deadline",
            ),
            models.CheckConstraint(
                condition=Q(status__in=UNDECIDED, decision="")
                | Q(status="decided") & ~Q(decision="")
                | Q(status__in=["offered", "confirmed", "lapsed"], decision="offer")
                | Q(status="waitlisted", decision="waitlist")
                | Q(status="declined", decision="decline")
                | Q(status__in=ENDED_EARLY),
                name="application_decided_in_its_state",
            ),
            models.CheckConstraint(
                condition=Q(decision="offer", place__isnull=False)
                | Q(decision="waitlist")
                | Q(decision__in=["", "decline"], place=None),
                name="application_place_of_an_offer",
            ),
            models.CheckConstraint(
                condition=Q(decision="waitlist", waitlist_rank__isnull=False, waitlist_rank__gte=1)
                | ~Q(decision="waitlist") & Q(waitlist_rank=None),
                name="application_rank_of_a_waitlist",
            ),
            models.CheckConstraint(
                condition=Q(status__in=RELEASED, released_at__isnull=False)
                | ~Q(status__in=RELEASED) & Q(released_at=None)
                | Q(status__in=ENDED_EARLY),
                name="application_released_has_moment",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["offered", "confirmed", "lapsed"], offer_until__isnull=False)
                | ~Q(status__in=["offered", "confirmed", "lapsed"]) & Q(offer_until=None)
                | Q(status__in=ENDED_EARLY),
                name="application_offer_has_deadline",
            ),
        ]


class Choice(models.Model):
    """A destination that an applicant wishes for, by rank: 1 is the first wish."""

    application = models.ForeignKey(
        Application,
        verbose_name=pgettext_lazy("applications", "application"),
        on_delete=models.CASCADE,
        related_name="choices",
        db_index=False,
    )
    place = models.ForeignKey(
        CallPlace,
        verbose_name=pgettext_lazy("call", "destination"),
        on_delete=models.PROTECT,
        related_name="choices",
    )
    order = models.PositiveSmallIntegerField(_("rank of the wish"))

    class Meta:
        verbose_name = pgettext_lazy("application", "wished destination")
        verbose_name_plural = pgettext_lazy("application", "wished destinations")
        ordering = ("order",)
        constraints = [
            models.UniqueConstraint(fields=["application", "place"], name="choice_place_once"),
            models.UniqueConstraint(fields=["application", "order"], name="choice_order_once"),
            models.CheckConstraint(condition=Q(order__gte=1), name="choice_order"),
        ]

    def __str__(self) -> str:
        return f"choice {self.order} of application {self.application_id}"


class Answer(models.Model):
    """What an applicant answered to one question: its text (a number, a day in ISO, the uid of an option) or its file."""

    application = models.ForeignKey(
        Application,
        verbose_name=pgettext_lazy("applications", "application"),
        on_delete=models.CASCADE,
        related_name="answers",
        db_index=False,
    )
    question = models.ForeignKey(
        Question, verbose_name=pgettext_lazy("call", "question"), on_delete=models.PROTECT, related_name="answers"
    )
    text = models.TextField(pgettext_lazy("application", "answer"), blank=True)
    file = models.ForeignKey(
        StoredFile, verbose_name=_("file"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = pgettext_lazy("application", "answer")
        verbose_name_plural = pgettext_lazy("application", "answers")
        constraints = [
            models.UniqueConstraint(fields=["application", "question"], name="application_answer_once"),
            models.CheckConstraint(condition=Q(file=None) | Q(text=""), name="application_answer_text_or_file"),
        ]

    def __str__(self) -> str:
        return f"answer {self.question_id} of application {self.application_id}"


class ApplicationDocument(models.Model):
    """A file that an applicant hands in for one of the documents of the call."""

    application = models.ForeignKey(
        Application,
        verbose_name=pgettext_lazy("applications", "application"),
        on_delete=models.CASCADE,
        related_name="documents",
        db_index=False,
    )
    document = models.ForeignKey(
        RequiredDocument, verbose_name=_("required document"), on_delete=models.PROTECT, related_name="handed_in"
    )
    file = models.ForeignKey(StoredFile, verbose_name=_("file"), on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = pgettext_lazy("application", "document")
        verbose_name_plural = pgettext_lazy("application", "documents")
        constraints = [models.UniqueConstraint(fields=["application", "document"], name="application_document_once")]

    def __str__(self) -> str:
        return f"document {self.document_id} of application {self.application_id}"
