"""Forms that have arrived: which have had their result already, and what was typed in those that could not be saved."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class SentForm(models.Model):
    """One form that was sent and saved; written in the transaction of its result, so that neither stands alone."""

    key = models.CharField(_("key of the form"), max_length=64, unique=True)
    content = models.CharField(_("checksum of what was sent"), max_length=64)
    user = models.ForeignKey(
        "accounts.User", verbose_name=_("sent by"), on_delete=models.CASCADE, related_name="sent_forms"
    )
    led_to = models.CharField(_("page of the result"), max_length=2000)
    made = models.JSONField(
        _("records of the result"),
        default=list,
        blank=True,
        help_text=_("Kind, number and version of each, as it was saved."),
    )
    sent_at = models.DateTimeField(_("sent at"), db_index=True)

    class Meta:
        verbose_name = _("sent form")
        verbose_name_plural = _("sent forms")

    def __str__(self) -> str:
        return f"sent form {self.pk}"


class KeptForm(models.Model):
    """What one account typed in a form that could not be saved; sealed, and gone after a day."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(
        "accounts.User", verbose_name=_("sent by"), on_delete=models.CASCADE, related_name="kept_forms"
    )
    sealed = models.TextField(_("what was typed, encrypted"))
    is_signed_out = models.BooleanField(
        _("kept while nobody had signed in"),
        default=False,
        help_text=_("It is for the account of its form, but anybody who has a copy of the form may have sent it."),
    )
    kept_at = models.DateTimeField(_("kept at"), db_index=True)

    class Meta:
        verbose_name = _("kept form")
        verbose_name_plural = _("kept forms")

    def __str__(self) -> str:
        return f"kept form {self.uid}"
