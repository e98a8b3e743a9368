"""Forms that have arrived: which have had their result already, so that a form sent twice counts once."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SentForm(models.Model):
    """One form that was sent and saved; written in the transaction of its result, so that neither stands alone."""

    key = models.CharField(_("key of the form"), max_length=64, unique=True)
    content = models.CharField(_("checksum of what was sent"), max_length=64)
    user = models.ForeignKey(
        "accounts.User", verbose_name=_("sent by"), on_delete=models.CASCADE, related_name="sent_forms"
    )
    led_to = models.CharField(_("page of the result"), max_length=500)
    sent_at = models.DateTimeField(_("sent at"), db_index=True)

    class Meta:
        verbose_name = _("sent form")
        verbose_name_plural = _("sent forms")

    def __str__(self) -> str:
        return f"sent form {self.pk}"
