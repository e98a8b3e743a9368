"""What people are told about another country before their data go there. Each review is a further version; none is changed."""

import uuid
from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from kanazawa_exchange.accounts.models import named
from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.period import add_months

MONTHS_CURRENT = 12
"""A sheet is reviewed each year: data leave on one that is older no more."""


class CountrySheet(models.Model):
    """How a country protects personal data, and what those who receive them there do: name, system, measures, source."""

    uid = models.UUIDField(_("public id"), default=uuid.uuid4, unique=True, editable=False)
    country = models.CharField(_("country"), max_length=2)
    number = models.PositiveIntegerField(_("version"))
    summary = models.TextField(_("how the country protects personal data"))
    measures = models.TextField(_("what the recipients do to protect them"))
    source = models.TextField(_("sources"))
    reviewed_on = models.DateField(_("reviewed on"))
    is_draft = models.BooleanField(_("draft, not yet confirmed by the legal office"), default=True)
    written_at = models.DateTimeField(_("written"))
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), on_delete=models.PROTECT, null=True, related_name="+"
    )

    IN_WORDS: ClassVar = {"country": formats.country}

    class Meta:
        verbose_name = _("country sheet")
        verbose_name_plural = _("country sheets")
        constraints = [
            models.UniqueConstraint(fields=["country", "number"], name="country_sheet_version"),
            named("country_sheet", field="summary"),
            named("country_sheet_measures", field="measures"),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def key(self) -> str:
        """RU-3: how a consent and a hand-over name the version that was shown."""
        return f"{self.country}-{self.number}"

    @property
    def current_until(self) -> date:
        return add_months(self.reviewed_on, MONTHS_CURRENT)

    def is_current(self, day: date) -> bool:
        """Reviewed within the year that ends on this day."""
        return self.reviewed_on <= day <= self.current_until
