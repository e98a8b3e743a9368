"""People: one row per human being, names in every script they use."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.name_words import PART

from ..permissions import is_office
from .base import Tracked, TrackedQuerySet


class Script(models.TextChoices):
    KANJI = "kanji", _("Kanji")
    KANA = "kana", _("Kana")
    LATIN = "latin", _("Latin, as in the passport")
    CYRILLIC = "cyrillic", _("Cyrillic")


class PersonQuerySet(TrackedQuerySet):
    def standing(self) -> "PersonQuerySet":
        """Without the entries that another one has absorbed: they only lead there."""
        return self.filter(merged_into=None)

    def visible_to(self, user) -> "PersonQuerySet":
        """Oneself, and everybody for portal-wide office roles; other relations are `mobility.queries.people_visible_to`."""
        if not user.is_authenticated:
            return self.none()
        if is_office(user):
            return self.standing()
        return self.filter(pk=user.person_id)


class Person(Tracked):
    """One human being. Lists are ordered by the sort columns and searched by `PersonWord`, never by the names themselves.

    There is a sort column for each screen: Japanese by reading, Russian with Cyrillic first, and every other language.
    `merged_into`: the entry that stands for this one since the two were merged; nothing else hangs on this one then.
    """

    student_number = models.CharField(_("student number"), max_length=40, blank=True)
    nationality = models.CharField(_("nationality"), max_length=2, blank=True)
    birth_date = models.DateField(_("date of birth"), null=True, blank=True)
    merged_into = models.ForeignKey(
        "self",
        verbose_name=_("merged into"),
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="absorbed",
    )
    sort_ja = models.CharField(max_length=400, editable=False, default="")
    sort_ru = models.CharField(max_length=400, editable=False, default="")
    sort_en = models.CharField(max_length=400, editable=False, default="")

    IN_WORDS: ClassVar = {"nationality": formats.country}
    objects: ClassVar = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        indexes = [
            models.Index(fields=["sort_ja", "id"], name="person_sort_ja"),
            models.Index(fields=["sort_ru", "id"], name="person_sort_ru"),
            models.Index(fields=["sort_en", "id"], name="person_sort_en"),
        ]

    def __str__(self) -> str:
        return str(self.uid)


class Written(Tracked):
    """A name in one script, exactly as the person writes it."""

    script = models.CharField(_("script"), max_length=10, choices=Script)
    family = models.CharField(_("family name"), max_length=200, blank=True)
    given = models.CharField(_("given name"), max_length=200, blank=True)
    patronymic = models.CharField(_("patronymic"), max_length=200, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.script} #{self.pk}"


def written_rightly(prefix: str) -> list[models.BaseConstraint]:
    """Of every spelling: a script there is, a name in it, and a patronymic in Cyrillic only."""
    return [
        models.CheckConstraint(condition=Q(script__in=Script.values), name=f"{prefix}_script"),
        models.CheckConstraint(condition=~Q(family="", given=""), name=f"{prefix}_not_empty"),
        models.CheckConstraint(condition=Q(patronymic="") | Q(script="cyrillic"), name=f"{prefix}_patronymic_cyrillic"),
    ]


class PersonName(Written):
    """A person's name of today in one script."""

    person = models.ForeignKey(Person, verbose_name=_("person"), on_delete=models.CASCADE, related_name="names")

    class Meta:
        verbose_name = _("name")
        verbose_name_plural = _("names")
        constraints = [
            models.UniqueConstraint(fields=["person", "script"], name="person_name_one_per_script"),
            *written_rightly("person_name"),
        ]


class FormerName(Written):
    """A name that the person no longer bears. It is found by search and told to those who ask, and printed nowhere else."""

    person = models.ForeignKey(Person, verbose_name=_("person"), on_delete=models.CASCADE, related_name="former_names")
    until = models.DateField(_("borne until"), null=True, blank=True)

    class Meta:
        verbose_name = _("former name")
        verbose_name_plural = _("former names")
        constraints = written_rightly("former_name")


class PersonWord(models.Model):
    """A key by which a person is found, written anew with every change of the names (`lib.name_words`).

    `kind`: a whole name or number is compared with that of a namesake. `printed_…`: the word stands in the name that every
    reader of that screen is shown; a number, a former name or another spelling does not.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="words")
    exact = models.CharField(max_length=120)
    near = models.CharField(max_length=120, blank=True)
    kind = models.CharField(max_length=6, default=PART)
    printed_ja = models.BooleanField(default=False)
    printed_ru = models.BooleanField(default=False)
    printed_en = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("search word")
        verbose_name_plural = _("search words")
        indexes = [
            models.Index(
                fields=["exact", "person"], opclasses=["varchar_pattern_ops", "int8_ops"], name="person_word_exact"
            ),
            models.Index(
                fields=["near", "person"], opclasses=["varchar_pattern_ops", "int8_ops"], name="person_word_near"
            ),
        ]

    def __str__(self) -> str:
        return f"word #{self.pk}"
