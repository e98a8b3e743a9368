"""Two entries of one human being made one, with what stood where before, so that it can be undone."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kanazawa_exchange.lib.viewer import Viewer

from ..permissions import is_office
from .base import Tracked, TrackedQuerySet
from .people import Person

MERGED, UNMERGED = "merged", "unmerged"
"""Why a row belongs to another entry from one line of its history on."""


class PersonMergeQuerySet(TrackedQuerySet):
    def visible_to(self, user: Viewer) -> "PersonMergeQuerySet":
        """Only the office merges people."""
        return self if is_office(user) else self.none()

    def standing(self) -> "PersonMergeQuerySet":
        return self.filter(undone_at=None)


class PersonMerge(Tracked):
    """One entry of a person was absorbed by another one of the same person.

    `before` tells of the rows that came to the kept entry which version they have since, of the names that were entered
    there which they are, and of its facts what they were.
    """

    kept = models.ForeignKey(Person, verbose_name=_("kept entry"), on_delete=models.PROTECT, related_name="merges")
    absorbed = models.ForeignKey(
        Person, verbose_name=_("absorbed entry"), on_delete=models.PROTECT, related_name="absorptions"
    )
    merged_at = models.DateTimeField(_("merged"))
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)
    before = models.JSONField(_("what stood where before"), editable=False)

    objects: ClassVar = PersonMergeQuerySet.as_manager()

    class Meta:
        verbose_name = _("merge of two people")
        verbose_name_plural = _("merges of people")
        constraints = [
            models.CheckConstraint(condition=~Q(kept=F("absorbed")), name="person_merge_two"),
            models.UniqueConstraint(
                fields=["absorbed"], condition=Q(undone_at=None), name="person_merge_standing_once"
            ),
        ]


class ToldApart(models.Model):
    """Somebody has compared two entries and said that they are two people: they are proposed no more. The older one is first."""

    one = models.ForeignKey(Person, verbose_name=_("one entry"), on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Person, verbose_name=_("other entry"), on_delete=models.CASCADE, related_name="+")
    told_at = models.DateTimeField(_("told apart"))
    told_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("two people of similar entries")
        verbose_name_plural = _("people of similar entries")
        constraints = [
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="told_apart_in_order"),
            models.UniqueConstraint(fields=["one", "other"], name="told_apart_once"),
        ]

    def __str__(self) -> str:
        return f"people {self.one_id} and {self.other_id}"
