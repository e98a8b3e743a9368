"""The states of a questionnaire: written as a draft, used unchanged, replaced."""

from django.db import models
from django.utils.translation import pgettext_lazy


class InstrumentStatus(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("questionnaire", "Draft")
    IN_USE = "in_use", pgettext_lazy("questionnaire", "In use")
    RETIRED = "retired", pgettext_lazy("questionnaire", "No longer used")
