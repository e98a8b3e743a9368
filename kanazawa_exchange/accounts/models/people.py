"""People: one row per human being, names in every script they use."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from ..permissions import is_office
from .base import Tracked, TrackedQuerySet


class Script(models.TextChoices):
    KANJI = "kanji", _("Kanji")
    KANA = "kana", _("Kana")
    LATIN = "latin", _("Latin, as in the passport")
    CYRILLIC = "cyrillic", _("Cyrillic")


class PersonQuerySet(TrackedQuerySet):
    def visible_to(self, user) -> "PersonQuerySet":
        """Oneself, and everybody for portal-wide office roles; other relations are `mobility.queries.people_visible_to`."""
        if not user.is_authenticated:
            return self.none()
        if is_office(user):
            return self
        return self.filter(pk=user.person_id)


class Person(Tracked):
    """One human being. Search and order go by the key columns, never by the names themselves."""

    student_number = models.CharField(_("student number"), max_length=40, blank=True)
    nationality = models.CharField(_("nationality"), max_length=2, blank=True)
    birth_date = models.DateField(_("date of birth"), null=True, blank=True)
    search_key = models.TextField(editable=False, default="")
    loose_key = models.TextField(editable=False, default="")
    sort_key = models.CharField(max_length=400, editable=False, default="")

    objects: ClassVar = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        indexes = [models.Index(fields=["sort_key", "id"], name="person_sort")]

    def __str__(self) -> str:
        return str(self.uid)


class PersonName(Tracked):
    """A person's name in one script, exactly as the person writes it."""

    person = models.ForeignKey(Person, verbose_name=_("person"), on_delete=models.CASCADE, related_name="names")
    script = models.CharField(_("script"), max_length=10, choices=Script)
    family = models.CharField(_("family name"), max_length=200, blank=True)
    given = models.CharField(_("given name"), max_length=200, blank=True)
    patronymic = models.CharField(_("patronymic"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("name")
        verbose_name_plural = _("names")
        constraints = [
            models.UniqueConstraint(fields=["person", "script"], name="person_name_one_per_script"),
            models.CheckConstraint(condition=models.Q(script__in=Script.values), name="person_name_script"),
            models.CheckConstraint(condition=~models.Q(family="", given=""), name="person_name_not_empty"),
            models.CheckConstraint(
                condition=models.Q(patronymic="") | models.Q(script="cyrillic"), name="person_name_patronymic_cyrillic"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.script} #{self.pk}"
