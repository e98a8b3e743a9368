"""What waits for the office among the agreements: those that end soon."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.totals import Total
from kanazawa_exchange.lib.viewer import Viewer
from kanazawa_exchange.today import LINES, Line, Part

from ..permissions import may_enter_office
from .agreements import AgreementLine, expiring


def parts(user: Viewer, today: date) -> Iterator[Part]:
    """Every agreement in force whose first alert has come, for whoever keeps them."""
    if may_enter_office(user):
        ending = expiring(user, today)
        yield Part(
            "agreements",
            _("Agreements that end soon"),
            f"{reverse('partners:office')}#expiring",
            Total(len(ending)),
            tuple(_line(row) for row in ending[:LINES]),
            _("No agreement ends soon."),
        )


def _line(row: AgreementLine) -> Line:
    until = formats.period(None, row.expires_on)
    return Line(row.title, reverse("partners:agreement_detail", args=[row.uid]), until)
