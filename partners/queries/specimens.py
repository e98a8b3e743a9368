"""What a letter about an agreement says of it, and the agreements with which the office looks at its text before saving it."""

from collections.abc import Sequence
from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils.translation import npgettext

from kanazawa_exchange.lib import clock, formats
from kanazawa_exchange.lib.localized import localized
from kanazawa_exchange.lib.mails import Specimen, Values
from kanazawa_exchange.lib.viewer import Viewer

from ..models import Agreement, AgreementStatus

SHOWN = 20


def told_of(agreement: Agreement, last_day: date, months: int, address: str) -> Values:
    """The variables of the letter."""
    return {
        "title": lambda: str(localized(agreement, "title")),
        "last_day": lambda: formats.long_date(last_day),
        "months": lambda: months_left(months),
        "all_months": all_months,
        "link": lambda: address + reverse("partners:agreement_detail", args=[agreement.uid]),
    }


def months_left(number: int) -> str:
    return npgettext("time left", "%(number)s month", "%(number)s months", number) % {"number": number}


def all_months() -> str:
    """12, 6 and 3 months."""
    every = sorted(settings.EXPIRY_ALERT_MONTHS, reverse=True)
    words = npgettext("so long before", "%(numbers)s month", "%(numbers)s months", every[-1])
    return words % {"numbers": formats.listed(every)}


def sample_link() -> str:
    return f"{settings.PORTAL_URL}/…/"


def ending_agreements(viewer: Viewer) -> Sequence[Specimen]:
    """The agreements in force that end next."""
    rows = Agreement.objects.visible_to(viewer).filter(status=AgreementStatus.IN_FORCE, expires_on__gte=clock.today())
    months = max(settings.EXPIRY_ALERT_MONTHS)
    return [
        Specimen(
            str(row.uid),
            str(localized(row, "title")),
            told_of(row, row.expires_on or clock.today(), months, settings.PORTAL_URL),
        )
        for row in rows.order_by("expires_on", "pk")[:SHOWN]
    ]
