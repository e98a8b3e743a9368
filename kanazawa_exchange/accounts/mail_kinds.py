"""The letters of accounts: the invitation, and those of the sign-in library, whose words stand in `templates/`."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from kanazawa_exchange.lib import clock, formats
from kanazawa_exchange.lib.mails import MailKind, Variable, shipped

from .queries.specimens import newest_invitations, sample_invitation_link

INVITATION = MailKind(
    "invitation",
    _("Invitation to open an account"),
    (
        Variable("name", _("name of the person, in the script of the letter"), _("Hanako Kanazawa")),
        Variable(
            "link", _("link that opens the account, once"), sample_invitation_link, is_secret=True, is_required=True
        ),
        Variable(
            "until",
            _("until when the link works, in Japan time"),
            lambda: formats.date_and_time(clock.now() + timedelta(days=1)),
            is_personal=False,
        ),
    ),
    shipped("invitation"),
    specimens=newest_invitations,
)

SIGN_IN = MailKind("sign_in", _("Sign-in and account"))
