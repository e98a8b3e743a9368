"""Mails to the office that an agreement ends, once for each of settings.EXPIRY_ALERT_MONTHS."""

from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation

from kanazawa_exchange.accounts.models import Role, RoleGrant, User
from kanazawa_exchange.accounts.services.retries import retried
from kanazawa_exchange.lib import formats, mail
from kanazawa_exchange.lib.clock import tokyo_date
from kanazawa_exchange.lib.localized import localized
from kanazawa_exchange.lib.period import add_months

from ..models import Agreement, AgreementStatus, ExpiryAlert


def send_due(*, now: datetime, address: str) -> int:
    """Tell the office of every threshold that has been reached and not been told; returns the number of agreements told.

    Where several thresholds are due at once (a paper entered late) one letter tells of the nearest. With nobody in the
    office nothing is sent and nothing is marked. `address` is where the portal stands, for the link.
    """
    today = tokyo_date(now)
    office = _office(today)
    if not office:
        return 0
    rows = Agreement.objects.filter(status=AgreementStatus.IN_FORCE, expires_on__gte=today)
    latest = add_months(today, max(settings.EXPIRY_ALERT_MONTHS) + 1)  # generously: months are of unequal length
    ending = rows.filter(expires_on__lte=latest).order_by("expires_on", "pk")
    return sum(_send_one(agreement, office, today, now, address) for agreement in ending)


@retried
@transaction.atomic
def _send_one(agreement: Agreement, office: list[User], today: date, now: datetime, address: str) -> bool:
    """Mark what is due for one agreement; whether there was something to write about."""
    current = Agreement.objects.select_for_update(of=("self",)).get(pk=agreement.pk)
    if current.status != AgreementStatus.IN_FORCE or current.expires_on is None:
        return False
    marked = set(current.alerts.filter(expires_on=current.expires_on).values_list("months", flat=True))
    reached = {months for months in settings.EXPIRY_ALERT_MONTHS if add_months(current.expires_on, -months) <= today}
    due = reached - marked
    # a wider threshold that is reached only now says nothing new once a narrower one has been told
    narrowest = min(due, default=0)
    by_mail = narrowest if due and all(narrowest < months for months in marked) else None
    for months in sorted(due):
        ExpiryAlert.objects.create(
            agreement=current, months=months, expires_on=current.expires_on, sent_at=now, by_mail=months == by_mail
        )
    if by_mail is None:
        return False
    for user in office:
        _write_to(user, current, current.expires_on, by_mail, address)
    return True


def _write_to(user: User, agreement: Agreement, last_day: date, months: int, address: str) -> None:
    with translation.override(user.language):
        context = {
            "title": str(localized(agreement, "title")),
            "last_day": formats.long_date(last_day),
            "months": months,
            "all_months": formats.listed(sorted(settings.EXPIRY_ALERT_MONTHS, reverse=True)),
            "last_months": min(settings.EXPIRY_ALERT_MONTHS),
            "link": address + reverse("partners:agreement_detail", args=[agreement.uid]),
        }
    mail.send("agreement_expiry", context, to=user.email, lang=user.language)


def _office(today: date) -> list[User]:
    """The coordinators; where there is none, the administrators."""
    for role in (Role.COORDINATOR, Role.ADMINISTRATOR):
        people = RoleGrant.objects.on(today).filter(role=role).values("person_id")
        users = list(User.objects.filter(person_id__in=people, is_active=True).order_by("pk"))
        if users:
            return users
    return []
