"""What each role lets one do, in one sentence for the screen."""

from django.utils.translation import gettext_lazy as _

from .models import Role

ROLE_SENTENCES = {
    Role.ADMINISTRATOR: _("Gives and ends roles, closes accounts, and may do everything the office does."),
    Role.COORDINATOR: _(
        "Works in the office: registers and changes all records, invites people, keeps partners, programmes and plans."
    ),
    Role.REVIEWER: _("Reads the applications assigned to them and gives points."),
    Role.MODERATOR: _("Checks activity reports before they are published."),
    Role.TRANSLATOR: _("Translates what others wrote into the other two languages."),
}
