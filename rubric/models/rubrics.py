"""The rubric: versions of abilities, levels and their descriptors, and how a version follows the one before it."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kanazawa_exchange.accounts.models import PublicQuerySet, Tracked, TrackedQuerySet, named
from kanazawa_exchange.lib.viewer import Viewer

from ..moves import RubricStatus
from ..permissions import may_edit_rubric, may_read_rubric


class Rubric(Tracked):
    """What a programme promises its graduates, in versions."""

    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("name"), max_length=200)

    objects: ClassVar = PublicQuerySet.as_manager()

    class Meta:
        verbose_name = _("rubric")
        verbose_name_plural = _("rubrics")
        constraints = [named("rubric")]

    def __str__(self) -> str:
        return self.code


class RubricVersionQuerySet(TrackedQuerySet):
    def visible_to(self, user: Viewer) -> "RubricVersionQuerySet":
        """The office sees every version; whoever signs in those that are or were in use."""
        if may_edit_rubric(user):
            return self
        return self.exclude(status=RubricStatus.DRAFT) if may_read_rubric(user) else self.none()


class RubricVersion(Tracked):
    """One version of a rubric. Once in use its texts never change: a change is a new version."""

    rubric = models.ForeignKey(Rubric, verbose_name=_("rubric"), on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    status = models.CharField(
        _("status"), max_length=12, choices=RubricStatus, default=RubricStatus.DRAFT, editable=False
    )
    before = models.ForeignKey(
        "self", verbose_name=_("version before"), on_delete=models.PROTECT, null=True, editable=False
    )
    in_use_on = models.DateField(_("in use from"), null=True, editable=False)
    retired_on = models.DateField(_("replaced on"), null=True, editable=False)
    confirmed_on = models.DateField(_("texts confirmed on"), null=True, editable=False)

    objects: ClassVar = RubricVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of the rubric")
        verbose_name_plural = _("versions of the rubric")
        constraints = [
            models.UniqueConstraint(fields=["rubric", "number"], name="rubric_version_number"),
            models.UniqueConstraint(fields=["rubric"], condition=Q(status="draft"), name="rubric_version_one_draft"),
            models.UniqueConstraint(fields=["rubric"], condition=Q(status="in_use"), name="rubric_version_one_in_use"),
            models.CheckConstraint(condition=Q(status__in=RubricStatus.values), name="rubric_version_status"),
            models.CheckConstraint(
                condition=Q(status="draft", in_use_on=None) | ~Q(status="draft") & Q(in_use_on__isnull=False),
                name="rubric_version_use_has_day",
            ),
            models.CheckConstraint(
                condition=Q(status="retired", retired_on__isnull=False) | ~Q(status="retired") & Q(retired_on=None),
                name="rubric_version_end_has_day",
            ),
            models.CheckConstraint(
                condition=Q(retired_on=None) | Q(retired_on__gte=F("in_use_on")), name="rubric_version_term"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_on=None) | ~Q(status="draft"), name="rubric_version_draft_unconfirmed"
            ),
        ]

    def __str__(self) -> str:
        return f"rubric {self.rubric_id} v{self.number}"

    @property
    def is_confirmed(self) -> bool:
        """Whether the programme has said that these are its texts; until then they are drafts, also in use."""
        return self.confirmed_on is not None


def _of_a_version(related_name: str) -> models.ForeignKey:
    return models.ForeignKey(
        RubricVersion, verbose_name=_("version of the rubric"), on_delete=models.CASCADE, related_name=related_name
    )


class Ability(Tracked):
    """One ability of a version; `before` is what it was in the version before, empty where it is new."""

    rubric_version = _of_a_version("abilities")
    code = models.SlugField(_("code"))
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    name = models.CharField(_("name"), max_length=200)
    definition = models.TextField(_("definition"), blank=True)
    before = models.ForeignKey(
        "self", verbose_name=_("ability of the version before"), on_delete=models.PROTECT, null=True, blank=True
    )

    class Meta:
        verbose_name = _("ability")
        verbose_name_plural = _("abilities")
        ordering = ("order", "pk")
        constraints = [
            models.UniqueConstraint(fields=["rubric_version", "code"], name="rubric_ability_code"),
            models.UniqueConstraint(fields=["rubric_version", "before"], name="rubric_ability_before_once"),
            named("rubric_ability"),
        ]


class Level(Tracked):
    """One level of a version, counted from 0."""

    rubric_version = _of_a_version("levels")
    number = models.PositiveSmallIntegerField(pgettext_lazy("rubric", "level"))
    caption = models.CharField(_("caption"), max_length=100)

    class Meta:
        verbose_name = pgettext_lazy("rubric", "level")
        verbose_name_plural = pgettext_lazy("rubric", "levels")
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(fields=["rubric_version", "number"], name="rubric_level_number"),
            named("rubric_level", field="caption"),
        ]


class Descriptor(Tracked):
    """How an ability looks at a level."""

    rubric_version = _of_a_version("descriptors")
    ability = models.ForeignKey(
        Ability, verbose_name=_("ability"), on_delete=models.CASCADE, related_name="descriptors"
    )
    level = models.ForeignKey(
        Level, verbose_name=pgettext_lazy("rubric", "level"), on_delete=models.CASCADE, related_name="descriptors"
    )
    text = models.TextField(pgettext_lazy("rubric", "text"), blank=True)

    class Meta:
        verbose_name = pgettext_lazy("rubric", "descriptor")
        verbose_name_plural = pgettext_lazy("rubric", "descriptors")
        constraints = [models.UniqueConstraint(fields=["ability", "level"], name="rubric_descriptor_once")]


class CarriedLevel(Tracked):
    """What a level of the version before reads as in this one, for one ability. What is not named has no counterpart."""

    rubric_version = _of_a_version("carried_levels")
    ability = models.ForeignKey(
        Ability, verbose_name=_("ability"), on_delete=models.CASCADE, related_name="carried_levels"
    )
    before = models.ForeignKey(
        Level, verbose_name=_("level of the version before"), on_delete=models.PROTECT, related_name="carried_to"
    )
    level = models.ForeignKey(
        Level, verbose_name=pgettext_lazy("rubric", "level"), on_delete=models.CASCADE, related_name="carried_from"
    )

    class Meta:
        verbose_name = _("level carried over")
        verbose_name_plural = _("levels carried over")
        constraints = [models.UniqueConstraint(fields=["ability", "before"], name="rubric_carried_level_once")]
