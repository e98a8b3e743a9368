"""Letters to the office that an agreement ends, once for each of settings.EXPIRY_ALERT_MONTHS.

The threshold is marked as told in the transaction that writes the letters: they leave the outbox as soon as the mail server
takes them, and what it does not take stands in the log.
"""

from datetime import date, datetime

from django.conf import settings
from django.db import transaction

from kanazawa_exchange.accounts.models import Role, RoleGrant, User
from kanazawa_exchange.accounts.services import outbox
from kanazawa_exchange.accounts.services.retries import retried
from kanazawa_exchange.lib.clock import tokyo_date
from kanazawa_exchange.lib.period import add_months

from ..mail_kinds import AGREEMENT_EXPIRY
from ..models import Agreement, AgreementStatus, ExpiryAlert
from ..queries.specimens import told_of


def send_due(*, now: datetime, address: str) -> int:
    """Tell the office of every threshold that has been reached and not been told; returns the number of agreements told.

    Where several thresholds are due at once (a paper entered late) one letter tells of the nearest. With nobody in the
    office nothing is written and nothing is marked. `address` is where the portal stands, for the link.
    """
    today = tokyo_date(now)
    office = _office(today)
    if not office:
        return 0
    rows = Agreement.objects.filter(status=AgreementStatus.IN_FORCE, expires_on__gte=today)
    latest = add_months(today, max(settings.EXPIRY_ALERT_MONTHS) + 1)  # generously: months are of unequal length
    ending = rows.filter(expires_on__lte=latest).order_by("expires_on", "pk")
    return sum(_tell(agreement, office, now, address) for agreement in ending if _due(agreement, today)[0])


@retried
@transaction.atomic
def _tell(agreement: Agreement, office: list[User], now: datetime, address: str) -> bool:
    """What is due for one agreement: the marks and the letters, once each also when two workers look at one moment."""
    current = Agreement.objects.select_for_update(of=("self",)).get(pk=agreement.pk)
    today = tokyo_date(now)
    last_day = current.expires_on or today
    due, by_mail = _due(current, today)
    for months in sorted(due):
        marked = {"sent_at": now, "by_mail": months == by_mail}
        ExpiryAlert.objects.create(agreement=current, months=months, expires_on=last_day, **marked)
    if by_mail is None:
        return False
    values = told_of(current, last_day, by_mail, address)
    ref = f"{current.uid} {last_day} {by_mail}"
    outbox.write_many(AGREEMENT_EXPIRY, [outbox.Draft(user, ref, values) for user in office], by=None, now=now)
    return True


def _due(agreement: Agreement, today: date) -> tuple[set[int], int | None]:
    """The thresholds that are reached and not marked, and the one of them to write about."""
    last_day = agreement.expires_on or today
    marked = set(agreement.alerts.filter(expires_on=last_day).values_list("months", flat=True))
    reached = {months for months in settings.EXPIRY_ALERT_MONTHS if add_months(last_day, -months) <= today}
    due = reached - marked
    # a wider threshold that is reached only now says nothing new once a narrower one has been told
    narrowest = min(due, default=0)
    return due, narrowest if due and all(narrowest < months for months in marked) else None


def _office(today: date) -> list[User]:
    """The coordinators; where there is none, the administrators."""
    for role in (Role.COORDINATOR, Role.ADMINISTRATOR):
        people = RoleGrant.objects.on(today).filter(role=role).values("person_id")
        users = list(User.objects.filter(person_id__in=people, is_active=True).order_by("pk"))
        if users:
            return users
    return []
