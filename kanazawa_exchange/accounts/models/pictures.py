"""Pictures as they are shown: one for equal bytes, in the sizes and kinds that a worker made of it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Picture(models.Model):
    """What shows a picture to its readers; several stored files with the same bytes have it in common.

    `sha256`: of the stored file, by which the renditions lie on the disk. `key`: what nobody guesses, and stands in the public
    address. `renditions`: the names of the files that are there, such as `960.webp`; none before a worker has made all of them.
    """

    sha256 = models.CharField(_("checksum"), max_length=64, unique=True)
    key = models.CharField(_("key"), max_length=22, unique=True)
    width = models.PositiveIntegerField(_("width"))
    height = models.PositiveIntegerField(_("height"))
    renditions = models.JSONField(_("renditions"), default=list, blank=True)
    made_at = models.DateTimeField(_("made"), null=True)

    objects: ClassVar = models.Manager()

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        constraints = [
            models.CheckConstraint(condition=Q(width__gt=0, height__gt=0), name="picture_has_a_size"),
        ]

    def __str__(self) -> str:
        return f"picture {self.sha256[:16]}"
