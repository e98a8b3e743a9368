"""A record that was registered in the place of a voided one."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kanazawa_exchange.accounts.models import Tracked

from .mobilities import Mobility


class Replacement(Tracked):
    """The old record had a wrong institution, which never changes; the new one tells the same stay with the right one."""

    old = models.OneToOneField(
        Mobility, verbose_name=_("voided record"), on_delete=models.PROTECT, related_name="replaced_by"
    )
    new = models.OneToOneField(
        Mobility, verbose_name=_("new record"), on_delete=models.PROTECT, related_name="replaces"
    )

    class Meta:
        verbose_name = _("replacement of a record")
        verbose_name_plural = _("replacements of records")
        constraints = [models.CheckConstraint(condition=~Q(old=F("new")), name="replacement_two")]
