"""The questionnaire: what is asked about the abilities of a rubric version, item by item."""

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kanazawa_exchange.accounts.models import Tracked, TrackedQuerySet, named
from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.viewer import Viewer

from ..moves import InstrumentStatus
from ..permissions import may_edit_rubric, may_read_rubric
from .rubrics import Ability, RubricVersion


class ItemKind(models.TextChoices):
    """How an item is answered; the values are those of `scoring.instruments.Kind`."""

    LEVEL = "level", pgettext_lazy("item", "Level of the rubric")
    SCALE = "scale", pgettext_lazy("item", "Scale")
    NUMBER = "number", pgettext_lazy("item", "Number")
    CHOICE = "choice", pgettext_lazy("item", "One option")
    CHOICES = "choices", pgettext_lazy("item", "Several options")
    TEXT = "text", pgettext_lazy("item", "Free text")


class InstrumentQuerySet(TrackedQuerySet):
    def visible_to(self, user: Viewer) -> "InstrumentQuerySet":
        """The office sees every questionnaire; whoever signs in those that are or were in use."""
        if may_edit_rubric(user):
            return self
        return self.exclude(status=InstrumentStatus.DRAFT) if may_read_rubric(user) else self.none()


class Instrument(Tracked):
    """One questionnaire on one version of the rubric. Once in use it never changes: a change is a new questionnaire."""

    rubric_version = models.ForeignKey(
        RubricVersion,
        verbose_name=_("version of the rubric"),
        on_delete=models.PROTECT,
        related_name="instruments",
    )
    code = models.SlugField(_("code"))
    name = models.CharField(_("name"), max_length=200)
    introduction = models.TextField(_("introduction"), blank=True)
    status = models.CharField(
        _("status"), max_length=12, choices=InstrumentStatus, default=InstrumentStatus.DRAFT, editable=False
    )
    before = models.ForeignKey(
        "self", verbose_name=_("copied from"), on_delete=models.PROTECT, null=True, editable=False
    )
    in_use_on = models.DateField(_("in use from"), null=True, editable=False)
    retired_on = models.DateField(_("no longer used since"), null=True, editable=False)

    objects: ClassVar = InstrumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("questionnaire")
        verbose_name_plural = _("questionnaires")
        constraints = [
            named("rubric_instrument"),
            models.UniqueConstraint(fields=["rubric_version", "code"], name="rubric_instrument_code"),
            models.CheckConstraint(condition=Q(status__in=InstrumentStatus.values), name="rubric_instrument_status"),
            models.CheckConstraint(
                condition=Q(status="draft", in_use_on=None) | ~Q(status="draft") & Q(in_use_on__isnull=False),
                name="rubric_instrument_use_has_day",
            ),
            models.CheckConstraint(
                condition=Q(status="retired", retired_on__isnull=False) | ~Q(status="retired") & Q(retired_on=None),
                name="rubric_instrument_end_has_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} on rubric version {self.rubric_version_id}"


def _of_an_instrument(related_name: str) -> models.ForeignKey:
    return models.ForeignKey(
        Instrument, verbose_name=_("questionnaire"), on_delete=models.CASCADE, related_name=related_name
    )


class AskedAbility(Tracked):
    """An ability that a questionnaire measures: under `minimum` answered items of it there is no score."""

    instrument = _of_an_instrument("asked")
    ability = models.ForeignKey(Ability, verbose_name=_("ability"), on_delete=models.PROTECT, related_name="asked_by")
    minimum = models.PositiveSmallIntegerField(_("answers needed at least"), default=1)

    class Meta:
        verbose_name = _("ability asked about")
        verbose_name_plural = _("abilities asked about")
        ordering = ("ability__order", "pk")
        constraints = [
            models.UniqueConstraint(fields=["instrument", "ability"], name="rubric_asked_ability_once"),
            models.CheckConstraint(condition=Q(minimum__gte=1), name="rubric_asked_ability_minimum"),
        ]


class Item(Tracked):
    """One question. Without an ability it is asked and shown, and scores nothing."""

    instrument = _of_an_instrument("items")
    key = models.SlugField(_("key"))
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    ability = models.ForeignKey(
        Ability, verbose_name=_("ability"), on_delete=models.PROTECT, null=True, blank=True, related_name="items"
    )
    kind = models.CharField(_("kind"), max_length=10, choices=ItemKind, default=ItemKind.LEVEL)
    prompt = models.TextField(_("question"))
    note = models.TextField(_("explanation"), blank=True)
    weight = models.DecimalField(_("weight"), max_digits=6, decimal_places=3, default=Decimal(1))
    is_reversed = models.BooleanField(_("turned upside down"), default=False)
    lowest = models.DecimalField(_("lowest"), max_digits=12, decimal_places=3, null=True, blank=True)
    highest = models.DecimalField(_("highest"), max_digits=12, decimal_places=3, null=True, blank=True)
    IN_WORDS: ClassVar = dict.fromkeys(("weight", "lowest", "highest"), formats.shortest)

    class Meta:
        verbose_name = _("item")
        verbose_name_plural = _("items")
        ordering = ("order", "pk")
        constraints = [
            models.UniqueConstraint(fields=["instrument", "key"], name="rubric_item_key"),
            named("rubric_item", field="prompt"),
            models.CheckConstraint(condition=Q(kind__in=ItemKind.values), name="rubric_item_kind"),
            models.CheckConstraint(condition=Q(weight__gt=0), name="rubric_item_weight"),
            models.CheckConstraint(
                condition=Q(kind__in=["scale", "number"], lowest__isnull=False, highest__gt=F("lowest"))
                | ~Q(kind__in=["scale", "number"]) & Q(lowest=None, highest=None),
                name="rubric_item_ends",
            ),
            models.CheckConstraint(condition=~Q(kind="text") | Q(ability=None), name="rubric_item_text_scores_nothing"),
            models.CheckConstraint(
                condition=~Q(kind="level") | Q(ability__isnull=False), name="rubric_item_level_of_what"
            ),
        ]


class Option(Tracked):
    """One option of an item that is answered by choosing; `points` in levels where the item scores."""

    instrument = _of_an_instrument("options")
    item = models.ForeignKey(Item, verbose_name=_("item"), on_delete=models.CASCADE, related_name="options")
    key = models.SlugField(_("key"))
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    text = models.CharField(pgettext_lazy("item", "option"), max_length=300)
    points = models.DecimalField(_("points"), max_digits=6, decimal_places=3, null=True, blank=True)
    IN_WORDS: ClassVar = {"points": formats.shortest}

    class Meta:
        verbose_name = pgettext_lazy("item", "option")
        verbose_name_plural = pgettext_lazy("item", "options")
        ordering = ("order", "pk")
        constraints = [
            models.UniqueConstraint(fields=["item", "key"], name="rubric_option_key"),
            named("rubric_option", field="text"),
        ]
