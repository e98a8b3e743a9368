"""How somebody's tables are read: which column is which, remembered of a table, so that the next one with the same heads is read alike."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kanazawa_exchange.accounts.models import User


class ImportMapping(models.Model):
    """What an account has decided about tables with these heads. `decided`: as `ColumnMapping.stored` gives it; `name`: for the command."""

    owner = models.ForeignKey(User, verbose_name=_("sent by"), on_delete=models.CASCADE, related_name="import_mappings")
    kind = models.CharField(_("kind"), max_length=40)
    heads_digest = models.CharField(_("digest of the heads"), max_length=64)
    decided = models.JSONField(_("what was decided"), default=dict)
    name = models.CharField(_("name"), max_length=60, blank=True)
    used_at = models.DateTimeField(_("last used"))

    objects: ClassVar = models.Manager()

    class Meta:
        verbose_name = _("remembered columns")
        verbose_name_plural = _("remembered columns")
        constraints = [
            models.UniqueConstraint(fields=["owner", "kind", "heads_digest"], name="import_mapping_heads"),
            models.UniqueConstraint(
                fields=["owner", "kind", "name"], condition=~Q(name=""), name="import_mapping_name"
            ),
        ]

    def __str__(self) -> str:
        return self.name or f"{self.kind} {self.heads_digest[:8]}"
