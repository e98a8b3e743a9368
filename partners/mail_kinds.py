"""The letters of partners: the office is told in time that an agreement ends."""

from django.utils.translation import gettext_lazy as _

from kanazawa_exchange.lib import clock, formats
from kanazawa_exchange.lib.mails import MailKind, Variable, shipped

from .queries.specimens import all_months, ending_agreements, months_left, sample_link

AGREEMENT_EXPIRY = MailKind(
    "agreement_expiry",
    _("An agreement ends soon"),
    (
        Variable("title", _("title of the agreement"), _("Student exchange")),
        Variable(
            "last_day", _("last day of the agreement"), lambda: formats.long_date(clock.today()), is_personal=False
        ),
        Variable("months", _("the months until then, in words"), lambda: months_left(6), is_personal=False),
        Variable("all_months", _("how many months before the end such letters come"), all_months, is_personal=False),
        Variable("link", _("page of the agreement"), sample_link, is_personal=False, is_required=True),
    ),
    shipped("agreement_expiry"),
    specimens=ending_agreements,
    follows_account=True,
)
