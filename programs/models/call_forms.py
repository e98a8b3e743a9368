"""What an applicant fills in for a call: the questions that the office writes itself, and the documents it wants."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kanazawa_exchange.accounts.models import Tracked, named
from kanazawa_exchange.lib import formats

from .calls import Call


class RequiredDocument(Tracked):
    """A document that comes with an application."""

    class Policy(models.TextChoices):
        """Which files are taken; the names are those of the policies of stored files."""

        DOCUMENT = "document", pgettext_lazy("file", "Document")
        PHOTO = "photo", pgettext_lazy("file", "Photo")

    call = models.ForeignKey(
        Call,
        verbose_name=pgettext_lazy("applications", "call"),
        on_delete=models.CASCADE,
        related_name="documents",
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    name = models.CharField(_("name"), max_length=200)
    help = models.TextField(pgettext_lazy("call", "explanation"), blank=True)
    is_required = models.BooleanField(_("required"), default=True)
    policy = models.CharField(
        pgettext_lazy("file", "kind of file"), max_length=10, choices=Policy, default=Policy.DOCUMENT
    )

    class Meta:
        verbose_name = _("required document")
        verbose_name_plural = _("required documents")
        ordering = ("order", "pk")
        constraints = [
            named("required_document"),
            models.CheckConstraint(condition=Q(policy__in=["document", "photo"]), name="required_document_policy"),
        ]


class QuestionKind(models.TextChoices):
    SHORT_TEXT = "short_text", pgettext_lazy("question", "Short text")
    LONG_TEXT = "long_text", pgettext_lazy("question", "Long text")
    CHOICE = "choice", pgettext_lazy("question", "One option")
    NUMBER = "number", pgettext_lazy("question", "Number")
    DATE = "date", pgettext_lazy("question", "Date")
    FILE = "file", pgettext_lazy("question", "File")


class Question(Tracked):
    """A question of a call. Only texts have a `max_length`, in characters; only numbers have ends, both included."""

    call = models.ForeignKey(
        Call,
        verbose_name=pgettext_lazy("applications", "call"),
        on_delete=models.CASCADE,
        related_name="questions",
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    kind = models.CharField(
        pgettext_lazy("question", "kind"), max_length=12, choices=QuestionKind, default=QuestionKind.SHORT_TEXT
    )
    text = models.CharField(_("question"), max_length=500)
    help = models.TextField(pgettext_lazy("call", "explanation"), blank=True)
    is_required = models.BooleanField(_("required"), default=True)
    max_length = models.PositiveSmallIntegerField(_("characters at most"), null=True, blank=True)
    minimum = models.DecimalField(_("lowest"), max_digits=12, decimal_places=3, null=True, blank=True)
    maximum = models.DecimalField(_("highest"), max_digits=12, decimal_places=3, null=True, blank=True)
    IN_WORDS: ClassVar = dict.fromkeys(("minimum", "maximum"), formats.shortest)

    class Meta:
        verbose_name = pgettext_lazy("call", "question")
        verbose_name_plural = pgettext_lazy("call", "questions")
        ordering = ("order", "pk")
        constraints = [
            named("question", field="text"),
            models.CheckConstraint(condition=Q(kind__in=QuestionKind.values), name="question_kind"),
            models.CheckConstraint(
                condition=Q(max_length=None) | Q(kind__in=["short_text", "long_text"], max_length__gte=1),
                name="question_length",
            ),
            models.CheckConstraint(
                condition=Q(minimum=None, maximum=None) | Q(kind="number"), name="question_ends_of_numbers"
            ),
            models.CheckConstraint(
                condition=Q(minimum=None) | Q(maximum=None) | Q(maximum__gte=F("minimum")), name="question_ends"
            ),
        ]


class QuestionOption(Tracked):
    """One option of a question that is answered by choosing; its uid is what an answer keeps."""

    question = models.ForeignKey(
        Question, verbose_name=pgettext_lazy("call", "question"), on_delete=models.CASCADE, related_name="options"
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    text = models.CharField(pgettext_lazy("item", "option"), max_length=300)

    class Meta:
        verbose_name = pgettext_lazy("item", "option")
        verbose_name_plural = pgettext_lazy("item", "options")
        ordering = ("order", "pk")
        constraints = [named("question_option", field="text")]
