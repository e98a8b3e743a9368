"""The addresses that Activity Reports had on an earlier site, from which readers and search engines still come."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .activity_reports import ActivityReport

MOST_IN_ADDRESS = 300


class OldAddress(models.Model):
    """One address of an earlier site, that of one report for good; a report may have had several.

    `path`: as `mobility.old_addresses.path_of` reads it: without site, language and slashes at its ends. `digest`: of what was
    read from the folder of the earlier site last, so that the same is not taken over twice.
    """

    path = models.CharField(pgettext_lazy("old address", "address"), max_length=MOST_IN_ADDRESS, unique=True)
    report = models.ForeignKey(
        ActivityReport, verbose_name=_("Activity Report"), on_delete=models.PROTECT, related_name="old_addresses"
    )
    digest = models.CharField(_("mark of what was read"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("address on an earlier site")
        verbose_name_plural = _("addresses on an earlier site")

    def __str__(self) -> str:
        return self.path
