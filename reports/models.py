"""Counting rules: the named rules by which the portal counts."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kanazawa_exchange.accounts.models import Tracked
from mobility.models import Category, Mode


def students_only() -> list[str]:
    return [Category.STUDENT.value]


def all_modes() -> list[str]:
    return [str(mode) for mode in Mode.values]


def mext_bands() -> list[dict[str, Any]]:
    """Bands of length in months, lower end included, upper end excluded; None is open."""
    return [{"code": "under_3", "from": 0, "to": 3}, {"code": "from_3", "from": 3, "to": None}]


class CountingRule(Tracked):
    """A named, dated version of how something is counted. A rule that a figure has used is never edited.

    Basis, categories, modes and bands are those of participations; nothing else has them.
    """

    class Counts(models.TextChoices):
        PARTICIPATIONS = "participations", _("Participations")
        ACTIVITY_REPORTS = "activity_reports", _("Activity Reports")

    class Basis(models.TextChoices):
        START = "start", _("fiscal year of the start of the stay")
        ENROLMENT = "enrolment", _("fiscal year of the enrolment")

    code = models.SlugField(_("code"))
    number = models.PositiveSmallIntegerField(_("version"), default=1)
    name = models.CharField(_("name"), max_length=200)
    description = models.TextField(_("what it counts"))
    funder = models.CharField(_("funder"), max_length=200, blank=True)
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    counts = models.CharField(
        pgettext_lazy("counting rule", "counts"), max_length=20, choices=Counts, default=Counts.PARTICIPATIONS
    )
    basis = models.CharField(_("counted in the"), max_length=12, choices=Basis, default=Basis.START)
    categories = models.JSONField(_("categories counted"), default=students_only)
    modes = models.JSONField(_("modes counted"), default=all_modes)
    bands = models.JSONField(_("bands of length"), default=mext_bands)

    class Meta:
        verbose_name = _("counting rule")
        verbose_name_plural = _("counting rules")
        constraints = [
            models.UniqueConstraint(fields=["code", "number"], name="counting_rule_version"),
            models.CheckConstraint(
                condition=Q(counts__in=["participations", "activity_reports"]), name="counting_rule_counts"
            ),
            models.CheckConstraint(condition=Q(basis__in=["start", "enrolment"]), name="counting_rule_basis"),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=models.F("valid_from")), name="counting_rule_term"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} v{self.number}"
