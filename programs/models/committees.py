"""Committees of a project and who sits in them, for which term."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kanazawa_exchange.accounts.models import (
    Person,
    PersonalTerm,
    PublicQuerySet,
    Tracked,
    named,
    term_ends_after_start,
)

from .programs import FundingProject


class Committee(Tracked):
    """A committee of a project; an external one sees aggregates only."""

    class Kind(models.TextChoices):
        STEERING = "steering", _("Steering committee")
        SUB = "sub", _("Sub-committee")
        QUALITY = "quality", _("Quality assurance sub-committee")
        EXTERNAL = "external", _("External Evaluation Committee")

    project = models.ForeignKey(
        FundingProject, verbose_name=_("project"), on_delete=models.PROTECT, related_name="committees"
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    slug = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("name"), max_length=200)
    description = models.TextField(_("tasks"), blank=True)

    objects: ClassVar = PublicQuerySet.as_manager()

    class Meta:
        verbose_name = _("committee")
        verbose_name_plural = _("committees")
        constraints = [
            named("committee"),
            models.CheckConstraint(
                condition=Q(kind__in=["steering", "sub", "quality", "external"]), name="committee_kind"
            ),
        ]

    def __str__(self) -> str:
        return self.slug


class Seat(PersonalTerm):
    """One person's seat in a committee, for a term."""

    committee = models.ForeignKey(
        Committee, verbose_name=_("committee"), on_delete=models.PROTECT, related_name="seats"
    )
    person = models.ForeignKey(Person, verbose_name=_("person"), on_delete=models.PROTECT, related_name="seats")
    is_chair = models.BooleanField(_("chair"), default=False)

    class Meta:
        verbose_name = _("seat")
        verbose_name_plural = _("seats")
        constraints = [term_ends_after_start("seat")]
