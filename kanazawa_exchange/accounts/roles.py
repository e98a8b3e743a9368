"""The portal-wide roles, and what each of them lets one do."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    ADMINISTRATOR = "administrator", _("Administrator")
    COORDINATOR = "coordinator", _("Coordinator")
    REVIEWER = "reviewer", _("Reviewer")
    MODERATOR = "moderator", _("Moderator")
    TRANSLATOR = "translator", _("Translator")

    @property
    def sentence(self) -> str:
        """What the role lets one do, for the screen."""
        return str(_SENTENCES[self])


_SENTENCES = {
    Role.ADMINISTRATOR: _("Gives and ends roles, closes accounts, and may do everything the office does."),
    Role.COORDINATOR: _(
        "Works in the office: registers and changes all records, invites people, keeps partners, programmes and plans."
    ),
    Role.REVIEWER: _("Reads the applications assigned to them and gives points."),
    Role.MODERATOR: _("Checks activity reports before they are published."),
    Role.TRANSLATOR: _("Translates what others wrote into the other two languages."),
}
