"""The states of a wave of a survey: planned, open for answers, closed, scored, locked for good."""

from django.db import models
from django.utils.translation import pgettext_lazy


class WaveStatus(models.TextChoices):
    PLANNED = "planned", pgettext_lazy("wave", "Planned")
    OPEN = "open", pgettext_lazy("wave", "Open")
    CLOSED = "closed", pgettext_lazy("wave", "Closed")
    SCORED = "scored", pgettext_lazy("wave", "Scored")
    LOCKED = "locked", pgettext_lazy("wave", "Locked")
