"""Mails to the office that an agreement ends, once for each of settings.EXPIRY_ALERT_MONTHS.

The letters go first, then the threshold is marked as told: what no mail server took stays due, and comes with the next
round. It is told when somebody of the office was; an address that the server refuses does not bring the others the same
letter every hour.
"""

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
    return sum(_tell(agreement, office, today, now, address) for agreement in ending)


def _tell(agreement: Agreement, office: list[User], today: date, now: datetime, address: str) -> bool:
    """What is due for one agreement: the letters, and then the marks. Whether the office was told."""
    last_day = agreement.expires_on or today
    due, by_mail = _due(agreement, last_day, today)
    if by_mail is not None and sum(_write_to(user, agreement, last_day, by_mail, address) for user in office) == 0:
        return False
    if due:
        _mark(agreement, last_day, due, by_mail, now)
    return by_mail is not None


def _due(agreement: Agreement, last_day: date, today: date) -> tuple[set[int], int | None]:
    """The thresholds that are reached and not marked, and the one of them to write about."""
    marked = set(agreement.alerts.filter(expires_on=last_day).values_list("months", flat=True))
    reached = {months for months in settings.EXPIRY_ALERT_MONTHS if add_months(last_day, -months) <= today}
    due = reached - marked
    # a wider threshold that is reached only now says nothing new once a narrower one has been told
    narrowest = min(due, default=0)
    return due, narrowest if due and all(narrowest < months for months in marked) else None


@retried
@transaction.atomic
def _mark(agreement: Agreement, last_day: date, due: set[int], by_mail: int | None, now: datetime) -> None:
    """Once each, also when two workers told at one moment."""
    current = Agreement.objects.select_for_update(of=("self",)).get(pk=agreement.pk)
    for months in sorted(due):
        ExpiryAlert.objects.get_or_create(
            agreement=current,
            months=months,
            expires_on=last_day,
            defaults={"sent_at": now, "by_mail": months == by_mail},
        )


def _write_to(user: User, agreement: Agreement, last_day: date, months: int, address: str) -> bool:
    with translation.override(user.language):
        context = {
            "title": str(localized(agreement, "title")),
            "last_day": formats.long_date(last_day),
            "months": months,
            "all_months": formats.listed(sorted(settings.EXPIRY_ALERT_MONTHS, reverse=True)),
            "last_months": min(settings.EXPIRY_ALERT_MONTHS),
            "link": address + reverse("partners:agreement_detail", args=[agreement.uid]),
        }
    return mail.hand_over("agreement_expiry", context, to=user.email, lang=user.language)


def _office(today: date) -> list[User]:
    """The coordinators; where there is none, the administrators."""
    for role in (Role.COORDINATOR, Role.ADMINISTRATOR):
        people = RoleGrant.objects.on(today).filter(role=role).values("person_id")
        users = list(User.objects.filter(person_id__in=people, is_active=True).order_by("pk"))
        if users:
            return users
    return []
