"""Contacts that answer questions: whom to ask, where, and at what hours."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kanazawa_exchange.accounts.models import Tracked, TrackedQuerySet, named
from kanazawa_exchange.lib import formats

from .institutions import Institution


class Contact(Tracked):
    """A part of an institution that answers questions about the exchange; its hours are those of the institution's city."""

    institution = models.ForeignKey(
        Institution, verbose_name=_("institution"), on_delete=models.PROTECT, related_name="contacts"
    )
    name = models.CharField(_("name"), max_length=200)
    person = models.CharField(_("person in charge"), max_length=200, blank=True)
    room = models.CharField(_("room"), max_length=300, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    weekdays = models.CharField(_("weekdays"), max_length=7, blank=True)  # 1 is Monday, as in ISO 8601
    opens_at = models.TimeField(_("opens at"), null=True, blank=True)
    closes_at = models.TimeField(_("closes at"), null=True, blank=True)
    closures = models.CharField(_("holidays"), max_length=300, blank=True)
    is_shown = models.BooleanField(_("shown to the public"), default=True)

    IN_WORDS: ClassVar = {"weekdays": formats.weekdays_of}
    objects: ClassVar = TrackedQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        constraints = [
            named("contact"),
            models.CheckConstraint(
                condition=Q(opens_at=None, closes_at=None, weekdays="")
                | Q(opens_at__lt=F("closes_at")) & ~Q(weekdays=""),
                name="contact_hours",
            ),
        ]

    def __str__(self) -> str:
        return f"contact {self.pk}"
